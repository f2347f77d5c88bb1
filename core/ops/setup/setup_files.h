// Where things are on a node, and the names of the files that a set-up makes.
#pragma once

#include <string>
#include <vector>

namespace understudy::ops {

/// What did not come in a package belongs here.
inline constexpr const char* understudydProgram = "/usr/local/sbin/understudyd";
inline constexpr const char* understudycProgram = "/usr/local/sbin/understudyc";
inline constexpr const char* understudydConfig = "/etc/understudyd.conf";
inline constexpr const char* understudydUnit = "/etc/systemd/system/understudyd.service";
inline constexpr const char* understudydInit = "/etc/init.d/understudyd";
inline constexpr const char* sysctlFile = "/etc/sysctl.d/60-understudy.conf";
inline constexpr const char* loaderConf = "/boot/loader.conf";
inline constexpr const char* rcConf = "/etc/rc.conf";
inline constexpr const char* pfConf = "/etc/pf.conf";

/// Where an interface that is made at boot would be named.
inline constexpr const char* bootFolders = "/etc/systemd/network /etc/systemd/system /etc/netplan "
                                           "/etc/network /etc/NetworkManager/system-connections "
                                           "/etc/rc.local /etc/rc.conf.local /etc/rc.conf.d";

std::string netdevFile(const std::string& interface);
std::string networkFile(const std::string& interface);
std::string netplanFile(const std::string& interface);
std::string ifupdownFile(const std::string& interface);
std::string interfaceUnit(const std::string& interface);

/// All that a survey reads where it is there.
std::vector<std::string> surveyedFiles(const std::string& interface);

} // namespace understudy::ops
