#include "views.h"

#include <cstdlib>
#include <ctime>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "recordings.h"

namespace understudy::test {
namespace {

using namespace bird;
using base::Family;
using base::IpAddress;
using base::Prefix;
using std::chrono::milliseconds;
using std::chrono::seconds;

IpAddress ip(std::string_view text) {
    return IpAddress::parse(text).value();
}

ChannelView channel(Family family) {
    ChannelView view;
    view.family = family;
    view.table = family == Family::V4 ? "master4" : "master6";
    return view;
}

ChannelView directChannel(Family family, std::uint64_t received) {
    auto view = channel(family);
    view.state = ChannelView::State::Up;
    view.preference = 240;
    view.inputFilter = "ACCEPT";
    view.imported = 1;
    view.preferred = 1;
    view.importUpdates = {.received = received, .ignored = received - 1, .accepted = 1};
    return view;
}

CapabilitiesView capabilities(Family family) {
    CapabilitiesView view;
    view.announced = {family};
    view.routeRefresh = true;
    view.gracefulRestart = CapabilitiesView::GracefulRestart{
        .restartTime = seconds{120}, .recovering = false, .supported = {family}, .preserved = {}};
    view.fourOctetAs = true;
    view.enhancedRefresh = true;
    view.longLivedRestart = true;
    return view;
}

ProtocolView protocol(std::string name, std::string type, std::string_view since) {
    ProtocolView view;
    view.name = std::move(name);
    view.type = std::move(type);
    view.state = ProtocolView::State::Up;
    view.since = at(since);
    return view;
}

ProtocolView session(Family family, std::string_view since, milliseconds hold, milliseconds keepalive) {
    const bool ipv4 = family == Family::V4;
    auto view = protocol(ipv4 ? "vultr" : "vultr6", "BGP", since);
    const auto source = ip(ipv4 ? "192.0.2.112" : "2001:db8:1111::2");
    BgpView bgp;
    bgp.state = BgpState::Established;
    bgp.neighbor = ip(ipv4 ? "169.254.169.254" : "2001:19f0:ffff::1");
    bgp.neighborAs = 64515;
    bgp.localAs = 65500;
    bgp.session = BgpSessionView{.neighborId = ip("192.0.2.97"),
                                 .local = capabilities(family),
                                 .neighbor = capabilities(family),
                                 .external = true,
                                 .multihop = true,
                                 .fourOctetAs = true,
                                 .source = source,
                                 .hold = TimerView{hold, seconds{240}},
                                 .keepalive = TimerView{keepalive, seconds{80}},
                                 .sendHold = std::nullopt};
    view.bgp = bgp;
    auto exporting = channel(family);
    exporting.state = ChannelView::State::Up;
    exporting.outputFilter = "(unnamed)";
    exporting.exported = 1;
    exporting.exportUpdates = {.received = 1, .accepted = 1};
    exporting.nextHop = source;
    exporting.igpTable = exporting.table;
    view.channels = {exporting};
    return view;
}

RouteView route(std::string_view net, std::string table) {
    RouteView view;
    view.net = Prefix::parse(net).value();
    view.table = std::move(table);
    view.interface = "dummy1";
    view.protocol = "direct1";
    view.since = at("19:03:59.300");
    return view;
}

InterfaceView interface(std::string name, std::uint32_t index, const std::vector<std::string>& addresses) {
    InterfaceView view{.name = std::move(name),
                       .index = index,
                       .adminUp = true,
                       .linkUp = true,
                       .broadcast = true,
                       .multicast = true,
                       .mtu = 1500};
    for (const auto& address : addresses)
        view.addresses.push_back({.address = Prefix::parse(address).value()});
    return view;
}

} // namespace

base::WallTime at(std::string_view clock) {
    return base::fromIso8601(fmt::format("2026-11-23T{}Z", clock)).value();
}

TimeZone::TimeZone(const char* zone) {
    if (const auto* const before = std::getenv("TZ"))
        m_before = before;
    setenv("TZ", zone, 1);
    tzset();
}

TimeZone::~TimeZone() {
    if (m_before)
        setenv("TZ", m_before->c_str(), 1);
    else
        unsetenv("TZ");
    tzset();
}

std::string written(const std::function<void(ReplyWriter&)>& write) {
    ReplyWriter writer;
    write(writer);
    std::string bytes;
    while (const auto piece = writer.take()) {
        EXPECT_LE(piece->size(), ReplyWriter::maxPieceBytes);
        EXPECT_TRUE(piece->ends_with('\n'));
        bytes += *piece;
    }
    return bytes;
}

std::string recordedBytes(std::string_view name) {
    const auto bytes = asSentOnTheSocket(recording(name).output);
    return bytes.substr(bytes.find('\n') + 1);
}

SpeakerView speaker() {
    return {.version = "0.1.0",
            .routerId = ip("192.0.2.112"),
            .hostname = "vm",
            .now = at("19:04:08.688"),
            .lastReboot = at("19:03:59.298"),
            .lastReconfiguration = at("19:03:59.298"),
            .recovery = std::nullopt,
            .activity = SpeakerView::Activity::Running};
}

std::vector<ProtocolView> protocols() {
    auto direct = protocol("direct1", "Direct", "19:03:59.298");
    direct.channels = {directChannel(Family::V4, 1), directChannel(Family::V6, 2)};
    return {protocol("device1", "Device", "19:03:59.298"), direct,
            session(Family::V4, "19:04:03.532", milliseconds{218139}, milliseconds{56556}),
            session(Family::V6, "19:04:03.952", milliseconds{193305}, milliseconds{63621})};
}

ProtocolView connecting() {
    auto view = protocols()[2];
    view.state = ProtocolView::State::Start;
    view.bgp->state = BgpState::Connect;
    view.bgp->session.reset();
    view.channels.front() = channel(Family::V4);
    view.channels.front().outputFilter = "(unnamed)";
    view.channels.front().igpTable = "master4";
    return view;
}

std::vector<RouteView> routes() {
    return {route("192.0.2.2/32", "master4"), route("2001:db8:2222::/64", "master6")};
}

std::vector<InterfaceView> interfaces() {
    auto lo = interface("lo", 1, {"127.0.0.1/8", "::1/128"});
    lo.loopback = true;
    lo.broadcast = false;
    lo.multicast = false;
    lo.mtu = 65536;
    return {lo,
            interface("eth0", 2, {"192.0.2.112/27", "2001:db8:1111::2/64", "fe80::c46:59ff:fe02:44bc/64"}),
            interface("dummy1p", 3, {"fe80::60f9:56ff:fee0:8035/64"}),
            interface("dummy1", 4,
                      {"192.0.2.2/32", "2001:db8:2222::2/64", "2001:db8:2222::1/64",
                       "fe80::403a:f8ff:fea5:faff/64"})};
}

} // namespace understudy::test
