#include "core/ops/node/look.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace understudy;
using namespace understudy::ops;
using testing::HasSubstr;

namespace {

const std::string ipJson =
    R"([{"ifindex":3,"ifname":"dummy1","flags":["BROADCAST","NOARP","UP","LOWER_UP"],"mtu":1500,
"addr_info":[{"family":"inet","local":"192.0.2.2","prefixlen":32,"scope":"global","label":"dummy1"},
{"family":"inet6","local":"2001:db8:2222::1","prefixlen":64,"scope":"global"},
{"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"}]}])";

// Recorded on FreeBSD 13.2.
const std::string ifconfigText = "lo1: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> metric 0 mtu 16384\n"
                                 "\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>\n"
                                 "\tinet 192.0.2.2 netmask 0xffffffff\n"
                                 "\tinet6 2001:db8:2222::1 prefixlen 64\n"
                                 "\tinet6 fe80::1%lo1 prefixlen 64 scopeid 0x3\n"
                                 "\tgroups: lo\n"
                                 "\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>\n";

const std::string snmp = "Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs "
                         "InSrcQuenchs InRedirects InEchos\n"
                         "Icmp: 12 0 0 1 0 0 0 0 41\n"
                         "Icmp6InEchos                    \t19\n";

std::vector<std::string> textOf(const std::vector<base::Prefix>& prefixes) {
    std::vector<std::string> result;
    for (const auto& prefix : prefixes)
        result.push_back(prefix.toString());
    return result;
}

std::string whole(const std::string& deadMan = "") {
    return "M begin\n" + ipJson + "\nM ip 0\n" + snmp + "M echo\n" + deadMan + "M end\n";
}

} // namespace

TEST(Look, readsWhatIpPrints) {
    const auto state = parseIpAddress(ipJson, 0, "dummy1");
    ASSERT_TRUE(state) << state.error().what;
    EXPECT_TRUE(state->exists);
    EXPECT_TRUE(state->up);
    EXPECT_THAT(textOf(state->addresses), testing::ElementsAre("192.0.2.2/32", "2001:db8:2222::1/64"));
}

TEST(Look, aMissingInterfaceIsAStateNotAFailure) {
    const auto state = parseIpAddress("Device \"dummy1\" does not exist.\n", 1, "dummy1");
    ASSERT_TRUE(state);
    EXPECT_FALSE(state->exists);
    EXPECT_FALSE(parseIpAddress("RTNETLINK answers: Operation not permitted\n", 2, "dummy1"));
}

TEST(Look, hostileJsonIsAFailureNeverAState) {
    for (
        const auto* text :
        {"", "{", "[]", "[{}]", "null", "[1]", R"([{"ifname":"other","flags":[],"addr_info":[]}])",
         R"([{"ifname":"dummy1"}])", R"([{"ifname":"dummy1","flags":"UP","addr_info":[]}])",
         R"([{"ifname":"dummy1","flags":["UP"],"addr_info":[{"local":7,"prefixlen":32,"scope":"global"}]}])",
         R"([{"ifname":"dummy1","flags":["UP"],"addr_info":[{"local":"x","prefixlen":32,"scope":"global"}]}])",
         R"([{"ifname":"dummy1","flags":["UP"],"addr_info":[{"local":"::1","prefixlen":999,"scope":"global"}]}])",
         R"([{"ifname":"dummy1","flags":["UP"],"addr_info":[{"scope":3}]}])"})
        EXPECT_FALSE(parseIpAddress(text, 0, "dummy1")) << text;
}

TEST(Look, anAddressThatFailedDuplicateDetectionIsNotThere) {
    const auto state = parseIpAddress(
        R"([{"ifname":"d","flags":["UP"],"addr_info":[{"local":"2001:db8::1","prefixlen":64,"scope":"global","dadfailed":true}]}])",
        0, "d");
    ASSERT_TRUE(state);
    EXPECT_TRUE(state->addresses.empty());
}

TEST(Look, readsFreeBsdsIfconfig) {
    const auto state = parseIfconfig(ifconfigText, 0, "lo1");
    ASSERT_TRUE(state) << state.error().what;
    EXPECT_TRUE(state->up);
    EXPECT_THAT(textOf(state->addresses), testing::ElementsAre("192.0.2.2/32", "2001:db8:2222::1/64"));

    auto down = ifconfigText;
    down.replace(down.find("UP,"), 3, "");
    EXPECT_FALSE(parseIfconfig(down, 0, "lo1")->up);
    EXPECT_FALSE(parseIfconfig("ifconfig: interface lo1 does not exist\n", 1, "lo1")->exists);
    EXPECT_FALSE(parseIfconfig("lo1: flags=8049\n", 0, "lo1"));
    EXPECT_FALSE(parseIfconfig("lo1: flags=1<UP>\n\tinet 192.0.2.2 netmask 0xff00ff00\n", 0, "lo1"));
}

TEST(Look, readsTheEchoCounters) {
    const auto counters = parseEchoCounters(snmp);
    ASSERT_TRUE(counters);
    EXPECT_EQ(counters->v4, 41u);
    EXPECT_EQ(counters->v6, 19u);
    EXPECT_FALSE(parseEchoCounters(""));
    EXPECT_FALSE(parseEchoCounters("Icmp: InEchos\nIcmp: x\n"));
    EXPECT_FALSE(parseEchoCounters("Icmp: InMsgs InEchos\nIcmp: 1\n"));
}

TEST(Look, isTakenWholeWhereverTheBytesAreCut) {
    const auto text = whole("117 yes\n");
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        auto buffer = text.substr(0, cut);
        auto taken = takeLook(buffer, "dummy1", "M");
        EXPECT_EQ(taken.has_value(), cut == text.size()) << cut;
        if (!taken) {
            buffer += text.substr(cut);
            taken = takeLook(buffer, "dummy1", "M");
        }
        ASSERT_TRUE(taken && *taken) << cut;
        EXPECT_TRUE((*taken)->interface.up);
        EXPECT_EQ((*taken)->echo->v4, 41u);
        EXPECT_EQ((*taken)->restore, (PendingRestore{std::chrono::seconds{117}, true}));
        EXPECT_TRUE(buffer.empty());
    }
}

TEST(Look, skipsALoginBannerButNotAMissingPart) {
    auto buffer = "Welcome!\n" + whole();
    const auto taken = takeLook(buffer, "dummy1", "M");
    ASSERT_TRUE(taken && *taken);
    EXPECT_EQ((*taken)->restore, std::nullopt);

    std::string torn = "M begin\n" + ipJson + "\nM ip 0\nM end\n";
    const auto second = takeLook(torn, "dummy1", "M");
    ASSERT_TRUE(second);
    EXPECT_FALSE(*second);
}

TEST(Look, endlessNoiseIsAFailure) {
    std::string noise(5u << 20, 'x');
    const auto taken = takeLook(noise, "dummy1", "M");
    ASSERT_TRUE(taken);
    ASSERT_FALSE(*taken);
    EXPECT_THAT(taken->error().what, HasSubstr("no end"));
}
