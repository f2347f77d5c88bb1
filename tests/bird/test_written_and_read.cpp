// What is written here is read by the dashboard's own readers as what was meant, hostile texts included.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/base/text.h"
#include "core/bird/route_writer.h"
#include "core/bird/show_protocols.h"
#include "core/bird/show_route.h"
#include "core/bird/show_status.h"
#include "core/bird/show_writer.h"
#include "recordings.h"
#include "views.h"

namespace understudy::bird {
namespace {

using base::Family;
using test::replyOf;
using test::written;

const base::WallTime now = test::at("19:05:40.000");
const ShownTimes times;

std::vector<BgpProtocol> readBack(const std::vector<ProtocolView>& views) {
    const auto read = parseProtocols(
        replyOf(written([&](ReplyWriter& writer) { writeProtocols(writer, views, true, now, times); })));
    RC_ASSERT(read.has_value());
    return *read;
}

std::vector<Route> exportedBack(const std::vector<RouteView>& views) {
    const auto read = parseExported(
        replyOf(written([&](ReplyWriter& writer) { writeRoutes(writer, views, true, now, times.route); })));
    RC_ASSERT(read.has_value());
    return *read;
}

rc::Gen<std::string> names() {
    return rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::inRange('a', 'z'), rc::gen::just('_'), rc::gen::inRange('A', 'Z'))));
}

base::IpAddress anyAddress(Family family) {
    const auto bytes = *rc::gen::arbitrary<std::array<std::uint8_t, 16>>();
    if (family == Family::V6)
        return base::IpAddress::v6(bytes);
    return base::IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]});
}

TimerView anyTimer() {
    return {std::chrono::milliseconds{*rc::gen::inRange(0, 65'535'000)},
            std::chrono::seconds{*rc::gen::inRange(0, 65'536)}};
}

/// As a reader gets a text that was written behind a label.
std::string readable(std::string_view text) {
    return base::sanitized(base::trimmed(base::sanitized(text)), 512);
}

TEST(WrittenAndRead, AnEstablishedSession) {
    ASSERT_TRUE(rc::check("all that the dashboard shows of a session", [] {
        const auto family = *rc::gen::element(Family::V4, Family::V6);
        auto view = test::protocols()[family == Family::V4 ? 2 : 3];
        view.name = *names();
        view.description = *rc::gen::arbitrary<std::string>();
        view.message = *rc::gen::arbitrary<std::string>();
        auto& bgp = *view.bgp;
        bgp.neighbor = anyAddress(family);
        bgp.neighborAs = *rc::gen::inRange<AsNumber>(1, 0xffffffff);
        bgp.localAs = *rc::gen::arbitrary<AsNumber>();
        bgp.session->neighborId = anyAddress(Family::V4);
        bgp.session->source = anyAddress(family);
        bgp.session->hold = anyTimer();
        bgp.session->keepalive = anyTimer();
        const bool restarts = *rc::gen::arbitrary<bool>();
        if (!restarts)
            bgp.session->neighbor.gracefulRestart.reset();
        auto& channel = view.channels.front();
        channel.exported = *rc::gen::arbitrary<std::uint32_t>();
        channel.exportUpdates.accepted = *rc::gen::arbitrary<std::uint64_t>();
        channel.exportWithdraws.accepted = *rc::gen::arbitrary<std::uint64_t>();

        const auto all = readBack({test::protocols()[0], view, test::protocols()[1]});
        RC_ASSERT(all.size() == 1U);
        const auto& read = all.front();
        RC_ASSERT(read.name == view.name);
        RC_ASSERT(read.enabled);
        RC_ASSERT(read.state == BgpState::Established);
        RC_ASSERT(read.message.value_or("") == readable(view.message));
        RC_ASSERT(!read.lastError);
        RC_ASSERT(read.neighbor == bgp.neighbor);
        RC_ASSERT(read.neighborAs == bgp.neighborAs);
        RC_ASSERT(read.localAs == bgp.localAs);
        RC_ASSERT(read.neighborId == bgp.session->neighborId);
        RC_ASSERT(read.sourceAddress == bgp.session->source);
        RC_ASSERT(read.holdTime == bgp.session->hold->whole);
        RC_ASSERT(read.holdTimeLeft == bgp.session->hold->left);
        RC_ASSERT(read.keepaliveTime == bgp.session->keepalive->whole);
        RC_ASSERT(read.keepaliveLeft == bgp.session->keepalive->left);
        RC_ASSERT(read.gracefulRestart == restarts);
        RC_ASSERT(read.restartTime == std::chrono::seconds{120});
        RC_ASSERT(read.channels.size() == 1U);
        RC_ASSERT(read.channels.front().family == family);
        RC_ASSERT(read.channels.front().outputFilter == channel.outputFilter);
        RC_ASSERT(read.channels.front().inputFilter == channel.inputFilter);
        RC_ASSERT(read.channels.front().exportedRoutes == channel.exported);
        RC_ASSERT(read.channels.front().exportUpdates == channel.exportUpdates.accepted);
        RC_ASSERT(read.channels.front().exportWithdraws == channel.exportWithdraws.accepted);
    }));
}

TEST(WrittenAndRead, ASessionThatIsNotUp) {
    ASSERT_TRUE(rc::check("its state and its last error", [] {
        auto view = test::connecting();
        view.bgp->state = *rc::gen::element(BgpState::Idle, BgpState::Connect, BgpState::Active,
                                            BgpState::OpenSent, BgpState::OpenConfirm);
        view.bgp->passive = *rc::gen::arbitrary<bool>();
        view.bgp->lastErrorClass = "Received: ";
        view.bgp->lastError = *rc::gen::arbitrary<std::string>();
        view.message = *rc::gen::arbitrary<std::string>();
        if (*rc::gen::arbitrary<bool>())
            view.bgp->errorWait = anyTimer();
        const auto read = readBack({view});
        RC_ASSERT(read.size() == 1U);
        RC_ASSERT(read.front().state == view.bgp->state);
        RC_ASSERT(read.front().enabled);
        RC_ASSERT(!read.front().gracefulRestart);
        RC_ASSERT(read.front().message.value_or("") == readable(view.message));
        RC_ASSERT(read.front().lastError.value_or("") ==
                  (view.bgp->lastError.empty() ? "" : readable("Received: " + view.bgp->lastError)));
        RC_ASSERT(!read.front().channels.front().exportedRoutes);
    }));
}

TEST(WrittenAndRead, ADisabledSession) {
    auto view = test::connecting();
    view.state = ProtocolView::State::Down;
    view.bgp->state = BgpState::Down;
    const auto read = readBack({view});
    ASSERT_EQ(read.size(), 1U);
    EXPECT_FALSE(read.front().enabled);
    EXPECT_EQ(read.front().state, BgpState::Down);
    EXPECT_FALSE(read.front().lastError);
}

TEST(WrittenAndRead, ExportedRoutes) {
    ASSERT_TRUE(rc::check("networks, interfaces and paths", [] {
        const auto count = *rc::gen::inRange<std::size_t>(0, 20);
        std::vector<RouteView> views;
        std::vector<Route> expected;
        for (std::size_t i = 0; i < count; ++i) {
            auto view = test::routes().front();
            const auto family = *rc::gen::element(Family::V4, Family::V6);
            view.net = base::Prefix(anyAddress(family), *rc::gen::inRange(0, base::addressBits(family) + 1))
                           .network();
            view.table = family == Family::V4 ? "master4" : "master6";
            view.kind = *rc::gen::element(RouteView::Kind::Unicast, RouteView::Kind::Blackhole);
            view.interface = view.kind == RouteView::Kind::Unicast ? *names() : "";
            view.interface.resize(std::min<std::size_t>(view.interface.size(), 15));
            view.protocol = *names();
            view.primary = *rc::gen::arbitrary<bool>();
            view.bgp = RouteView::Attributes{};
            view.bgp->path = *rc::gen::arbitrary<std::vector<AsNumber>>();
            view.bgp->communities = *rc::gen::arbitrary<std::vector<std::uint32_t>>();
            view.bgp->extendedCommunities = *rc::gen::arbitrary<std::vector<std::uint64_t>>();
            views.push_back(view);
            expected.push_back(Route{.prefix = view.net,
                                     .interface = view.interface,
                                     .protocol = view.protocol.substr(0, 64),
                                     .asPath = view.bgp->path});
        }
        RC_ASSERT(exportedBack(views) == expected);
    }));
}

TEST(WrittenAndRead, ThePathOfAnExportedRouteIsWhatTheNeighborReceives) {
    auto view = test::routes().front();
    view.bgp = RouteView::Attributes{};
    view.bgp->path = {65500, 65500, 65500};
    const Greeting speaker{.kind = SpeakerKind::Understudyd, .version = "0.1.0"};
    EXPECT_EQ(pathAtNeighbor(exportedBack({view}).front().asPath, speaker, 65500), view.bgp->path);
}

TEST(WrittenAndRead, TenThousandRoutes) {
    std::vector<RouteView> views(10'000, test::routes().front());
    for (std::size_t i = 0; i < views.size(); ++i) {
        const auto byte = [&](unsigned shift) {
            return static_cast<std::uint8_t>(i >> shift);
        };
        views[i].net = base::Prefix(base::IpAddress::v4({10, byte(8), byte(0), 0}), 24);
        views[i].bgp = RouteView::Attributes{};
        views[i].bgp->path = {65500};
    }
    const auto read = exportedBack(views);
    ASSERT_EQ(read.size(), views.size());
    EXPECT_EQ(read.back().prefix, views.back().net);
}

TEST(WrittenAndRead, RouteCounts) {
    ASSERT_TRUE(rc::check("the sum, or the only table's", [] {
        const auto first = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
        const auto second = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
        std::vector<RouteCount> counts{{"master4", first, first, first}, {"master6", second, second, second}};
        const auto count = [&] {
            return parseRouteCount(
                replyOf(written([&](ReplyWriter& writer) { writeRouteCounts(writer, counts); })));
        };
        RC_ASSERT(count() == first + second);
        counts.pop_back();
        RC_ASSERT(count() == first);
    }));
}

TEST(WrittenAndRead, TheStatus) {
    const test::TimeZone utc("UTC0");
    ASSERT_TRUE(rc::check("of a daemon with any host name", [] {
        auto view = test::speaker();
        view.routerId = anyAddress(Family::V4);
        view.hostname = *rc::gen::arbitrary<std::string>();
        view.activity =
            *rc::gen::element(SpeakerView::Activity::Running, SpeakerView::Activity::ShuttingDown);
        const auto read =
            parseStatus(replyOf(written([&](ReplyWriter& writer) { writeStatus(writer, view, times); })));
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->version == "0.1.0");
        RC_ASSERT(read->routerId == view.routerId);
        RC_ASSERT(read->serverTime == "2026-11-23 19:04:08.688");
        RC_ASSERT(read->lastReconfiguration == "2026-11-23 19:03:59.298");
        RC_ASSERT(read->running == (view.activity == SpeakerView::Activity::Running));
    }));
}

} // namespace
} // namespace understudy::bird
