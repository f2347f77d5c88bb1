#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/bird/show_writer.h"

#include "core/bird/reply_codes.h"

namespace understudy::bird {
namespace {

enum class Scope : std::uint8_t { Host, Link, Site, Universe, Undefined };

std::string_view text(Scope scope) {
    switch (scope) {
    case Scope::Host:
        return "host";
    case Scope::Link:
        return "link";
    case Scope::Site:
        return "site";
    case Scope::Universe:
        return "univ";
    case Scope::Undefined:
        return "undef";
    }
    return {};
}

/// Private and unique local addresses are of a site (RFC 1918, RFC 4193).
Scope scopeOf(const base::IpAddress& address) {
    const auto& bytes = address.bytes();
    const auto leads = [&](std::uint8_t first, std::uint8_t second, std::uint8_t mask) {
        return bytes[0] == first && (bytes[1] & mask) == second;
    };
    if (address.family() == base::Family::V4) {
        if (bytes[0] == 127)
            return Scope::Host;
        const bool isPrivate = bytes[0] == 10 || leads(172, 16, 0xf0) || leads(192, 168, 0xff);
        return isPrivate ? Scope::Site : Scope::Universe;
    }
    const bool loopback =
        std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t b) { return b == 0; }) && bytes[15] == 1;
    if (loopback)
        return Scope::Host;
    if (leads(0xfe, 0x80, 0xc0))
        return Scope::Link;
    if ((bytes[0] & 0xfe) == 0xfc || leads(0xfe, 0xc0, 0xc0))
        return Scope::Site;
    return (bytes[0] & 0xe0) == 0x20 ? Scope::Universe : Scope::Undefined;
}

/// An interface prefers one IPv4 address, one IPv6 address and one link-local one.
const InterfaceView::Address* preferred(const InterfaceView& interface, base::Family family, bool linkLocal) {
    const auto& all = interface.addresses;
    const auto found = std::find_if(all.begin(), all.end(), [&](const InterfaceView::Address& candidate) {
        const auto& address = candidate.address.address();
        return !candidate.secondary && address.family() == family && address.isIpv6LinkLocal() == linkLocal;
    });
    return found == all.end() ? nullptr : &*found;
}

void writeAddress(ReplyWriter& writer, const InterfaceView& interface,
                  const InterfaceView::Address& address) {
    const auto& ip = address.address.address();
    const bool first = preferred(interface, ip.family(), ip.isIpv6LinkLocal()) == &address;
    writer.line(
        codeAddress,
        fmt::format("\t{} ({}{}scope {})", address.address.toString(),
                    first               ? "Preferred, "
                    : address.secondary ? "Secondary, "
                                        : "",
                    address.opposite ? fmt::format("opposite {}, ", address.opposite->toString()) : "",
                    text(scopeOf(ip))));
}

void writeAddresses(ReplyWriter& writer, const InterfaceView& interface, base::Family family) {
    for (const auto& address : interface.addresses) {
        if (address.address.family() == family)
            writeAddress(writer, interface, address);
    }
}

std::string summaryAddress(const InterfaceView& interface, base::Family family) {
    const auto* address = preferred(interface, family, false);
    return address == nullptr ? std::string{} : address->address.toString();
}

std::string_view upOrDown(const InterfaceView& interface) {
    return interface.adminUp ? "up" : "down";
}

} // namespace

void writeInterfaces(ReplyWriter& writer, std::span<const InterfaceView> interfaces) {
    for (const auto& interface : interfaces) {
        writer.line(codeInterface,
                    fmt::format("{} {} (index={})", interface.name, upOrDown(interface), interface.index));
        writer.line(
            codeFlags,
            fmt::format("\t{}{}{} Admin{} Link{}{} MTU={}", interface.pointToPoint ? "PtP" : "MultiAccess",
                        interface.broadcast ? " Broadcast" : "", interface.multicast ? " Multicast" : "",
                        interface.adminUp ? "Up" : "Down", interface.linkUp ? "Up" : "Down",
                        interface.loopback ? " Loopback Ignored" : "", interface.mtu));
        writeAddresses(writer, interface, base::Family::V4);
        writeAddresses(writer, interface, base::Family::V6);
    }
    writer.end();
}

void writeInterfaceSummary(ReplyWriter& writer, std::span<const InterfaceView> interfaces) {
    writer.line(codeSummaryHeading, "Interface  State  IPv4 address       IPv6 address");
    for (const auto& interface : interfaces) {
        writer.line(codeSummary, fmt::format("{:<10} {:<6} {:<18} {}", interface.name, upOrDown(interface),
                                             summaryAddress(interface, base::Family::V4),
                                             summaryAddress(interface, base::Family::V6)));
    }
    writer.end();
}

} // namespace understudy::bird
