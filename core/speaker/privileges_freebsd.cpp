#include "core/speaker/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/procctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace understudy::speaker {

base::Result<void> dropPrivileges(const std::string& user, const std::string& group,
                                  const std::string& keep) {
    const auto refused = [](const std::string& what) {
        return base::failure("Privileges cannot be given up: " + what + ": " + std::strerror(errno) + ".");
    };
    if (!user.empty()) {
        const auto* entry = ::getpwnam(user.c_str());
        if (entry == nullptr)
            return base::failure("There is no user " + user + " on this node.");
        const auto uid = entry->pw_uid;
        auto gid = entry->pw_gid;
        if (!group.empty()) {
            const auto* named = ::getgrnam(group.c_str());
            if (named == nullptr)
                return base::failure("There is no group " + group + " on this node.");
            gid = named->gr_gid;
        }
        if (::chown(keep.c_str(), uid, gid) != 0)
            return refused("chown of " + keep);
        if (::setgroups(1, &gid) != 0 || ::setresgid(gid, gid, gid) != 0 || ::setresuid(uid, uid, uid) != 0)
            return refused("setuid");
    }
    int on = PROC_NO_NEW_PRIVS_ENABLE;
    if (::procctl(P_PID, ::getpid(), PROC_NO_NEW_PRIVS_CTL, &on) != 0)
        return refused("procctl");
    return {};
}

} // namespace understudy::speaker
