// The cluster file's JSON and the cluster's values, both ways.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/cluster/cluster.h"

namespace understudy::ops {

class JsonReader;

/// The folder that relative paths of a cluster file are relative to; absolute.
std::string folderOf(const std::string& path);

/// Reads and checks everything; what is wrong is in `reader.error()`, and the value must not be used then.
cluster::Cluster clusterFromJson(JsonReader& reader, const std::string& folder);

/// Brings `document`, which reads as `was`, to `now`. Touches only what differs.
void updateJson(nlohmann::ordered_json& document, const cluster::Cluster& was, const cluster::Cluster& now,
                const std::string& folder);

} // namespace understudy::ops
