// A cluster file that holds anything. What is taken from it goes into commands and onto the screen, so an
// accepted name is one; a refusal is one clean line that names the file.
#include <cstddef>
#include <cstdint>
#include <string>

#include "check.h"
#include "core/cluster/names.h"
#include "core/ops/cluster_file.h"

using namespace understudy;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = ops::ClusterFile::parse(std::string(reinterpret_cast<const char*>(data), size),
                                              "/web-ams.understudy");
    if (!file) {
        fuzz::checkClean(file.error().what);
        fuzz::check(file.error().what.starts_with("/web-ams.understudy"));
        return 0;
    }
    const auto& cluster = file->cluster();
    fuzz::checkClean(cluster.name);
    fuzz::check(!cluster.floating.empty());
    for (const auto& floating : cluster.floating)
        fuzz::checkClean(floating.text);
    for (const auto& instance : cluster.instances) {
        fuzz::check(cluster::isDisplayName(instance.name.value()));
        fuzz::check(cluster::isInterfaceName(instance.interface));
        fuzz::check(cluster::isHostName(instance.ssh.host));
        fuzz::check(!instance.ssh.user || cluster::isUserName(*instance.ssh.user));
        fuzz::check(!instance.ssh.jump || cluster::isJumpList(*instance.ssh.jump));
        fuzz::check(!instance.protocol4 || cluster::isProtocolName(*instance.protocol4));
        fuzz::check(!instance.protocol6 || cluster::isProtocolName(*instance.protocol6));
        fuzz::check(instance.tier >= 0 && instance.tier <= 16);
        fuzz::check(cluster.find(instance.name) == &instance);
    }
    return 0;
}
