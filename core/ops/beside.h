// What lies beside a cluster file, under its name.
#pragma once

#include <string>
#include <string_view>

namespace understudy::ops {

/// `folder/web-ams` and the ending, for `folder/web-ams.understudy`.
inline std::string beside(std::string clusterFile, std::string_view ending) {
    constexpr std::string_view suffix = ".understudy";
    if (clusterFile.ends_with(suffix))
        clusterFile.resize(clusterFile.size() - suffix.size());
    return clusterFile.append(ending);
}

} // namespace understudy::ops
