// Why a session is not up: the guide's section 3, and what it does not say.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/cluster/snapshot.h"
#include "core/ops/setup/plan.h"
#include "core/ops/setup/survey.h"

namespace understudy::ops {

/// The kernel's counters of TCP MD5 signatures that were not as they should be.
struct Md5Counters {
    std::uint64_t failure = 0;    ///< signed with another password
    std::uint64_t notFound = 0;   ///< not signed
    std::uint64_t unexpected = 0; ///< signed, and no password is set here

    friend bool operator==(const Md5Counters&, const Md5Counters&) = default;
};

/// Prints /proc/net/netstat's TcpExt lines.
std::string md5Script();
/// Zeros where the system does not count.
Md5Counters parseMd5Counters(std::string_view netstat);

/// One sentence: what is missing and why, as far as that can be told. `before` and `after` were read when the
/// sessions began to be waited for, and at the end.
std::string diagnose(const SetupPlan& plan, const Survey& survey, const cluster::SpeakerState& speaker,
                     const Md5Counters& before, const Md5Counters& after);

} // namespace understudy::ops
