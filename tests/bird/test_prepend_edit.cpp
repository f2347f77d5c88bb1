// The number of prepends is changed, and nothing else.
#include "core/bird/prepend_edit.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_files.h"
#include "core/bird/config_writer.h"

using namespace understudy;
using namespace understudy::bird;
using base::Family;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

constexpr AsNumber localAs = 65500;

PrependOrder order(std::uint32_t prepends, std::vector<ExportOf> exports = {{"vultr", Family::V4}}) {
    return {std::move(exports), localAs, prepends};
}

std::string edited(const std::string& text, const PrependOrder& wanted) {
    const auto edit = editPrepends("bird.conf", text, wanted);
    EXPECT_TRUE(edit) << toString(edit.error());
    return edit ? edit->text : std::string{};
}

std::string complaint(const std::string& text, std::uint32_t prepends = 2) {
    const auto edit = editPrepends("bird.conf", text, order(prepends));
    EXPECT_FALSE(edit) << edit->text;
    return edit ? std::string{} : toLine(edit.error());
}

/// A file with this export in the language of BIRD 1.6, and one with it in that of BIRD 2.
std::string bird1(const std::string& lines, const std::string& before = {}) {
    return before + "router id 192.0.2.111;\nprotocol bgp vultr\n{\n    local as 65500;\n" + lines +
           "    import none;\n    neighbor 169.254.169.254 as 64515;\n    password \"hunter2hunter2\";\n}\n";
}

/// How often a channel prepends for a route of its family.
std::uint32_t prependsOf(const BgpChannel& channel) {
    OutboundRoute route;
    route.net = *base::Prefix::parse(channel.family == Family::V4 ? "192.0.2.2/32" : "2001:db8:2222::/64");
    route.protocol = "direct1";
    route.interface = "dummy1";
    const auto result = run(*channel.exportFilter, route);
    EXPECT_TRUE(result.accepted);
    return static_cast<std::uint32_t>(result.route.path.size());
}

/// Lines of the one that the other does not have, in their order.
std::vector<std::string> linesOnlyIn(const std::string& one, const std::string& other) {
    const auto linesOf = [](const std::string& text) {
        std::vector<std::string> lines;
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);)
            lines.push_back(line);
        return lines;
    };
    const auto others = linesOf(other);
    const std::set<std::string> known(others.begin(), others.end());
    auto lines = linesOf(one);
    std::erase_if(lines, [&](const std::string& line) { return known.contains(line); });
    return lines;
}

/// Everything of a configuration that a change of prepends leaves as it is.
void expectSameButForExports(const Config& a, const Config& b, const std::string& name) {
    EXPECT_EQ(a.dialect, b.dialect) << name;
    EXPECT_EQ(a.routerId, b.routerId) << name;
    EXPECT_EQ(a.log, b.log) << name;
    EXPECT_EQ(a.timeFormats, b.timeFormats) << name;
    EXPECT_EQ(a.order, b.order) << name;
    EXPECT_EQ(a.statics.size(), b.statics.size()) << name;
    EXPECT_EQ(a.directs.size(), b.directs.size()) << name;
    EXPECT_EQ(a.checks.size(), b.checks.size()) << name;
    ASSERT_EQ(a.bgps.size(), b.bgps.size()) << name;
    for (std::size_t i = 0; i < a.bgps.size(); ++i) {
        EXPECT_EQ(a.bgps[i].session, b.bgps[i].session) << name;
        EXPECT_EQ(a.bgps[i].disabled, b.bgps[i].disabled) << name;
        EXPECT_EQ(a.bgps[i].defaultMed, b.bgps[i].defaultMed) << name;
        EXPECT_EQ(a.bgps[i].channels.size(), b.bgps[i].channels.size()) << name;
    }
}

} // namespace

TEST(PrependEdit, changesEveryKnownConfigurationOrSaysWhereItCannot) {
    int changed = 0;
    for (const auto& [name, text] : test::goodConfigs()) {
        const auto before = parseConfig(name, text, {});
        ASSERT_TRUE(before);
        std::vector<ExportOf> exports;
        for (const auto& bgp : before->bgps) {
            for (const auto& channel : bgp.channels) {
                if (channel.exportFilter && bgp.session.localAs == localAs)
                    exports.push_back({bgp.name, channel.family});
            }
        }
        for (const std::uint32_t prepends : {0U, 1U, 2U, 5U, 16U}) {
            const auto edit = editPrepends(name, text, order(prepends, exports));
            if (!edit) {
                EXPECT_THAT(name, testing::StartsWith("wide/")) << toString(edit.error());
                EXPECT_THAT(edit.error().place.file, name);
                EXPECT_GE(edit.error().place.line, 1U);
                EXPECT_THAT(toString(edit.error()), testing::Not(HasSubstr("hunter2")));
                continue;
            }
            const auto after = parseConfig(name, edit->text, {});
            ASSERT_TRUE(after) << toString(after.error()) << edit->text;
            expectSameButForExports(*before, *after, name);
            for (const auto& bgp : after->bgps) {
                for (const auto& channel : bgp.channels) {
                    if (channel.exportFilter && bgp.session.localAs == localAs) {
                        EXPECT_EQ(prependsOf(channel), prepends) << edit->text;
                    }
                }
            }
            changed += exports.empty() ? 0 : 1;
            // There and back again is where it was.
            if (exports.empty() || edit->before[0] == 0 || prepends == 0)
                continue;
            const auto back = editPrepends(name, edit->text, order(edit->before[0], exports));
            ASSERT_TRUE(back) << toString(back.error());
            EXPECT_EQ(back->text, text) << name;
        }
    }
    EXPECT_GE(changed, 40);
}

TEST(PrependEdit, leavesAFileAloneThatIsRightAlready) {
    for (const auto* lines : {"    export all;\n", "    export filter { accept; };\n"}) {
        const auto text = bird1(lines);
        EXPECT_EQ(edited(text, order(0)), text);
    }
    const auto text = bird1("    export filter { bgp_path.prepend(65500); accept; };\n");
    EXPECT_EQ(edited(text, order(1)), text);
}

TEST(PrependEdit, makesAFilterOfExportAll) {
    const auto text = bird1("    export all;  # everything\n");
    const auto after = edited(text, order(2));
    EXPECT_THAT(after,
                HasSubstr("    export filter {\n        bgp_path.prepend(65500);\n"
                          "        bgp_path.prepend(65500);\n        accept;\n    };  # everything\n"));
    EXPECT_THAT(linesOnlyIn(text, after), ElementsAre("    export all;  # everything"));
}

TEST(PrependEdit, keepsTheConditionOfExportWhere) {
    const auto text = bird1("    export where net ~ [ 192.0.2.0/26{26,32} ] && source = RTS_DEVICE;\n");
    EXPECT_THAT(
        edited(text, order(1)),
        HasSubstr("    export filter {\n        if net ~ [ 192.0.2.0/26{26,32} ] && source = RTS_DEVICE "
                  "then {\n            bgp_path.prepend(65500);\n            accept;\n        }\n"
                  "        reject;\n    };\n"));
}

TEST(PrependEdit, addsAndTakesWholeLinesAndKeepsComments) {
    const auto text =
        bird1("    export filter {\n        # one longer\n        bgp_path.prepend(65500); # here\n"
              "        bgp_path.prepend(65500);\n        accept;\n    };\n");
    EXPECT_EQ(edited(text, order(1)),
              bird1("    export filter {\n        # one longer\n        bgp_path.prepend(65500); # here\n"
                    "        accept;\n    };\n"));
    EXPECT_EQ(edited(text, order(0)),
              bird1("    export filter {\n        # one longer\n        # here\n        accept;\n    };\n"));
    EXPECT_EQ(edited(text, order(3)),
              bird1("    export filter {\n        # one longer\n        bgp_path.prepend(65500); # here\n"
                    "        bgp_path.prepend(65500);\n        bgp_path.prepend(65500);\n        accept;\n"
                    "    };\n"));
}

TEST(PrependEdit, changesAFilterOnOneLine) {
    const auto text = bird1("    export filter { accept; };\n");
    const auto two =
        bird1("    export filter { bgp_path.prepend(65500); bgp_path.prepend(65500); accept; };\n");
    EXPECT_EQ(edited(text, order(2)), two);
    EXPECT_EQ(edited(two, order(0)), text);
}

TEST(PrependEdit, changesANamedFilterWhereItIsDefined) {
    const auto before =
        "define ME = 65500;\nfilter tiers\nint x;\n{\n  x = 1;\n  bgp_path.prepend(ME);\n  accept;\n}\n";
    const auto after = edited(bird1("    export filter tiers;\n", before), order(2));
    EXPECT_THAT(after, HasSubstr("  x = 1;\n  bgp_path.prepend(ME);\n  bgp_path.prepend(ME);\n  accept;\n"));
    EXPECT_THAT(after, HasSubstr("    export filter tiers;\n"));
}

TEST(PrependEdit, putsTheFirstOnesBehindTheDeclarations) {
    const auto text = bird1("    export filter {\n        int x;\n        x = 1;\n        accept;\n    };\n");
    EXPECT_THAT(edited(text, order(1)),
                HasSubstr("        int x;\n        bgp_path.prepend(65500);\n        x = 1;\n"));
}

TEST(PrependEdit, changesBothFamiliesOfAFile) {
    const std::string text =
        "filter tiers { bgp_path.prepend(65500); accept; }\n"
        "protocol ospf v2 { area 0 { interface \"eth*\" { password \"x\"; }; }; }\n"
        "protocol bgp vultr { local as 65500; ipv4 { export filter tiers; }; }\n"
        "protocol bgp vultr6 { local as 65500; ipv6 { import none; export filter tiers; }; }\n";
    const std::vector<ExportOf> both{{"vultr", Family::V4}, {"vultr6", Family::V6}};
    const auto edit = editPrepends("bird.conf", text, order(3, both));
    ASSERT_TRUE(edit) << toString(edit.error());
    EXPECT_THAT(edit->before, ElementsAre(1U, 1U));
    EXPECT_EQ(edit->text, "filter tiers { bgp_path.prepend(65500); bgp_path.prepend(65500); "
                          "bgp_path.prepend(65500); accept; }\n" +
                              text.substr(text.find('\n') + 1));
    EXPECT_EQ(
        complaint(text),
        "bird.conf:4:66 The filter `tiers` is used here as well: give the protocol a filter of its own by "
        "hand");
}

TEST(PrependEdit, changesATemplateThatNobodyElseUses) {
    const std::string shape = "template bgp cloud { local as 65500; ipv4 { import none; export all; }; }\n";
    const std::string user = "protocol bgp vultr from cloud { neighbor 169.254.169.254 as 64515; }\n";
    EXPECT_THAT(edited(shape + user, order(1)), HasSubstr("bgp_path.prepend(65500);"));
    const std::string other = "protocol bgp other from cloud { neighbor 192.0.2.1 as 64516; }\n";
    EXPECT_THAT(complaint(shape + user + other),
                testing::StartsWith("bird.conf:1:1 The template `cloud` is used by others than `vultr`"));
}

TEST(PrependEdit, countsProtocolsWithoutAName) {
    const std::string text =
        "protocol bgp { local as 65500; export all; }\nprotocol bgp { local as 65500; export all; }\n";
    const auto after = edited(text, order(1, {{"bgp2", Family::V4}}));
    EXPECT_THAT(after,
                testing::StartsWith("protocol bgp { local as 65500; export all; }\nprotocol bgp { local as "
                                    "65500; export filter {\n"));
}

TEST(PrependEdit, refusesWhatItCannotChangeSafely) {
    EXPECT_THAT(complaint(bird1("    export none;\n")), HasSubstr("bird.conf:5:12 Nothing is exported here"));
    EXPECT_THAT(complaint(bird1("")), HasSubstr("bird.conf:2:1 `vultr` exports nothing of IPv4"));
    EXPECT_THAT(complaint(bird1("    export filter elsewhere;\n")),
                HasSubstr("bird.conf:5:19 The filter `elsewhere` is not in this file"));
    EXPECT_THAT(complaint("include \"filters.conf\";\n" + bird1("    export filter elsewhere;\n")),
                HasSubstr("if it stands in an included file, change it there by hand"));
    EXPECT_THAT(complaint(bird1("    export filter { bgp_path.prepend(64999); accept; };\n")),
                HasSubstr("bird.conf:5:21 The path is used otherwise than to prepend AS 65500 here"));
    EXPECT_THAT(complaint(bird1("    export filter { if bgp_path.len > 3 then reject; accept; };\n")),
                HasSubstr("bird.conf:5:24 The path is used otherwise"));
    EXPECT_THAT(
        complaint(bird1("    export filter { if net.len = 32 then bgp_path.prepend(65500); accept; };\n")),
        HasSubstr("bird.conf:5:42 How often is prepended depends on conditions here"));
    EXPECT_THAT(complaint(bird1("    export filter {\n if net.len = 32 then { bgp_path.prepend(65500); }\n"
                                " bgp_path.prepend(65500); accept; };\n")),
                HasSubstr("bird.conf:7:2 How often"));
    EXPECT_THAT(complaint(bird1("    export filter { longer(2); accept; };\n",
                                "function longer(int n) { bgp_path.prepend(65500); }\n")),
                HasSubstr("bird.conf:6:21 The function `longer` has to do with the path"));
    EXPECT_THAT(
        complaint(bird1("    export filter { case net.len { 32: bgp_path.prepend(65500); } accept; };\n")),
        HasSubstr("The path is used otherwise"));
    EXPECT_THAT(
        complaint("protocol bgp vultr { local as 65500; ipv4 { export all; }; ipv4 { export none; }; }\n"),
        HasSubstr("bird.conf:1:74 A second export is set here"));
    EXPECT_THAT(complaint("protocol bgp other { export all; }\n"),
                HasSubstr("There is no BGP protocol `vultr` in this file"));
    EXPECT_THAT(complaint(bird1("    export filter { };\n")), HasSubstr("This filter is empty"));
}

TEST(PrependEdit, changesTheLastOfTwoExportsAsBirdTakesIt) {
    EXPECT_EQ(edited(bird1("    export all;\n    export filter {\n        accept;\n    };\n"), order(1)),
              bird1("    export all;\n    export filter {\n        bgp_path.prepend(65500);\n"
                    "        accept;\n    };\n"));
}

TEST(PrependEdit, changesPrependsOfOneConditionalBlock) {
    const auto text = bird1("    export filter {\n        if net = 192.0.2.2/32 then {\n"
                            "            bgp_path.prepend(65500);\n            accept;\n        }\n"
                            "        reject;\n    };\n");
    EXPECT_THAT(edited(text, order(2)),
                HasSubstr("            bgp_path.prepend(65500);\n            bgp_path.prepend(65500);\n"
                          "            accept;\n"));
}

TEST(PrependEdit, ofAnyTextCutAnywhereGivesAnErrorOrATextThatReadsBack) {
    for (const auto& [name, text] : test::goodConfigs()) {
        for (std::size_t size = 0; size < text.size(); size += 3) {
            const auto edit = editPrepends("bird.conf", text.substr(0, size), order(2));
            if (!edit) {
                EXPECT_GE(edit.error().place.line, 1U);
                continue;
            }
            const auto again = editPrepends("bird.conf", edit->text, order(2));
            ASSERT_TRUE(again) << edit->text;
            EXPECT_EQ(again->text, edit->text);
        }
    }
}

TEST(PrependEdit, changesWhatTheWriterWrites) {
    NodeConfig node;
    node.routerId = *base::IpAddress::parse("192.0.2.111");
    node.localAs = localAs;
    node.neighborAs = 64515;
    node.neighbor4 = *base::IpAddress::parse("169.254.169.254");
    node.source4 = node.routerId;
    for (const auto file : {ConfigFile::Bird1Ipv4, ConfigFile::Bird2}) {
        for (std::uint32_t from = 1; from < 4; ++from) {
            for (std::uint32_t to = 1; to < 4; ++to) {
                node.prepends = from;
                const auto text = *writeConfig(node, file);
                node.prepends = to;
                EXPECT_EQ(edited(text, order(to)), *writeConfig(node, file));
            }
        }
    }
}
