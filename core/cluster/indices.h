// Some of a cluster's instances or addresses, by their place in the snapshot.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace understudy::cluster {

using Indices = std::vector<std::size_t>;

inline bool holds(const Indices& indices, std::size_t index) {
    return std::find(indices.begin(), indices.end(), index) != indices.end();
}

} // namespace understudy::cluster
