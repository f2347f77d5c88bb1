#include "core/ops/setup/setup_files.h"

#include <fmt/format.h>

namespace understudy::ops {

std::string netdevFile(const std::string& interface) {
    return fmt::format("/etc/systemd/network/50-understudy-{}.netdev", interface);
}

std::string networkFile(const std::string& interface) {
    return fmt::format("/etc/systemd/network/50-understudy-{}.network", interface);
}

std::string netplanFile(const std::string& interface) {
    return fmt::format("/etc/netplan/90-understudy-{}.yaml", interface);
}

std::string ifupdownFile(const std::string& interface) {
    return fmt::format("/etc/network/interfaces.d/understudy-{}", interface);
}

std::string interfaceUnit(const std::string& interface) {
    return fmt::format("/etc/systemd/system/understudy-{}.service", interface);
}

std::vector<std::string> surveyedFiles(const std::string& interface) {
    return {"/etc/bird/bird.conf",
            "/etc/bird/bird6.conf",
            "/etc/bird.conf",
            "/etc/bird6.conf",
            "/usr/local/etc/bird.conf",
            "/usr/local/etc/bird6.conf",
            understudydConfig,
            understudydUnit,
            understudydInit,
            sysctlFile,
            loaderConf,
            netdevFile(interface),
            networkFile(interface),
            netplanFile(interface),
            ifupdownFile(interface),
            interfaceUnit(interface),
            "/etc/network/interfaces",
            "/etc/nftables.conf",
            pfConf,
            rcConf};
}

} // namespace understudy::ops
