// One rehearsal at a time, and no other change of the node meanwhile: a lock there says who rehearses, since
// when, and until when. It expires by itself, on the node's own uptime.
#pragma once

#include <chrono>
#include <string>

#include "core/base/result.h"

namespace understudy::ops {

inline constexpr const char* rehearsalLockFile = "/var/run/understudy/rehearsal.lock";

/// What taking the lock, and a guarded script, answer when somebody else holds it; who, is on standard error.
inline constexpr int exitLocked = 76;

struct RehearsalLock {
    std::string token; ///< of this rehearsal; letters, digits and `-`
    std::string who;   ///< for people, e.g. "ops@desk"
    std::string since; ///< ISO 8601
    std::chrono::seconds lifetime{600};
};

/// Takes the lock, or prolongs one that is this rehearsal's already. An error when a text cannot be put
/// there.
base::Result<std::string> lockScript(const RehearsalLock& lock);

/// Gives it back; somebody else's is left alone.
base::Result<std::string> unlockScript(const std::string& token);

/// To stand in front of a script that changes something: ends it with exitLocked, and who it is on standard
/// error, while the lock is held with another token than this. `token` may be empty: any holder is another.
base::Result<std::string> lockGuard(const std::string& token);

} // namespace understudy::ops
