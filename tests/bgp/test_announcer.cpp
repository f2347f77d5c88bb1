#include "core/bgp/announcer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bgp/message.h"
#include "tests/support/bgp/property.h"
#include "tests/support/bgp/route_reader.h"

using namespace understudy;
using namespace understudy::bgp;
using base::Family;
using base::Prefix;
using testing::ElementsAre;

namespace {

Session sessionOf(FamilySet families, bool enhanced = true) {
    Session session;
    session.families = families;
    session.fourOctetAs = true;
    session.enhancedRouteRefresh = enhanced;
    return session;
}

Prefix prefix(std::string_view text) {
    return *Prefix::parse(text);
}

PathAttributes path(const Prefix& of, std::size_t length) {
    PathAttributes attributes;
    attributes.asPath.assign(length, 65500);
    attributes.nextHop = *base::IpAddress::parse(of.family() == Family::V4 ? "192.0.2.111" : "2001:db8::1");
    return attributes;
}

Routes routes(std::vector<std::string> prefixes, std::size_t length = 1) {
    Routes all;
    for (const auto& text : prefixes)
        all[prefix(text)] = path(prefix(text), length);
    return all;
}

/// A message in words: "BoRR 4", "EoRR 6", "EoR 4", or what an UPDATE does, e.g. "+192.0.2.2/32".
std::string inWords(const base::Bytes& message) {
    const auto body = base::ByteView{message}.subspan(headerLength);
    if (message[18] == 5)
        return std::string{body[2] == 1 ? "BoRR " : "EoRR "} + (body[1] == 1 ? "4" : "6");
    const auto update = test::readUpdate(body, true);
    if (!update)
        return update.error().what;
    std::string text;
    for (const auto& gone : update->withdrawn)
        text += "-" + gone.toString() + " ";
    for (const auto& [announced, attributes] : update->announced)
        text += "+" + announced.toString() + " ";
    if (text.empty())
        return body.size() == 4 ? "EoR 4" : "EoR 6";
    text.pop_back();
    return text;
}

std::vector<std::string> toldBy(Announcer& announcer) {
    std::vector<std::string> all;
    for (auto message = announcer.next(); !message.empty(); message = announcer.next())
        all.push_back(inWords(message));
    return all;
}

} // namespace

TEST(Announcer, tellsNothingWithoutASession) {
    Announcer announcer;
    announcer.setRoutes(routes({"192.0.2.2/32"}));
    announcer.refresh(Family::V4);
    EXPECT_TRUE(announcer.next().empty());
}

TEST(Announcer, aNewSessionGetsEverythingAndTheEndOfEachRib) {
    Announcer announcer;
    announcer.setRoutes(routes({"192.0.2.2/32", "192.0.2.3/32", "2001:db8:2222::/64"}));
    announcer.begin(sessionOf(FamilySet::both()));
    EXPECT_THAT(toldBy(announcer),
                ElementsAre("+192.0.2.2/32 +192.0.2.3/32", "EoR 4", "+2001:db8:2222::/64", "EoR 6"));
    EXPECT_EQ(announcer.sent(), announcer.wanted());
    announcer.begin(sessionOf(Family::V6));
    EXPECT_THAT(toldBy(announcer), ElementsAre("+2001:db8:2222::/64", "EoR 6"));
}

TEST(Announcer, anEmptyRibEndsAtOnce) {
    Announcer announcer;
    announcer.begin(sessionOf(Family::V4));
    EXPECT_THAT(toldBy(announcer), ElementsAre("EoR 4"));
}

TEST(Announcer, withdrawsOvertakeAnnouncements) {
    Announcer announcer;
    announcer.setRoutes(routes({"192.0.2.2/32", "2001:db8:2222::/64"}));
    announcer.begin(sessionOf(FamilySet::both()));
    toldBy(announcer);
    announcer.setRoutes(routes({"192.0.2.3/32"}));
    EXPECT_THAT(toldBy(announcer), ElementsAre("-192.0.2.2/32", "-2001:db8:2222::/64", "+192.0.2.3/32"));
}

TEST(Announcer, changedAttributesReplaceARouteWithoutAWithdraw) {
    Announcer announcer;
    announcer.begin(sessionOf(Family::V4));
    announcer.setRoutes(routes({"192.0.2.2/32"}, 1));
    toldBy(announcer);
    announcer.setRoutes(routes({"192.0.2.2/32"}, 3));
    EXPECT_THAT(toldBy(announcer), ElementsAre("+192.0.2.2/32"));
    auto drained = routes({"192.0.2.2/32"}, 3);
    drained.begin()->second.communities = {gracefulShutdown};
    announcer.setRoutes(drained);
    EXPECT_THAT(toldBy(announcer), ElementsAre("+192.0.2.2/32"));
    EXPECT_EQ(announcer.sent(), drained);
}

TEST(Announcer, whatChangesBackBeforeItWasToldIsNotTold) {
    Announcer announcer;
    announcer.begin(sessionOf(Family::V4));
    announcer.setRoutes(routes({"192.0.2.2/32"}));
    toldBy(announcer);
    announcer.setRoutes({});
    announcer.setRoutes(routes({"192.0.2.2/32"}));
    announcer.setRoutes(routes({"192.0.2.2/32", "192.0.2.3/32"}));
    announcer.setRoutes(routes({"192.0.2.2/32"}));
    EXPECT_TRUE(toldBy(announcer).empty());
}

TEST(Announcer, routesOfDifferentPathsGoApart) {
    Announcer announcer;
    announcer.begin(sessionOf(Family::V4));
    auto both = routes({"192.0.2.2/32", "192.0.2.4/32"}, 1);
    both.merge(routes({"192.0.2.3/32"}, 2));
    announcer.setRoutes(both);
    EXPECT_THAT(toldBy(announcer), ElementsAre("+192.0.2.2/32 +192.0.2.4/32", "+192.0.2.3/32", "EoR 4"));
}

TEST(Announcer, aRefreshRepeatsTheFamilyBetweenItsMarks) {
    Announcer announcer;
    announcer.setRoutes(routes({"192.0.2.2/32", "2001:db8:2222::/64"}));
    announcer.begin(sessionOf(FamilySet::both()));
    announcer.refresh(Family::V4);
    EXPECT_THAT(toldBy(announcer), ElementsAre("+192.0.2.2/32", "EoR 4", "BoRR 4", "+192.0.2.2/32", "EoRR 4",
                                               "+2001:db8:2222::/64", "EoR 6"));
    announcer.refresh(Family::V6);
    EXPECT_THAT(toldBy(announcer), ElementsAre("BoRR 6", "+2001:db8:2222::/64", "EoRR 6"));
}

TEST(Announcer, aRefreshHasNoMarksUnlessBothKnowThem) {
    Announcer announcer;
    announcer.setRoutes(routes({"192.0.2.2/32"}));
    announcer.begin(sessionOf(Family::V4, false));
    toldBy(announcer);
    announcer.refresh(Family::V4);
    EXPECT_THAT(toldBy(announcer), ElementsAre("+192.0.2.2/32"));
    announcer.refresh(Family::V6);
    EXPECT_TRUE(toldBy(announcer).empty()) << "not of this session";
}

TEST(Announcer, manyRefreshesAreOneAndOneMoreDuringAnAnswer) {
    Announcer announcer;
    announcer.setRoutes(routes({"192.0.2.2/32"}));
    announcer.begin(sessionOf(Family::V4));
    toldBy(announcer);
    for (int i = 0; i < 1000; ++i)
        announcer.refresh(Family::V4);
    EXPECT_EQ(inWords(announcer.next()), "BoRR 4");
    for (int i = 0; i < 1000; ++i)
        announcer.refresh(Family::V4);
    EXPECT_THAT(toldBy(announcer),
                ElementsAre("+192.0.2.2/32", "EoRR 4", "BoRR 4", "+192.0.2.2/32", "EoRR 4"));
}

TEST(Announcer, aWithdrawDuringARefreshIsStillAWithdraw) {
    Announcer announcer;
    announcer.setRoutes(routes({"192.0.2.2/32"}));
    announcer.begin(sessionOf(Family::V4));
    toldBy(announcer);
    announcer.refresh(Family::V4);
    EXPECT_EQ(inWords(announcer.next()), "BoRR 4");
    announcer.setRoutes({});
    EXPECT_THAT(toldBy(announcer), ElementsAre("-192.0.2.2/32", "EoRR 4"));
}

TEST(Announcer, leavesOutWhatFitsIntoNoMessageAndTakesBackWhatWasTold) {
    Announcer announcer;
    announcer.begin(sessionOf(Family::V4));
    announcer.setRoutes(routes({"192.0.2.2/32"}));
    toldBy(announcer);
    EXPECT_THAT(announcer.setRoutes(routes({"192.0.2.2/32"}, 3000)), ElementsAre(prefix("192.0.2.2/32")));
    EXPECT_THAT(toldBy(announcer), ElementsAre("-192.0.2.2/32"));
}

TEST(Announcer, knowsTheFamiliesThatItWouldAnnounce) {
    Announcer announcer;
    EXPECT_TRUE(announcer.wantedFamilies().empty());
    announcer.setRoutes(routes({"2001:db8:2222::/64"}));
    EXPECT_EQ(announcer.wantedFamilies(), FamilySet{Family::V6});
}

TEST(Announcer, whateverChangesWheneverTheRouterEndsWithWhatIsWanted) {
    EXPECT_TRUE(test::holds("changes and messages in any order", [] {
        Announcer announcer;
        test::RouterTable router;
        announcer.begin(sessionOf(FamilySet::both()));
        const auto messages = [&](int count) {
            for (; count > 0; --count) {
                const auto message = announcer.next();
                if (!message.empty() && message[18] == 2)
                    RC_ASSERT(router.feed(base::ByteView{message}.subspan(headerLength)).has_value());
            }
        };
        for (int step = *rc::gen::inRange(1, 30); step > 0; --step) {
            Routes wanted;
            for (const auto number : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 8))) {
                const auto one = prefix((number < 4 ? "10.0." : "2001:db8:") + std::to_string(number) +
                                        (number < 4 ? ".0/24" : "::/48"));
                wanted[one] = path(one, *rc::gen::inRange<std::size_t>(1, 3));
            }
            announcer.setRoutes(wanted);
            if (*rc::gen::inRange(0, 4) == 0)
                announcer.refresh(*rc::gen::element(Family::V4, Family::V6));
            messages(*rc::gen::inRange(0, 5));
        }
        messages(1000);
        RC_ASSERT(router.routes() == announcer.wanted());
        RC_ASSERT(announcer.sent() == announcer.wanted());
    }));
}
