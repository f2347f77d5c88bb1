// What a node's worker saw: the one thing that crosses from its thread to the engine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/cluster/snapshot.h"

namespace understudy::cluster {

/// The state of the SSH connection.
struct LinkSeen {
    LinkState state = LinkState::Connecting;
    std::optional<std::string> error;
    std::string system; ///< empty: not known yet
};

/// A poll's answer, or why there was none. A failed poll is an observation too.
struct SpeakerSeen {
    base::Result<std::shared_ptr<const SpeakerState>> reading;
};
struct InterfaceSeen {
    base::Result<std::shared_ptr<const InterfaceState>> reading;
};
struct EchoSeen {
    base::Result<EchoCounters> reading;
};

/// The restore that waits on the node; nullopt: none does.
struct DeadManSeen {
    std::optional<DeadMan> deadMan;
    bool fired = false; ///< it is gone because the node restored itself
};

struct Observation {
    InstanceName node;
    std::uint64_t sequence = 0; ///< grows with every observation of the node; a stale one is dropped
    base::SteadyTime at{};
    base::WallTime wall{};
    std::variant<LinkSeen, SpeakerSeen, InterfaceSeen, EchoSeen, DeadManSeen> what;
};

} // namespace understudy::cluster
