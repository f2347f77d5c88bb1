#include "core/ops/node/rehearsal_lock.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/node/dead_man.h"
#include "core/ops/node/shell_functions.h"
#include "core/ops/ssh/quote.h"

namespace understudy::ops {
namespace {

/// Sets held, who, since, until and now; held is empty where nobody has the lock.
std::string readLock() {
    return secondsFunction + fmt::format(R"(lock={}
held= who= since= until=
now=$(seconds)
if [ -r "$lock" ]; then
    {{ read -r held; read -r who; read -r since; read -r until; }} <"$lock"
    case $until in '' | *[!0-9]*) until=0 ;; esac
fi
)",
                                         rehearsalLockFile);
}

/// The end of a script whose caller is not who holds the lock. `token` is quoted.
std::string refuseOthers(const std::string& token) {
    return fmt::format(R"SH(if [ -n "$held" ] && [ "$held" != {} ] && [ "$now" -lt "$until" ]; then
    echo "$who rehearses since $since; the lock expires in $((until - now)) s" >&2
    exit {}
fi
)SH",
                       token, exitLocked);
}

/// Under a lock of the file system's, so that two operators cannot both find it free.
std::string aloneReadLock() {
    return fmt::format(R"(PATH=$PATH:/usr/sbin:/sbin
set -u
umask 022
mkdir -p {0} || exit 1
exec 9<{0} || exit 1
flock -w 5 9 || exit 1
)",
                       restoreFolder) +
           readLock();
}

} // namespace

base::Result<std::string> lockScript(const RehearsalLock& lock) {
    const auto token = ssh::shellQuote(base::sanitized(lock.token, 64));
    const auto who = ssh::shellQuote(base::sanitized(lock.who, 100));
    const auto since = ssh::shellQuote(base::sanitized(lock.since, 40));
    if (!token || !who || !since)
        return base::failure("the name of who rehearses cannot be written into the lock");
    return aloneReadLock() + refuseOthers(*token) +
           fmt::format(R"SH(printf '%s\n' {} {} {} "$((now + {}))" >"$lock.new" && mv "$lock.new" "$lock"
)SH",
                       *token, *who, *since, lock.lifetime.count());
}

base::Result<std::string> unlockScript(const std::string& token) {
    const auto quoted = ssh::shellQuote(base::sanitized(token, 64));
    if (!quoted)
        return tl::make_unexpected(quoted.error());
    return aloneReadLock() + fmt::format("[ \"$held\" != {} ] || rm -f \"$lock\"\n", *quoted);
}

base::Result<std::string> lockGuard(const std::string& token) {
    const auto quoted = ssh::shellQuote(base::sanitized(token, 64));
    if (!quoted)
        return tl::make_unexpected(quoted.error());
    return fmt::format("(\n{}{}) || exit\n", readLock(), refuseOthers(*quoted));
}

} // namespace understudy::ops
