// A bird.conf that is there, brought to what an instance should have.
#include "core/bird/config_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bird/config_outline.h"
#include "tests/bird/config_files.h"

using namespace understudy;
using namespace understudy::bird;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {

base::IpAddress ip(const char* text) {
    return base::IpAddress::parse(text).value();
}

NodeConfig node(bool v4 = true, bool v6 = true) {
    NodeConfig config;
    config.routerId = ip("192.0.2.111");
    config.localAs = 65500;
    config.neighborAs = 64515;
    if (v4) {
        config.neighbor4 = ip("169.254.169.254");
        config.source4 = ip("192.0.2.111");
    }
    if (v6) {
        config.neighbor6 = ip("2001:19f0:ffff::1");
        config.source6 = ip("2001:db8:1111::111");
    }
    return config;
}

MergeRequest request(std::string_view existing, const NodeConfig& wanted,
                     ConfigFile file = ConfigFile::Bird2) {
    return {"bird.conf",
            existing,
            wanted,
            file,
            {base::Prefix::parse("192.0.2.2/32").value(), base::Prefix::parse("2001:db8:2222::/64").value()}};
}

std::string merged(std::string_view existing, const NodeConfig& wanted, ConfigFile file = ConfigFile::Bird2) {
    const auto result = mergeConfig(request(existing, wanted, file));
    EXPECT_TRUE(result) << result.error().what;
    return result ? result->text : std::string{};
}

std::string refusal(std::string_view existing, const NodeConfig& wanted,
                    ConfigFile file = ConfigFile::Bird2) {
    const auto result = mergeConfig(request(existing, wanted, file));
    EXPECT_FALSE(result) << result->text;
    return result ? std::string{} : result.error().what;
}

constexpr const char* foreign = R"(# Ours, since 2019.
log "/var/log/bird.log" all;
router id 192.0.2.111;

define LAN = [ 10.0.0.0/8{8,24} ]; # a brace that opens no block

function is_lan() { return net ~ LAN; }

protocol device { }

protocol static mine {
	ipv4;
	route 10.1.0.0/16 via "eth1"; /* the office { */
}

protocol ospf v2 inside {
	ipv4 { import all; export where is_lan(); };
	area 0 { interface "eth1" { cost 5; }; };
}

protocol bgp vultr {
	description "the cloud }";
	local as 65500;
	source address 192.0.2.111;
	keepalive time 7; # chosen with care
	neighbor 169.254.169.254 as 64515;
	multihop 2;
	password "old-secret";
	ipv4 {
		import none;
		export none;
		import limit 10;
	};
}
)";

} // namespace

TEST(ConfigOutline, SeesStatementsBlocksAndLines) {
    const auto top = outlineConfig("bird.conf", foreign);
    ASSERT_TRUE(top) << top.error().what;
    ASSERT_EQ(top->size(), 8u);
    EXPECT_EQ((*top)[2].words, (std::vector<std::string>{"define", "LAN", "=", "[", "10.0.0.0/8"}));
    EXPECT_EQ((*top)[5].line, 11u);
    const auto body = outlineBlock("bird.conf", foreign, (*top)[7]);
    ASSERT_TRUE(body) << body.error().what;
    ASSERT_EQ(body->size(), 8u);
    EXPECT_EQ(body->front().words.back(), "\"the cloud }\"");
    EXPECT_TRUE(body->back().hasBlock);
}

TEST(ConfigOutline, TellsWhereATextIsBroken) {
    const auto error = [](std::string_view text) {
        const auto top = outlineConfig("f", text);
        return top ? std::string{} : top.error().what;
    };
    EXPECT_EQ(error("a;\nprotocol bgp x {\n b;\n"), "f:2: this brace is not closed");
    EXPECT_EQ(error("a;\nlog \"x\n;"), "f:2: a quotation mark is not closed");
    EXPECT_EQ(error("a;\n/* b"), "f:2: a comment is not closed");
    EXPECT_EQ(error("a;\nb"), "f:2: this statement has no end");
    EXPECT_EQ(error("}"), "f:1: a brace is closed that was not opened");
}

TEST(ConfigOutline, TakesEveryCutOfAText) {
    const std::string_view text = foreign;
    for (std::size_t length = 0; length <= text.size(); ++length) {
        const auto cut = text.substr(0, length);
        if (const auto top = outlineConfig("f", cut)) {
            for (const auto& statement : *top)
                EXPECT_TRUE(!statement.hasBlock || outlineBlock("f", cut, statement) ||
                            statement.words.front() != "protocol");
        }
        EXPECT_NO_THROW((void)mergeConfig(request(cut, node())));
    }
}

TEST(ConfigMerge, ChangesNothingInAFileThatIsAsWanted) {
    auto wanted = node();
    wanted.password4 = wanted.password6 = base::Secret{"secret"};
    wanted.holdTime = std::chrono::seconds{9};
    for (const std::uint32_t prepends : {0u, 2u}) {
        wanted.prepends = prepends;
        const auto two = writeConfig(wanted, ConfigFile::Bird2).value();
        EXPECT_EQ(merged(two, wanted), two);
        const auto four = writeConfig(wanted, ConfigFile::Bird1Ipv4).value();
        EXPECT_EQ(merged(four, wanted, ConfigFile::Bird1Ipv4), four);
        const auto six = writeConfig(wanted, ConfigFile::Bird1Ipv6).value();
        EXPECT_EQ(merged(six, wanted, ConfigFile::Bird1Ipv6), six);
    }
}

TEST(ConfigMerge, LeavesTheGuidesOwnFilesAsTheyAre) {
    auto wanted = node(true, false);
    EXPECT_EQ(merged(test::configText("guide/primary.conf"), wanted, ConfigFile::Bird1Ipv4),
              test::configText("guide/primary.conf"));
    // The guide writes `export all` first; its filter, which comes after it, is what counts.
    wanted.prepends = 2;
    EXPECT_EQ(merged(test::configText("guide/second-backup.conf"), wanted, ConfigFile::Bird1Ipv4),
              test::configText("guide/second-backup.conf"));
}

TEST(ConfigMerge, KeepsAllThatIsForeign) {
    auto wanted = node();
    wanted.password4 = wanted.password6 = base::Secret{"new-secret"};
    wanted.prepends = 1;
    const auto text = merged(foreign, wanted);
    for (const auto* kept :
         {"# Ours, since 2019.", "define LAN = [ 10.0.0.0/8{8,24} ]; # a brace that opens no block",
          "function is_lan() { return net ~ LAN; }", "/* the office { */",
          "area 0 { interface \"eth1\" { cost 5; }; };", "keepalive time 7; # chosen with care",
          "import limit 10;", "description \"the cloud }\";"})
        EXPECT_THAT(text, HasSubstr(kept));
    EXPECT_THAT(text, AllOf(HasSubstr("password \"new-secret\";"), Not(HasSubstr("old-secret")),
                            HasSubstr("graceful restart on;"), HasSubstr("bgp_path.prepend(65500);"),
                            HasSubstr("protocol bgp vultr6 {"), Not(HasSubstr("export none"))));
    EXPECT_EQ(merged(text, wanted), text) << "a second merge changes something";
    if (test::isHere(test::RealBird::V2)) {
        EXPECT_EQ(test::complaintOf(test::RealBird::V2, text), "");
    }
}

TEST(ConfigMerge, SaysWhatElseWouldBeAnnounced) {
    const auto result = mergeConfig(request(foreign, node()));
    ASSERT_TRUE(result);
    EXPECT_THAT(result->notes, testing::ElementsAre(HasSubstr("bird.conf:11: `protocol static`"),
                                                    HasSubstr("bird.conf:16: `protocol ospf`")));
}

TEST(ConfigMerge, WithoutAPasswordTheOneThatIsThereStays) {
    EXPECT_THAT(merged(foreign, node()), HasSubstr("password \"old-secret\";"));
    EXPECT_TRUE(hasPassword(foreign, ip("169.254.169.254")));
    EXPECT_FALSE(hasPassword(foreign, ip("2001:19f0:ffff::1")));
}

TEST(ConfigMerge, CompletesDebiansOwnFiles) {
    const auto two = merged(test::configText("debian/bird-2.0.12.conf"), node());
    EXPECT_THAT(two, AllOf(HasSubstr("interface \"dummy1\";"), HasSubstr("protocol bgp vultr {")));
    if (test::isHere(test::RealBird::V2)) {
        EXPECT_EQ(test::complaintOf(test::RealBird::V2, two), "");
    }
    const auto one =
        merged(test::configText("debian/bird-1.6.8.conf"), node(true, false), ConfigFile::Bird1Ipv4);
    if (test::isHere(test::RealBird::V1)) {
        EXPECT_EQ(test::complaintOf(test::RealBird::V1, one), "");
    }
    const auto six =
        merged(test::configText("debian/bird-1.6.8.bird6.conf"), node(false, true), ConfigFile::Bird1Ipv6);
    if (test::isHere(test::RealBird::V1Ipv6)) {
        EXPECT_EQ(test::complaintOf(test::RealBird::V1Ipv6, six), "");
    }
}

TEST(ConfigMerge, UnderstandsAnAddressInLocal) {
    constexpr const char* text =
        "router id 192.0.2.111;\nprotocol device {}\n"
        "protocol direct { ipv4; interface \"dummy*\"; }\n"
        "protocol bgp cloud { local 192.0.2.111 as 65500; multihop 2; graceful restart;\n"
        "    neighbor 169.254.169.254 as 64515; ipv4 { import none; export all; }; }\n";
    EXPECT_EQ(merged(text, node(true, false)), text);
}

TEST(ConfigMerge, KeepsAFilterThatDoesWhatIsWanted) {
    constexpr const char* text =
        "router id 192.0.2.111;\nprotocol device {}\nprotocol direct { ipv4; interface \"dummy1\"; }\n"
        "filter out { if net ~ [ 192.0.2.2/32 ] then { bgp_path.prepend(65500); accept; } reject; }\n"
        "protocol bgp cloud { local as 65500; source address 192.0.2.111; multihop 2; graceful restart on;\n"
        "    neighbor 169.254.169.254 as 64515; ipv4 { import none; export filter out; }; }\n";
    auto wanted = node(true, false);
    wanted.prepends = 1;
    EXPECT_EQ(merged(text, wanted), text);
}

TEST(ConfigMerge, OfAFilterThatIsThereOnlyThePrependsChange) {
    const std::string text =
        "router id 192.0.2.111;\nprotocol device {}\nprotocol direct { ipv4; interface \"dummy1\"; }\n"
        "filter out { if net ~ [ 192.0.2.2/32 ] then { bgp_path.prepend(65500); accept; } reject; } # ours\n"
        "protocol bgp cloud { local as 65500; source address 192.0.2.111; multihop 2; graceful restart on;\n"
        "    neighbor 169.254.169.254 as 64515; ipv4 { import none; export filter out; }; }\n";
    auto wanted = node(true, false);
    wanted.prepends = 3;
    const std::string once = "bgp_path.prepend(65500);";
    const auto changed = merged(text, wanted);
    EXPECT_THAT(changed, HasSubstr("reject; } # ours\n"));
    std::size_t prepends = 0;
    for (auto at = changed.find(once); at != std::string::npos; at = changed.find(once, at + 1))
        ++prepends;
    EXPECT_EQ(prepends, 3u) << changed;
    EXPECT_EQ(merged(changed, wanted), changed);
    wanted.prepends = 1;
    EXPECT_EQ(merged(changed, wanted), text);
    const std::string elsewhere = std::string{text}.replace(text.find("192.0.2.2/32"), 12, "192.0.2.3/32");
    EXPECT_THAT(refusal(elsewhere, wanted), HasSubstr("bird.conf:6: this export is somebody's own"));
}

TEST(ConfigMerge, RefusesWhatItWouldHaveToGuess) {
    EXPECT_THAT(refusal("include \"other.conf\";\n", node()), HasSubstr("bird.conf:1: the session with"));
    EXPECT_THAT(refusal("template bgp t { neighbor 169.254.169.254 as 64515; }\n", node()),
                HasSubstr("bird.conf:1: the session with 169.254.169.254 takes settings from a template"));
    EXPECT_THAT(refusal("protocol bgp a { neighbor 169.254.169.254 as 1; }\n\n"
                        "protocol bgp b { neighbor 169.254.169.254 as 1; }\n",
                        node()),
                HasSubstr("bird.conf:3: a second protocol for 169.254.169.254"));
    EXPECT_THAT(refusal("protocol static vultr { ipv4; }\n", node()),
                HasSubstr("bird.conf:1: the name vultr is taken"));
    EXPECT_THAT(refusal("protocol bgp x {\n password \"sesame\n", node()),
                AllOf(HasSubstr("bird.conf:2:"), Not(HasSubstr("sesame"))));
}

TEST(ConfigMerge, EnablesASessionThatTheFileDisables) {
    constexpr const char* text = "router id 192.0.2.111;\nprotocol device {}\n"
                                 "protocol direct { ipv4; interface \"dummy1\"; }\n"
                                 "protocol bgp cloud {\n    disabled;\n    local as 65500;\n"
                                 "    source address 192.0.2.111;\n    neighbor 169.254.169.254 as 64515;\n"
                                 "    multihop 2;\n    graceful restart on;\n"
                                 "    ipv4 { import none; export all; };\n}\n";
    EXPECT_THAT(merged(text, node(true, false)), Not(HasSubstr("disabled")));
}
