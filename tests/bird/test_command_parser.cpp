#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/bird/command_parser.h"
#include "core/bird/commands.h"
#include "core/bird/time_format.h"

namespace understudy::bird {
namespace {

using std::chrono::seconds;
using ChoiceKind = ProtocolChoice::Kind;

const ProtocolChoice all{};
const ProtocolChoice vultr{ChoiceKind::Name, "vultr"};
const ProtocolChoice pattern{ChoiceKind::Pattern, "vul*"};

base::Prefix net(std::string_view text) {
    return base::Prefix::parse(text).value();
}

ShowRoute exportOf(std::string name) {
    ShowRoute route;
    route.exportTo = std::move(name);
    return route;
}

TEST(CommandParser, KnowsTheCommandsOfBird) {
    const std::map<std::string_view, Command> commands{
        {"show status", ShowStatus{}},
        {"show protocols", ShowProtocols{}},
        {"show protocols all", ShowProtocols{true, all}},
        {"show protocols vultr", ShowProtocols{false, vultr}},
        {"show protocols all vultr", ShowProtocols{true, vultr}},
        {"show protocols all 'vultr'", ShowProtocols{true, vultr}},
        {"show protocols \"vul*\"", ShowProtocols{false, pattern}},
        {"show interfaces", ShowInterfaces{false}},
        {"show interfaces summary", ShowInterfaces{true}},
        {"show memory", ShowMemory{}},
        {"enable vultr", Enable{vultr, {}}},
        {"enable all", Enable{all, {}}},
        {"disable \"vul*\"", Disable{pattern, {}}},
        {"disable vultr \"kernel update; back at 20:00\"", Disable{vultr, "kernel update; back at 20:00"}},
        {"disable 'all'", Disable{{ChoiceKind::Name, "all"}, {}}},
        {"disable 'vultr-v6.2'", Disable{{ChoiceKind::Name, "vultr-v6.2"}, {}}},
        {"restart vultr", Restart{vultr, {}}},
        {"reload vultr", Reload{vultr, Reload::Direction::Both}},
        {"reload in vultr", Reload{vultr, Reload::Direction::In}},
        {"reload out all", Reload{all, Reload::Direction::Out}},
        {"drain vultr", Drain{vultr, Drain::Method::Withdraw}},
        {"drain all withdraw", Drain{all, Drain::Method::Withdraw}},
        {"drain all graceful-shutdown", Drain{all, Drain::Method::GracefulShutdown}},
        {"undrain vultr", Undrain{vultr}},
        {"configure", Configure{}},
        {"configure soft", Configure{true, std::nullopt}},
        {"configure timeout", Configure{false, seconds{300}}},
        {"configure timeout 20", Configure{false, seconds{20}}},
        {"configure soft timeout 20", Configure{true, seconds{20}}},
        {"configure timeout 0", Configure{}},
        {"configure check", ConfigureCheck{}},
        {"configure \"/etc/new.conf\" timeout 20", Configure{false, seconds{20}, "/etc/new.conf"}},
        {"configure soft \"/etc/new.conf\"", Configure{true, std::nullopt, "/etc/new.conf"}},
        {"configure check \"/etc/new.conf\"", ConfigureCheck{"/etc/new.conf"}},
        {"configure confirm", ConfigureConfirm{}},
        {"configure undo", ConfigureUndo{}},
        {"restrict", Restrict{}},
        {"down", Down{}},
        {"help", Help{}},
        {"?", Help{}},
        {"timeformat iso short", SetTimeFormat{isoShort(0)}},
        {"timeformat iso long ms", SetTimeFormat{isoLong(3)}},
        {"timeformat iso long us", SetTimeFormat{isoLong(6)}},
        {"timeformat \"%T\"", SetTimeFormat{{.recent = "%T", .limit = std::nullopt, .old = {}}}},
        {"timeformat \"%T\" 3600 \"%F\"",
         SetTimeFormat{{.recent = "%T", .limit = seconds{3600}, .old = "%F"}}},
    };
    for (const auto& [line, expected] : commands) {
        const auto command = parseCommand(line);
        ASSERT_TRUE(command) << line << ": " << command.error().text;
        EXPECT_TRUE(*command == expected) << line;
    }
}

TEST(CommandParser, TakesTheOptionsOfShowRouteInAnyOrder) {
    ShowRoute everything;
    everything.all = true;
    everything.count = true;
    everything.primary = true;
    everything.exportTo = "vultr";
    everything.protocol = "direct1";
    everything.table = "master4";
    everything.net = net("192.0.2.0/24");
    everything.match = ShowRoute::Match::Exact;
    auto exact = ShowRoute{};
    exact.net = net("2001:db8::/32");
    exact.match = ShowRoute::Match::Exact;
    auto longest = ShowRoute{};
    longest.net = net("192.0.2.2/32");
    longest.match = ShowRoute::Match::Longest;
    auto exported = exportOf("vultr");
    exported.all = true;
    const std::map<std::string_view, ShowRoute> commands{
        {"show route", ShowRoute{}},
        {"show route export vultr", exportOf("vultr")},
        {"show route export vultr all", exported},
        {"show route all export vultr", exported},
        {"show route export 'vultr-6'", exportOf("vultr-6")},
        {"show route 2001:db8::/32", exact},
        {"show route for 192.0.2.2", longest},
        {"show route 192.0.2.0/24 table master4 all protocol direct1 count export vultr primary", everything},
    };
    for (const auto& [line, expected] : commands) {
        const auto command = parseCommand(line);
        ASSERT_TRUE(command) << line << ": " << command.error().text;
        EXPECT_TRUE(*command == Command(expected)) << line;
    }
}

TEST(CommandParser, TakesUnambiguousAbbreviations) {
    EXPECT_TRUE(parseCommand("sh st") == Command(ShowStatus{}));
    EXPECT_TRUE(parseCommand("s p") == Command(ShowProtocols{}));
    EXPECT_TRUE(parseCommand("show int sum") == Command(ShowInterfaces{true}));
    EXPECT_TRUE(parseCommand("dis vultr") == Command(Disable{vultr, {}}));
    EXPECT_TRUE(parseCommand("conf che") == Command(ConfigureCheck{}));
    EXPECT_TRUE(parseCommand("show route exp vultr") == Command(exportOf("vultr")));
}

TEST(CommandParser, GuessesNothingWhereAnAbbreviationIsAmbiguous) {
    EXPECT_EQ(
        parseCommand("d vultr").error().text,
        "syntax error, unexpected 'd', expecting show or enable or disable or restart or reload or drain "
        "or undrain or configure or restrict or down or timeformat or help");
    for (const auto* line : {"re vultr", "conf c", "show route p direct1", "res"})
        EXPECT_FALSE(parseCommand(line)) << line;
}

TEST(CommandParser, TakesAnAbbreviationOfAllForAName) {
    EXPECT_TRUE(parseCommand("disable al") == Command(Disable{{ChoiceKind::Name, "al"}, {}}));
}

TEST(CommandParser, SkipsBlanksAndACarriageReturn) {
    EXPECT_TRUE(parseCommand(" \tshow\t status  \r") == Command(ShowStatus{}));
}

TEST(CommandParser, AnswersAnythingElseWithAParseError) {
    const std::map<std::string_view, std::string_view> lines{
        {"", "syntax error, unexpected END, expecting show or"},
        {" \t", "syntax error, unexpected END"},
        {"show",
         "syntax error, unexpected END, expecting status or protocols or route or interfaces or memory"},
        {"SHOW STATUS", "syntax error, unexpected 'SHOW'"},
        {"show status;", "syntax error, unexpected ';', expecting END"},
        {"show status now", "syntax error, unexpected 'now', expecting END"},
        {"show protocols \"vul", "Unterminated string"},
        {"show protocols 'vul", "Unterminated symbol"},
        {"show protocols 'a b'", "\"a b\" is no name that a BIRD protocol can have"},
        {"show protocols ''", "\"\" is no name that a BIRD protocol can have"},
        {"show protocols all vultr x", "syntax error, unexpected 'x', expecting END"},
        {"show protocols 6in4", "syntax error, unexpected '6in4', expecting the name of a protocol"},
        {"show protocols vultr-v6", "syntax error, unexpected 'vultr-v6', expecting the name of a protocol"},
        {"show protocols \x01", "Unknown character"},
        {"show route export", "syntax error, unexpected END, expecting the name of a protocol"},
        {"show route export a export b", "`export` is given twice"},
        {"show route 300.1.1.1", "syntax error, unexpected '300.1.1.1', expecting a network or an address"},
        {"show route for", "syntax error, unexpected END, expecting a network or an address"},
        {"show route 192.0.2.1/24", "192.0.2.1/24 has host bits, the network is 192.0.2.0/24"},
        {"show route 192.0.2.1 192.0.2.2", "only one network or address can be asked for"},
        {"show route where net.len > 8", "syntax error, unexpected 'where', expecting all or count"},
        {"show route filtered", "syntax error, unexpected 'filtered', expecting all or count"},
        {"show symbols", "syntax error, unexpected 'symbols'"},
        {"enable", "syntax error, unexpected END, expecting the name of a protocol or a \"pattern\" or all"},
        {"disable vultr \"a\" b", "syntax error, unexpected 'b', expecting END"},
        {"drain vultr now", "syntax error, unexpected 'now', expecting withdraw or graceful-shutdown"},
        {"configure timeout x", "syntax error, unexpected 'x', expecting a number of seconds, at most 86400"},
        {"configure timeout 86401", "syntax error, unexpected '86401'"},
        {"configure undo x", "syntax error, unexpected 'x', expecting END"},
        {"timeformat", "syntax error, unexpected END, expecting a format in double quotes"},
        {"timeformat \"\"", "a time format has 1 to 64 bytes"},
        {"timeformat iso", "syntax error, unexpected END, expecting short or long"},
        {"timeformat \"%T\" 5", "syntax error, unexpected END, expecting a format in double quotes"},
        {"debug vultr all", "syntax error, unexpected 'debug'"},
        {"show status\ndown", "Unknown character"},
    };
    for (const auto& [line, text] : lines) {
        const auto command = parseCommand(line);
        ASSERT_FALSE(command) << line;
        EXPECT_EQ(command.error().code, 9001) << line;
        EXPECT_TRUE(command.error().text.starts_with(text)) << line << ": " << command.error().text;
    }
}

TEST(CommandParser, WantsTheWholePathOfAConfigurationFile) {
    for (const auto* line : {"configure \"shadow\"", "configure check \"\"", "configure soft \"../x\""}) {
        const auto command = parseCommand(line);
        ASSERT_FALSE(command) << line;
        EXPECT_EQ(command.error().code, 8000) << line;
    }
    EXPECT_FALSE(parseCommand("configure \"/a\" \"/b\""));
}

TEST(CommandParser, RefusesLongLinesAndMessages) {
    EXPECT_EQ(parseCommand(std::string(maxCommandBytes + 1, 'x')).error().code, 9000);
    EXPECT_EQ(parseCommand(std::string(maxCommandBytes, 'x')).error().code, 9001);
    const auto disableSaying = [](std::size_t bytes) {
        return parseCommand("disable vultr \"" + std::string(bytes, 'x') + '"');
    };
    EXPECT_TRUE(disableSaying(255));
    EXPECT_EQ(disableSaying(256).error().text, "the message is longer than 255 bytes");
}

TEST(CommandParser, KeepsControlCharactersOutOfMessages) {
    EXPECT_TRUE(parseCommand("disable vultr \"a\x1b[2J\xff\xc3\xbc\"") ==
                Command(Disable{vultr, "a?[2J?\xc3\xbc"}));
}

TEST(CommandParser, UnderstandsEveryCommandOfTheDashboard) {
    for (const auto& line :
         {std::string(showStatus), std::string(showProtocolsAll), std::string(restrictConnection),
          std::string(longTimes), showProtocolAll("vultr-6").value(), showRouteExport("vultr").value(),
          exportCount("vultr").value(), protocolCommand(ProtocolAction::Enable, "v").value(),
          protocolCommand(ProtocolAction::Restart, "v").value()})
        EXPECT_TRUE(parseCommand(line)) << line;
}

TEST(CommandParser, LetsARestrictedConnectionLookButNotAct) {
    for (const auto* line : {"show status", "show protocols all", "show route", "show interfaces",
                             "show memory", "restrict", "timeformat iso long", "help"})
        EXPECT_TRUE(allowedRestricted(parseCommand(line).value())) << line;
    for (const auto* line :
         {"enable all", "disable all", "restart all", "reload all", "drain all", "undrain all", "configure",
          "configure check", "configure confirm", "configure undo", "down"})
        EXPECT_FALSE(allowedRestricted(parseCommand(line).value())) << line;
}

TEST(ProtocolChoice, MatchesNamesAndPatterns) {
    EXPECT_TRUE(all.matches("anything"));
    EXPECT_TRUE(vultr.matches("vultr"));
    EXPECT_FALSE(vultr.matches("vultr6"));
    const std::map<std::string_view, bool> patterns{{"*", true},      {"vultr6", true},   {"vultr", false},
                                                    {"v*6", true},    {"*ltr*", true},    {"v?ltr?", true},
                                                    {"v?ltr", false}, {"**u**r6*", true}, {"x*", false},
                                                    {"*5", false},    {"", false}};
    for (const auto& [text, matches] : patterns)
        EXPECT_EQ((ProtocolChoice{ChoiceKind::Pattern, std::string(text)}.matches("vultr6")), matches)
            << text;
}

TEST(CommandParser, TakesWhateverComes) {
    ASSERT_TRUE(rc::check("any line is a command or an error that can be sent", [](const std::string& text) {
        for (const auto& line : {text, "show protocols " + text, "show route " + text, "disable x \"" + text,
                                 "timeformat \"" + text}) {
            const auto command = parseCommand(line);
            RC_ASSERT(command || command.error().code >= 8000);
        }
    }));
}

} // namespace
} // namespace understudy::bird
