#include "core/ops/config/tier_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ops/shown_diff.h"

using namespace understudy;
using namespace understudy::ops;
using base::Family;
using testing::HasSubstr;
using testing::Not;

namespace {

const std::string text = "protocol bgp vultr {\n"
                         "    local as 65500;\n"
                         "    password \"hunter2hunter2\";\n"
                         "    export all;\n"
                         "    neighbor 169.254.169.254 as 64515;\n"
                         "}\n";

SpeakerFile file(const std::string& client, const std::string& path) {
    SpeakerFile file;
    file.client = client;
    file.greeting.version = client == "understudyc" ? "0.1.0" : "1.6.8";
    file.path = path;
    file.text = text;
    return file;
}

cluster::Session session(Family family, std::size_t pathLength = 1) {
    cluster::Session session;
    session.family = family;
    session.protocol.name = "vultr";
    session.protocol.state = bird::BgpState::Established;
    session.exported = {{*base::Prefix::parse(family == Family::V4 ? "192.0.2.2/32" : "2001:db8:2222::/64"),
                         std::vector<bird::AsNumber>(pathLength, 65500)}};
    return session;
}

cluster::SpeakerState speaker(std::vector<cluster::Session> sessions) {
    cluster::SpeakerState state;
    state.version = "1.6.8";
    state.sessions = std::move(sessions);
    return state;
}

} // namespace

TEST(TierFiles, areTwoForBird1WithBothFamilies) {
    const std::vector files{file("birdc", "/etc/bird/bird.conf"), file("birdc6", "/etc/bird/bird6.conf")};
    const auto changes = tierChanges(files, speaker({session(Family::V4), session(Family::V6)}), {}, 1);
    ASSERT_TRUE(changes) << changes.error().what;
    ASSERT_EQ(changes->size(), 2u);
    EXPECT_EQ(changes->at(1).path, "/etc/bird/bird6.conf");
    EXPECT_THAT(changes->at(1).after, HasSubstr("bgp_path.prepend(65500);"));
    EXPECT_EQ(tierChanges(files, speaker({session(Family::V4), session(Family::V6)}), {}, 0)->size(), 0u);
}

TEST(TierFiles, ofASpeakerThatCannotBeReadAreAnError) {
    const auto none = tierChanges({}, speaker({session(Family::V4)}), {}, 1);
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().what, HasSubstr("no running speaker's configuration"));
    const auto half =
        tierChanges({file("birdc", "/a")}, speaker({session(Family::V4), session(Family::V6)}), {}, 1);
    EXPECT_FALSE(half) << "the IPv6 session would keep its tier";
}

TEST(TierFiles, tellTheirPlaceAndNoPasswordWhenTheyCannotBeChanged) {
    auto strange = file("birdc", "/etc/bird/bird.conf");
    strange.text.replace(strange.text.find("all"), 3, "filter elsewhere");
    const auto changes = tierChanges({strange}, speaker({session(Family::V4)}), {}, 1);
    ASSERT_FALSE(changes);
    EXPECT_THAT(changes.error().what, HasSubstr("/etc/bird/bird.conf:4:19 "));
    EXPECT_THAT(changes.error().what, Not(HasSubstr("hunter2")));
}

TEST(TierFiles, showTheirDifferencesWithoutPasswords) {
    const auto changes =
        tierChanges({file("birdc", "/etc/bird/bird.conf")}, speaker({session(Family::V4)}), {}, 1);
    ASSERT_TRUE(changes);
    EXPECT_THAT(shownDiff(changes->at(0).before, changes->at(0).after),
                testing::ElementsAre("@@ -1,6 +1,9 @@", " protocol bgp vultr {", "     local as 65500;",
                                     "     password***", "-    export all;", "+    export filter {",
                                     "+        bgp_path.prepend(65500);", "+        accept;", "+    };",
                                     "     neighbor 169.254.169.254 as 64515;", " }"));
}

TEST(TierFiles, areAsWantedWhenEveryPathIs) {
    std::vector<cluster::FloatingAddress> floating;
    for (const auto* address : {"192.0.2.2/32", "2001:db8:2222::1/64"})
        floating.push_back({address, *base::Prefix::parse(address)});
    const auto wanted = tierWanted(floating, 2);
    const auto before = speaker({session(Family::V4, 1), session(Family::V6, 1)});
    EXPECT_EQ(wanted(before, speaker({session(Family::V4, 3), session(Family::V6, 3)})), std::nullopt);
    EXPECT_EQ(wanted(before, speaker({session(Family::V4, 3), session(Family::V6, 1)})),
              "vultr exports 2001:db8:2222::/64 with 0 prepends");
    EXPECT_EQ(wanted(before, speaker({session(Family::V4, 3)})), "the session vultr is not up");
    auto more = speaker({session(Family::V4, 3), session(Family::V6, 3)});
    more.sessions[0].exported.push_back({*base::Prefix::parse("198.51.100.0/24"), {65500}});
    EXPECT_EQ(wanted(before, more), std::nullopt) << "other routes have their own paths";
    auto silent = speaker({session(Family::V4, 3), session(Family::V6, 3)});
    silent.sessions[0].exported.clear();
    EXPECT_EQ(wanted(before, silent), "vultr does not export 192.0.2.2/32");
    silent.running = false;
    EXPECT_EQ(wanted(before, silent), "the speaker does not run");
}
