#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_files.h"

using namespace understudy::bird;
using testing::HasSubstr;
using testing::Not;
using understudy::test::errorOf;

namespace {

/// In a BGP protocol that is otherwise complete; the option stands in line 3 from column 1 on.
std::string bgpWith(std::string_view option) {
    return fmt::format("protocol bgp vultr {{\nlocal as 65500; neighbor 169.254.169.254 as 64515;\n{}\n}}\n",
                       option);
}
std::string channelWith(std::string_view option) {
    return bgpWith(fmt::format("ipv4 {{\n{}\n}};", option));
}

struct Case {
    std::string text;
    std::string_view place; ///< LINE:COLUMN
    std::string_view what;
};

} // namespace

TEST(ConfigError, saysWhereAndWhat) {
    const Case cases[] = {
        {"router id 192.0.2.300;", "1:11", "Invalid IP address 192.0.2.300"},
        {"router id 2001:db8::1;", "1:11", "A router id looks like an IPv4 address, not like an IPv6 one"},
        {"router id 0.0.0.0;", "1:11", "The router id cannot be 0 (RFC 6286 section 2.1)"},
        {"router id 1.2.3.4", "1:18", "Expected `;`, but here is the end of the file"},
        {"/* a\n /* b */ */", "2:2", "A comment inside a comment is not supported"},
        {"/* a", "1:1", "The comment does not end"},
        {"log \"a", "1:5", "The string does not end"},
        {"define x = 4294967296;", "1:12", "The number is out of range"},
        {"define x = 1;\ndefine x = 2;", "2:8", "`x` is already defined in line 1"},
        {"define x = 1 / 0;", "1:12", "a division by zero"},
        {"define x = net;", "1:12", "`net` belongs to a route; a constant cannot use it"},
        {"define x = 1 + \"a\";", "1:16", "Expected a number, but this is a string"},
        {"define x = 192.0.2.1/24;", "1:12", "Invalid network 192.0.2.1/24, maybe you wanted 192.0.2.0/24"},
        {"define x = 192.0.2.0/33;", "1:22", "The length of a network is 0 to 32"},
        {"$", "1:1", "Unknown character"},
        {"protocol ospf { }", "1:10", "The protocol `ospf` is not supported"},
        {"protocol bgp a { local as 1; neighbor 192.0.2.1 as 2; ipv4 { export all; }; ipv6 { export all; }; "
         "}",
         "1:14",
         "The protocol `a`: a channel of another family than the neighbor's needs `next hop address "
         "ADDRESS`"},
        {"protocol bgp a { }", "1:14", "The protocol `a`: the local AS number is missing (`local as N`)"},
        {"protocol direct a { ipv4; }\nprotocol direct a { ipv4; }", "2:17",
         "`a` is already defined in line 1"},
        {"table other;", "1:7", "Tables other than `master` are not supported"},
        {"ipv6 table other;", "1:12", "Tables other than `master6` are not supported"},
        {"function f() { }", "1:1", "Functions are not supported; write what they do into the filter"},
        {"debug protocols all;", "1:1", "`debug` is not supported; changes of sessions are always logged"},
        {"watchdog warning 5 s;", "1:1", "`watchdog` is not supported"},
        {"  include \"x\";", "1:3", "`include` is not supported here"},
        {"; include \"x\";", "1:3", "`include` must stand at the beginning of a line"},
        {bgpWith("import all;"), "3:8", "Nothing received is ever installed; write `import none`"},
        {bgpWith("import where net.len < 25;"), "3:8",
         "Nothing received is ever installed; write `import none`"},
        {channelWith("import filter x;"), "4:8", "Nothing received is ever installed; write `import none`"},
        {bgpWith("hold time 2;"), "3:11",
         "The hold time must be 0 or at least 3 seconds (RFC 4271 section 4.2)"},
        {bgpWith("hold time 9; keepalive time 10;"), "1:14",
         "The protocol `vultr`: the keepalive time is longer than the hold time"},
        {bgpWith("multihop 256;"), "3:10", "multihop must be 1 to 255"},
        {bgpWith("local as 64515;"), "1:14",
         "The protocol `vultr`: the neighbor has the same AS number; internal BGP is not supported"},
        {bgpWith("source address 2001:db8::1;"), "1:14",
         "The protocol `vultr`: the source address and the neighbor are of different families"},
        {bgpWith("neighbor 192.0.2.1 as 1;"), "3:10", "A BGP protocol has only one neighbor"},
        {bgpWith("bfd on;"), "3:1", "`bfd on` is not supported"},
        {bgpWith("check link;"), "3:1", "`check link on` is not supported"},
        {bgpWith("enable route refresh off;"), "3:1", "`enable route refresh off` is not supported"},
        {bgpWith("rr cluster id 1.2.3.4;"), "3:1", "`rr` is not supported in `protocol bgp`"},
        {bgpWith("export filter nowhere;"), "3:15", "There is no filter `nowhere` above"},
        {bgpWith("error wait time 10, 5;"), "3:21", "The longest error wait time is below the shortest"},
        {channelWith("add paths tx;"), "4:11",
         "Only `add paths rx` is supported: each prefix is announced with one path"},
        {channelWith("table other;"), "4:7", "Tables other than `master4` are not supported"},
        {bgpWith("ipv4 multicast { };"), "3:6", "Only the channels `ipv4` and `ipv6` are supported"},
        {bgpWith("ipv4 { };\nexport all;"), "4:1",
         "This is the language of BIRD 1.6, but line 3 is that of BIRD 2"},
        {bgpWith("export all;\nipv4 { };"), "4:1",
         "This is the language of BIRD 2, but line 3 is that of BIRD 1.6"},
        {"protocol direct { }\n" + bgpWith("ipv4 { };"), "1:10",
         "The protocol `direct1` has no channel, so it would make no routes: write `ipv4;` or `ipv6;` or "
         "both"},
        {"protocol kernel { ipv4 { export all; }; }\nprotocol static { ipv4; route 192.0.2.0/24 reject; }",
         "1:33", "Writing static routes into the kernel's table is not supported: write `export none`"},
        {"protocol kernel { learn; }", "1:19", "`learn on` is not supported"},
        {"protocol static { ipv4; route 192.0.2.0/24 via 192.0.2.1; }", "1:48",
         "A route via a gateway is not supported, only via an interface"},
        {"protocol static { ipv4; route 2001:db8::/32 reject; }", "1:31",
         "This network is not of the channel's family"},
        {"protocol check { interval 50 ms; }", "1:27", "the interval must be 100 ms to 3600 s"},
        {"protocol check { tcp 127.0.0.1 port 0; }", "1:37", "the port must be 1 to 65535"},
        {"protocol check { http \"http://localhost/\"; }", "1:23",
         "The URL must be like http://127.0.0.1:8080/health, with an IP address and without blanks"},
        {"protocol check { exec \"true\"; }", "1:23",
         "The program must be given by its absolute path; there is no shell"},
        {"protocol check a { tcp 127.0.0.1 port 80; timeout 3 s; }", "1:16",
         "The timeout is longer than the interval"},
        {bgpWith("export where net ~ 5;"), "3:18", "a network cannot be matched with a number"},
        {bgpWith("export where bgp_path;"), "3:14", "Expected a condition, but this is an AS path"},
        {bgpWith("export filter { bgp_med = \"1\"; accept; };"), "3:27",
         "Expected a number, but this is a string"},
        {bgpWith("export filter { bgp_local_pref = 1; };"), "3:17",
         "`bgp_local_pref` is not supported: routes of this node's own interfaces do not have it"},
        {bgpWith("export filter { case net { } };"), "3:17",
         "`case` is not supported: use if, then and else"},
        {bgpWith("export filter { f(1); };"), "3:17",
         "The function `f` is not known; functions are not supported"},
        {bgpWith("export filter { bgp_path.add(1); };"), "3:26",
         "`add` does not work on an AS path with a number"},
        {bgpWith("export filter { net = 10.0.0.0/8; };"), "3:17", "Changing `net` is not supported"},
        {bgpWith("export where (1, 70000) ~ bgp_community && net ~ [ 10.0.0.0/8{9,7} ];"), "3:65",
         "The range of lengths ends before it begins"},
    };
    for (const auto& [text, place, what] : cases) {
        const auto error = errorOf(text);
        EXPECT_EQ(toLine(error), fmt::format("bird.conf:{} {}", place, what)) << text;
    }
}

TEST(ConfigError, showsTheLineWithACaret) {
    EXPECT_EQ(toString(errorOf("protocol direct {\n\tipv4;\n\tfoo 1;\n}")),
              "bird.conf:3:2 `foo` is not supported in `protocol direct`\n foo 1;\n ^");
    EXPECT_EQ(toString(errorOf("log \"gr\xc3\xbc\xc3\x9f\" all; x;")),
              "bird.conf:1:19 `x` is not supported\nlog \"gr\xc3\xbc\xc3\x9f\" all; x;\n                ^");
}

TEST(ConfigError, neverShowsThePassword) {
    const std::string_view endings[] = {
        "password \"hunter2\"; nonsense;",
        "nonsense; password \"hunter2\";",
        "nonsense; # password \"hunter2\"",
        "/* \" */ password \"hunter2\"; nonsense;",
        "password hunter2;",
        "password hunter2",
        "password 'hunter2';",
        "password \"hunter2",
        "password \"hunter2\" \"hunter2\";",
        "password hunter2::hunter2::3;",
        "password\n\"hunter2\" x;",
        "password\nhunter2;",
        "pasword \"hunter2\";",
        "PASSWORD \"hunter2\";",
        "description \"cloud; password \"hunter2\";",
        "description \"cloud; password \"\nhunter2 \";",
    };
    for (const auto ending : endings) {
        const auto shown = toString(errorOf(bgpWith(ending)));
        EXPECT_THAT(shown, Not(HasSubstr("hunter2"))) << shown;
    }
    EXPECT_THAT(toString(errorOf("define KEY = \"hunter2\" + 1;")), Not(HasSubstr("hunter2")));
    const auto tooLong = errorOf(bgpWith("password \"" + std::string(81, 'x') + "\";"));
    EXPECT_EQ(toString(tooLong),
              "bird.conf:3:10 The password is longer than 80 octets, which is all that the kernel "
              "takes (RFC 2385)\npassword***\n        ^");
}

TEST(ConfigError, boundsTheDepth) {
    EXPECT_THAT(errorOf("define x = " + std::string(1000, '(') + "1").what, HasSubstr("deep"));
    EXPECT_THAT(errorOf("define x = " + std::string(100000, '!') + "true;").what, HasSubstr("deep"));
    EXPECT_THAT(errorOf("filter f " + std::string(1000, '{')).what, HasSubstr("deep"));
    std::string sum = "define x = 1";
    for (int i = 0; i < 100000; ++i)
        sum += "+1";
    EXPECT_THAT(errorOf(sum + ";").what, HasSubstr("An expression of more than 100 steps is not supported"));
    std::string chain = "filter f { ";
    for (int i = 0; i < 10000; ++i)
        chain += "if true then accept; else ";
    EXPECT_THAT(errorOf(chain + "reject; }").what, HasSubstr("deep"));
}

TEST(ConfigError, isSanitized) {
    EXPECT_EQ(toString(errorOf("\x1b[31m")), "bird.conf:1:1 Unknown character\n?[31m\n^");
}
