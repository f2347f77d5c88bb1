#include "core/speaker/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

#include <fmt/format.h>

namespace understudy::speaker {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

struct Identity {
    uid_t user = 0;
    gid_t group = 0;
};

base::Error cannotGiveUp(std::string_view what) {
    return {fmt::format("Privileges cannot be given up: {}: {}.", what, std::strerror(errno))};
}

/// From the files themselves: the usual functions load plug-ins, which a static program cannot.
std::optional<Identity> userOf(const std::string& name) {
    const File file(std::fopen("/etc/passwd", "re"), &std::fclose);
    while (const auto* entry = file ? ::fgetpwent(file.get()) : nullptr) {
        if (name == entry->pw_name)
            return Identity{entry->pw_uid, entry->pw_gid};
    }
    return std::nullopt;
}

std::optional<gid_t> groupOf(const std::string& name) {
    const File file(std::fopen("/etc/group", "re"), &std::fclose);
    while (const auto* entry = file ? ::fgetgrent(file.get()) : nullptr) {
        if (name == entry->gr_name)
            return entry->gr_gid;
    }
    return std::nullopt;
}

base::Result<void> become(const Identity& identity, const std::string& keep) {
    if (::chown(keep.c_str(), identity.user, identity.group) != 0)
        return tl::make_unexpected(cannotGiveUp("chown of " + keep));
    if (::setgroups(0, nullptr) != 0 || ::setresgid(identity.group, identity.group, identity.group) != 0 ||
        ::setresuid(identity.user, identity.user, identity.user) != 0)
        return tl::make_unexpected(cannotGiveUp("setuid"));
    return {};
}

} // namespace

base::Result<void> dropPrivileges(const std::string& user, const std::string& group,
                                  const std::string& keep) {
    if (!user.empty()) {
        auto identity = userOf(user);
        if (!identity)
            return base::failure(fmt::format("There is no user {} on this node.", user));
        if (!group.empty()) {
            const auto gid = groupOf(group);
            if (!gid)
                return base::failure(fmt::format("There is no group {} on this node.", group));
            identity->group = *gid;
        }
        if (auto done = become(*identity, keep); !done)
            return done;
    }
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::syscall(SYS_capset, &header, none) != 0)
        return tl::make_unexpected(cannotGiveUp("capset"));
    return {};
}

} // namespace understudy::speaker
