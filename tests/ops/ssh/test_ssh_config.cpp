#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ops/ssh/ssh_config.h"
#include "tests/support/process.h"

namespace understudy::ops::ssh {
namespace {

using testing::ElementsAre;

std::vector<std::string> nothing(const std::string&) {
    return {};
}

HostSettings of(std::string_view text, std::string_view host) {
    return settingsFor(text, host, nothing);
}

TEST(SshConfig, TheFirstValueThatAppliesWins) {
    const auto* text =
        "Host web\n  Port 2222\n  User ops\nHost *\n  Port 22\n  User root\n  HostName 192.0.2.1\n";
    const auto settings = of(text, "web");
    EXPECT_EQ(settings.port, 2222);
    EXPECT_EQ(settings.user, "ops");
    EXPECT_EQ(settings.hostName, "192.0.2.1");
    EXPECT_EQ(of(text, "mail").port, 22);
}

TEST(SshConfig, SettingsBeforeTheFirstHostAreForAll) {
    EXPECT_EQ(of("User early\nHost web\nUser late\n", "web").user, "early");
}

TEST(SshConfig, IdentityFilesAddUp) {
    EXPECT_THAT(of("Host web\nIdentityFile ~/.ssh/a\nHost *\nIdentityFile ~/.ssh/b\n", "web").identityFiles,
                ElementsAre("~/.ssh/a", "~/.ssh/b"));
}

TEST(SshConfig, KeywordsTakeAnyCaseAnEqualsSignAndQuotes) {
    const auto settings = of("HOST=web\n\tport = 2200\r\n  IDENTITYFILE \"~/my keys/id\" # mine\n", "web");
    EXPECT_EQ(settings.port, 2200);
    EXPECT_THAT(settings.identityFiles, ElementsAre("~/my keys/id"));
}

TEST(SshConfig, PatternsMayHoldWildcardsAndNegations) {
    const std::vector<std::string> patterns{"*.example.net", "!bad.*", "10.0.0.?"};
    EXPECT_TRUE(matchesHost(patterns, "web.example.net"));
    EXPECT_TRUE(matchesHost(patterns, "WEB.Example.NET"));
    EXPECT_FALSE(matchesHost(patterns, "bad.example.net"));
    EXPECT_TRUE(matchesHost(patterns, "10.0.0.1"));
    EXPECT_FALSE(matchesHost(patterns, "10.0.0.12"));
    EXPECT_FALSE(matchesHost({"!bad"}, "good"));
    EXPECT_FALSE(matchesHost({"[w]eb"}, "web"));
    EXPECT_FALSE(matchesHost({"!*.net", "*"}, "a.net"));
}

TEST(SshConfig, MatchBlocksAreSkippedButForAll) {
    const auto* text = "Match host web\n  User skipped\nMatch all\n  User all\nHost other\n  Port 1\n";
    EXPECT_EQ(of(text, "web").user, "all");
    EXPECT_EQ(of(text, "web").port, std::nullopt);
    EXPECT_EQ(of("Match exec \"rm -rf x\"\nUser skipped\n", "web").user, std::nullopt);
}

TEST(SshConfig, WhatItDoesNotKnowOrUnderstandIsPassedOver) {
    EXPECT_EQ(of("ForwardX11 yes\nPort many\nUser \"open\nPort 65536\nPort\n=\nPort 17\n", "web"),
              (HostSettings{{}, std::uint16_t{17}, {}, {}, {}}));
}

TEST(SshConfig, IncludesAreReadInPlaceAndOnlyWhereTheyApply) {
    const std::map<std::string, std::string> files{{"a", "User from-a\nHost other\nPort 1\n"},
                                                   {"b", "Port 2\n"}};
    const Includes includes = [&](const std::string& name) -> std::vector<std::string> {
        return {files.at(name)};
    };
    const auto settings =
        settingsFor("Include a b\nHost other\nInclude a\nHost *\nUser late\n", "web", includes);
    EXPECT_EQ(settings.user, "from-a");
    // A Host line inside the included file ends with that file.
    EXPECT_EQ(settings.port, 2);
}

TEST(SshConfig, AnIncludeOfItselfEnds) {
    const std::string text = "Include self\nUser found\n";
    EXPECT_EQ(settingsFor(text, "web", [&](const std::string&) { return std::vector{text}; }).user, "found");
}

TEST(SshConfig, RelativeIncludesAreRelativeToTheFile) {
    const test::TemporaryFolder folder;
    const auto file = folder.write("config", "Include conf.d/*.conf\n");
    folder.write("conf.d/10-a.conf", "Host web\nPort 10\n");
    folder.write("conf.d/20-b.conf", "Host *\nPort 20\nUser b\n");
    folder.write("conf.d/ignored", "User ignored\n");
    EXPECT_EQ(readSshConfig(file, "web").port, 10);
    EXPECT_EQ(readSshConfig(file, "web").user, "b");
    EXPECT_EQ(readSshConfig(file, "mail").port, 20);
    EXPECT_EQ(readSshConfig(folder.file("none"), "web"), HostSettings{});
}

TEST(SshConfig, TokensAndTheTildeAreExpanded) {
    const Expansion expansion{"/home/ann", "ann", "web", "192.0.2.1", 2222, "ops"};
    EXPECT_EQ(expandTokens("%r@%h:%p %n %u %d %% %Z %", expansion),
              "ops@192.0.2.1:2222 web ann /home/ann % %Z %");
    EXPECT_EQ(expandPath("~/.ssh/%n", expansion), "/home/ann/.ssh/web");
    EXPECT_EQ(expandPath("/etc/~/%h", expansion), "/etc/~/192.0.2.1");
}

} // namespace
} // namespace understudy::ops::ssh
