#include "core/ops/node/rehearsal_lock.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/node/dead_man.h"
#include "core/ops/ssh/quote.h"

namespace understudy::ops {
namespace {

/// Reads the lock, under a lock of the file system's so that two operators cannot both find it free.
std::string readLock() {
    return fmt::format(R"(PATH=$PATH:/usr/sbin:/sbin
set -u
umask 022
lock={}
mkdir -p {} || exit 1
exec 9<{} || exit 1
flock -w 5 9 || exit 1
read -r up rest </proc/uptime
now=${{up%%.*}}
held= who= since= until=
if [ -r "$lock" ]; then
    {{ read -r held; read -r who; read -r since; read -r until; }} <"$lock"
    case $until in '' | *[!0-9]*) until=0 ;; esac
fi
)",
                       rehearsalLockFile, restoreFolder, restoreFolder);
}

} // namespace

base::Result<std::string> lockScript(const RehearsalLock& lock) {
    const auto token = ssh::shellQuote(base::sanitized(lock.token, 64));
    const auto who = ssh::shellQuote(base::sanitized(lock.who, 100));
    const auto since = ssh::shellQuote(base::sanitized(lock.since, 40));
    if (!token || !who || !since)
        return base::failure("the name of who rehearses cannot be written into the lock");
    return readLock() +
           fmt::format(R"SH(if [ -n "$held" ] && [ "$held" != {0} ] && [ "$now" -lt "$until" ]; then
    echo "$who rehearses since $since; the lock expires in $((until - now)) s"
    exit {4}
fi
printf '%s\n' {0} {1} {2} "$((now + {3}))" >"$lock.new" && mv "$lock.new" "$lock"
)SH",
                       *token, *who, *since, lock.lifetime.count(), exitLocked);
}

base::Result<std::string> unlockScript(const std::string& token) {
    const auto quoted = ssh::shellQuote(base::sanitized(token, 64));
    if (!quoted)
        return tl::make_unexpected(quoted.error());
    return readLock() + fmt::format("[ \"$held\" != {} ] || rm -f \"$lock\"\n", *quoted);
}

} // namespace understudy::ops
