#include "core/speaker/router_id.h"

#include <algorithm>
#include <optional>

#include "core/speaker/origination.h"

namespace understudy::speaker {
namespace {

std::uint32_t toNumber(const base::IpAddress& address) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = number << 8 | address.bytes()[i];
    return number;
}

} // namespace

base::Result<bgp::RouterId> routerIdFor(const bird::Config& config, const InterfaceTable& interfaces) {
    if (config.routerId)
        return bgp::RouterId{*config.routerId};
    const auto own = originate(config, interfaces, [](const std::string&) { return true; });
    std::optional<std::uint32_t> lowest;
    for (const auto& [index, interface] : interfaces) {
        for (const auto& [prefix, each] : interface.addresses) {
            const auto& address = prefix.address();
            if (!interface.up || interface.loopback || address.family() != base::Family::V4 ||
                own.contains(each.network))
                continue;
            lowest = std::min(lowest.value_or(0xffffffff), toNumber(address));
        }
    }
    if (lowest)
        return bgp::RouterId{*lowest};
    const bool allHaveOne = std::all_of(config.bgps.begin(), config.bgps.end(),
                                        [](const auto& bgp) { return bgp.session.routerId.has_value(); });
    if (allHaveOne)
        return bgp::RouterId{};
    return base::failure(
        "This node has no IPv4 address that could be its BGP identifier: write `router id` with "
        "one into the configuration.");
}

} // namespace understudy::speaker
