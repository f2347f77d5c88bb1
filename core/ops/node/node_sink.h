// What a node's thread tells the engine. Every function is called on the node's thread.
#pragma once

#include <functional>
#include <string>

#include "core/cluster/observation.h"
#include "core/ops/events.h"

namespace understudy::ops {

struct NodeSink {
    std::function<void(cluster::Observation)> observe;
    std::function<void(CommandRecord)> record;
    std::function<void(IntentId, IntentResult)> answer;
    std::function<void(IntentId, JobProgress)> progress;
    std::function<void(std::string)> raw;
    std::function<void(std::string)> log;
};

} // namespace understudy::ops
