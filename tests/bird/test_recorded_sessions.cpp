// What every recorded BGP session says, in each scenario and each version.
#include <cctype>
#include <map>
#include <ostream>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bird/show_protocols.h"
#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;
using S = BgpState;

namespace {

constexpr int none = -1;

/// Times in milliseconds; `none` and "" where the speaker shows nothing.
struct Expected {
    const char* scenario;
    const char* version;
    const char* protocol;
    bool enabled;
    BgpState state;
    const char* since;
    int holdLeft;
    int keepaliveLeft;
    int exported;
    int exportUpdates;
    int exportWithdraws;
    const char* lastError;
    const char* message;
};

// clang-format off
const Expected expectations[] = {
    {"established", "1.6.8", "vultr", true, S::Established, "19:04:04", 185000, 65000, 1, 1, 0, "", ""},
    {"established", "1.6.8-bird6", "vultr", true, S::Established, "19:04:03", 184000, 64000, 1, 1, 0, "", ""},
    {"established", "2.0.12", "vultr", true, S::Established, "19:04:03.532", 218133, 56551, 1, 1, 0, "", ""},
    {"established", "2.0.12", "vultr6", true, S::Established, "19:04:03.952", 193246, 63561, 1, 1, 0, "", ""},
    {"established", "2.19.2", "vultr", true, S::Established, "19:04:04.076", 175380, 60166, 1, 1, 0, "", ""},
    {"established", "2.19.2", "vultr6", true, S::Established, "19:04:04.075", 183577, 67062, 1, 1, 0, "", ""},
    {"established", "3.3.2", "vultr", true, S::Established, "19:04:04.402", 214789, 55739, 1, 1, 0, "", ""},
    {"established", "3.3.2", "vultr6", true, S::Established, "19:04:03.924", 193562, 69053, 1, 1, 0, "", ""},
    {"interface-down", "1.6.8", "vultr", true, S::Established, "19:04:04", 183000, 63000, 0, 1, 1, "", ""},
    {"interface-down", "1.6.8-bird6", "vultr", true, S::Established, "19:04:03", 182000, 62000, 0, 1, 1, "", ""},
    {"interface-down", "2.0.12", "vultr", true, S::Established, "19:04:03.532", 216243, 54661, 0, 1, 1, "", ""},
    {"interface-down", "2.0.12", "vultr6", true, S::Established, "19:04:03.952", 191354, 61670, 0, 1, 1, "", ""},
    {"interface-down", "2.19.2", "vultr", true, S::Established, "19:04:04.076", 173497, 58283, 0, 1, 1, "", ""},
    {"interface-down", "2.19.2", "vultr6", true, S::Established, "19:04:04.075", 181695, 65180, 0, 1, 1, "", ""},
    {"interface-down", "3.3.2", "vultr", true, S::Established, "19:04:04.402", 212914, 53864, 0, 1, 1, "", ""},
    {"interface-down", "3.3.2", "vultr6", true, S::Established, "19:04:03.924", 191688, 67179, 0, 1, 1, "", ""},
    {"interface-up-again-v6-addresses-lost", "1.6.8", "vultr", true, S::Established, "19:04:04", 181000, 61000, 1, 2, 1, "", ""},
    {"interface-up-again-v6-addresses-lost", "1.6.8-bird6", "vultr", true, S::Established, "19:04:04", 181000, 61000, 0, 1, 1, "", ""},
    {"interface-up-again-v6-addresses-lost", "2.0.12", "vultr", true, S::Established, "19:04:03.532", 214385, 52803, 1, 2, 1, "", ""},
    {"interface-up-again-v6-addresses-lost", "2.0.12", "vultr6", true, S::Established, "19:04:03.952", 189490, 59806, 0, 1, 1, "", ""},
    {"interface-up-again-v6-addresses-lost", "2.19.2", "vultr", true, S::Established, "19:04:04.076", 171631, 56417, 1, 2, 1, "", ""},
    {"interface-up-again-v6-addresses-lost", "2.19.2", "vultr6", true, S::Established, "19:04:04.075", 179814, 63299, 0, 1, 1, "", ""},
    {"interface-up-again-v6-addresses-lost", "3.3.2", "vultr", true, S::Established, "19:04:04.402", 211029, 51978, 1, 2, 1, "", ""},
    {"interface-up-again-v6-addresses-lost", "3.3.2", "vultr6", true, S::Established, "19:04:03.924", 189794, 65285, 0, 1, 1, "", ""},
    {"disabled", "1.6.8", "vultr", false, S::Down, "19:04:13", none, none, none, none, none, "", ""},
    {"disabled", "1.6.8-bird6", "vultr", false, S::Down, "19:04:14", none, none, none, none, none, "", ""},
    {"disabled", "2.0.12", "vultr", false, S::Down, "19:04:13.877", none, none, none, none, none, "", ""},
    {"disabled", "2.0.12", "vultr6", true, S::Established, "19:04:03.952", 188074, 58390, 1, 2, 1, "", ""},
    {"disabled", "2.19.2", "vultr", false, S::Down, "19:04:13.992", none, none, none, none, none, "", ""},
    {"disabled", "2.19.2", "vultr6", true, S::Established, "19:04:04.075", 178371, 61856, 1, 2, 1, "", ""},
    {"disabled", "3.3.2", "vultr", false, S::Down, "19:04:14.109", none, none, none, none, none, "", ""},
    {"disabled", "3.3.2", "vultr6", true, S::Established, "19:04:03.924", 188317, 63809, 1, 2, 1, "", ""},
    {"peer-admin-shutdown", "1.6.8", "vultr", true, S::Active, "19:04:40", none, none, 0, 0, 0, "Received: Administrative shutdown", "maintenance tonight"},
    {"peer-admin-shutdown", "1.6.8-bird6", "vultr", true, S::Active, "19:04:40", none, none, 0, 0, 0, "Received: Administrative shutdown", "maintenance tonight"},
    {"peer-admin-shutdown", "2.0.12", "vultr", true, S::Active, "19:04:40.779", none, none, none, none, none, "Received: Administrative shutdown", "maintenance tonight"},
    {"peer-admin-shutdown", "2.0.12", "vultr6", true, S::Active, "19:04:40.781", none, none, none, none, none, "Received: Administrative shutdown", "maintenance tonight"},
    {"peer-admin-shutdown", "2.19.2", "vultr", true, S::Active, "19:04:40.782", none, none, none, none, none, "Received: Administrative shutdown", "maintenance tonight"},
    {"peer-admin-shutdown", "2.19.2", "vultr6", true, S::Active, "19:04:40.784", none, none, none, none, none, "Received: Administrative shutdown", "maintenance tonight"},
    {"peer-admin-shutdown", "3.3.2", "vultr", true, S::Active, "19:04:40.786", none, none, none, none, none, "Received: Administrative shutdown", "maintenance tonight"},
    {"peer-admin-shutdown", "3.3.2", "vultr6", true, S::Active, "19:04:40.787", none, none, none, none, none, "Received: Administrative shutdown", "maintenance tonight"},
    {"md5-mismatch", "1.6.8", "vultr", true, S::Connect, "19:04:43", none, none, 0, 0, 0, "", ""},
    {"md5-mismatch", "1.6.8-bird6", "vultr", true, S::Connect, "19:04:43", none, none, 0, 0, 0, "", ""},
    {"md5-mismatch", "2.0.12", "vultr", true, S::Connect, "19:04:43.013", none, none, none, none, none, "", ""},
    {"md5-mismatch", "2.0.12", "vultr6", true, S::Connect, "19:04:43.013", none, none, none, none, none, "", ""},
    {"md5-mismatch", "2.19.2", "vultr", true, S::Connect, "19:04:43.018", none, none, none, none, none, "", ""},
    {"md5-mismatch", "2.19.2", "vultr6", true, S::Connect, "19:04:43.018", none, none, none, none, none, "", ""},
    {"md5-mismatch", "3.3.2", "vultr", true, S::Connect, "19:04:43.024", none, none, none, none, none, "", ""},
    {"md5-mismatch", "3.3.2", "vultr6", true, S::Connect, "19:04:43.024", none, none, none, none, none, "", ""},
    {"bad-peer-as", "1.6.8", "vultr", true, S::Idle, "19:05:00", none, none, 0, 0, 0, "Received: Bad peer AS", ""},
    {"bad-peer-as", "1.6.8-bird6", "vultr", true, S::Idle, "19:05:00", none, none, 0, 0, 0, "Received: Bad peer AS", ""},
    {"bad-peer-as", "2.0.12", "vultr", true, S::Idle, "19:04:59.773", none, none, none, none, none, "Received: Bad peer AS", ""},
    {"bad-peer-as", "2.0.12", "vultr6", true, S::Idle, "19:04:59.429", none, none, none, none, none, "Received: Bad peer AS", ""},
    {"bad-peer-as", "2.19.2", "vultr", true, S::Idle, "19:04:59.189", none, none, none, none, none, "Received: Bad peer AS", ""},
    {"bad-peer-as", "2.19.2", "vultr6", true, S::Idle, "19:04:59.894", none, none, none, none, none, "Received: Bad peer AS", ""},
    {"bad-peer-as", "3.3.2", "vultr", true, S::Idle, "19:04:59.313", none, none, none, none, none, "Received: Bad peer AS", ""},
    {"bad-peer-as", "3.3.2", "vultr6", true, S::Idle, "19:04:59.515", none, none, none, none, none, "Received: Bad peer AS", ""},
    {"connection-refused", "1.6.8", "vultr", true, S::Connect, "19:05:10", none, none, 0, 0, 0, "", ""},
    {"connection-refused", "1.6.8-bird6", "vultr", true, S::Connect, "19:05:10", none, none, 0, 0, 0, "", ""},
    {"connection-refused", "2.0.12", "vultr", true, S::Connect, "19:05:10.509", none, none, none, none, none, "", ""},
    {"connection-refused", "2.0.12", "vultr6", true, S::Connect, "19:05:10.509", none, none, none, none, none, "", ""},
    {"connection-refused", "2.19.2", "vultr", true, S::Connect, "19:05:10.514", none, none, none, none, none, "", ""},
    {"connection-refused", "2.19.2", "vultr6", true, S::Connect, "19:05:10.514", none, none, none, none, none, "", ""},
    {"connection-refused", "3.3.2", "vultr", true, S::Connect, "19:05:10.520", none, none, none, none, none, "", ""},
    {"connection-refused", "3.3.2", "vultr6", true, S::Connect, "19:05:10.520", none, none, none, none, none, "", ""},
    {"no-answer", "1.6.8", "vultr", true, S::Connect, "19:05:34", none, none, 0, 0, 0, "", ""},
    {"no-answer", "1.6.8-bird6", "vultr", true, S::Connect, "19:05:34", none, none, 0, 0, 0, "", ""},
    {"no-answer", "2.0.12", "vultr", true, S::Connect, "19:05:34.755", none, none, none, none, none, "", ""},
    {"no-answer", "2.0.12", "vultr6", true, S::Connect, "19:05:34.755", none, none, none, none, none, "", ""},
    {"no-answer", "2.19.2", "vultr", true, S::Connect, "19:05:34.760", none, none, none, none, none, "", ""},
    {"no-answer", "2.19.2", "vultr6", true, S::Connect, "19:05:34.760", none, none, none, none, none, "", ""},
    {"no-answer", "3.3.2", "vultr", true, S::Connect, "19:05:34.765", none, none, none, none, none, "", ""},
    {"no-answer", "3.3.2", "vultr6", true, S::Connect, "19:05:34.765", none, none, none, none, none, "", ""},
};
// clang-format on

/// What does not depend on the scenario.
struct Lasting {
    const char* neighbor;
    const char* source;
    const char* table;
    const char* outputFilter;
};

const std::map<std::pair<std::string, std::string>, Lasting> lasting{
    {{"1.6.8", "vultr"}, {"169.254.169.254", "192.0.2.111", "master", "ACCEPT"}},
    {{"1.6.8-bird6", "vultr"}, {"2001:19f0:ffff::1", "2001:db8:1111::5", "master", "ACCEPT"}},
    {{"2.0.12", "vultr"}, {"169.254.169.254", "192.0.2.112", "master4", "(unnamed)"}},
    {{"2.0.12", "vultr6"}, {"2001:19f0:ffff::1", "2001:db8:1111::2", "master6", "(unnamed)"}},
    {{"2.19.2", "vultr"}, {"169.254.169.254", "192.0.2.113", "master4", "(unnamed)"}},
    {{"2.19.2", "vultr6"}, {"2001:19f0:ffff::1", "2001:db8:1111::3", "master6", "(unnamed)"}},
    {{"3.3.2", "vultr"}, {"169.254.169.254", "192.0.2.114", "master4", "(unnamed)"}},
    {{"3.3.2", "vultr6"}, {"2001:19f0:ffff::1", "2001:db8:1111::4", "master6", "(unnamed)"}},
};

std::optional<std::chrono::milliseconds> milliseconds(int value) {
    return value == none ? std::nullopt : std::optional(std::chrono::milliseconds{value});
}

template <typename Number>
std::optional<Number> number(int value) {
    return value == none ? std::nullopt : std::optional(static_cast<Number>(value));
}

std::optional<std::string> text(std::string_view value) {
    return value.empty() ? std::nullopt : std::optional(std::string(value));
}

BgpProtocol expectedProtocol(const Expected& row) {
    using namespace std::chrono_literals;
    const auto& always = lasting.at({row.version, row.protocol});
    const bool bird1 = std::string_view(row.version).starts_with("1.");
    const bool up = row.state == BgpState::Established;
    BgpProtocol protocol;
    protocol.name = row.protocol;
    protocol.enabled = row.enabled;
    protocol.state = row.state;
    protocol.since = row.since;
    protocol.lastError = text(row.lastError);
    protocol.message = text(row.message);
    protocol.neighbor = *base::IpAddress::parse(always.neighbor);
    protocol.neighborAs = 64515;
    if (!bird1)
        protocol.localAs = 65500;
    protocol.holdTimeLeft = milliseconds(row.holdLeft);
    protocol.keepaliveLeft = milliseconds(row.keepaliveLeft);
    if (up) {
        protocol.neighborId = *base::IpAddress::parse("192.0.2.97");
        protocol.sourceAddress = *base::IpAddress::parse(always.source);
        protocol.holdTime = 240s;
        protocol.keepaliveTime = 80s;
        protocol.gracefulRestart = true;
    }
    if (up && !bird1)
        protocol.restartTime = 120s;
    Channel channel;
    channel.family = protocol.neighbor->family();
    channel.table = always.table;
    channel.inputFilter = "REJECT";
    channel.outputFilter = always.outputFilter;
    channel.exportedRoutes = number<std::uint32_t>(row.exported);
    if (channel.exportedRoutes)
        channel.importedRoutes = 0;
    channel.exportUpdates = number<std::uint64_t>(row.exportUpdates);
    channel.exportWithdraws = number<std::uint64_t>(row.exportWithdraws);
    protocol.channels = {channel};
    return protocol;
}

std::string folderOf(const Expected& row) {
    return std::string(row.version) + '/' + row.scenario + '/';
}

class RecordedSession : public testing::TestWithParam<Expected> {};

std::string nameOf(const testing::TestParamInfo<Expected>& info) {
    std::string name =
        std::string(info.param.scenario) + '_' + info.param.version + '_' + info.param.protocol;
    for (auto& c : name)
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return name;
}

} // namespace

namespace understudy::bird {

void PrintTo(const BgpProtocol& p, std::ostream* out) {
    *out << p.name << " state " << static_cast<int>(p.state) << " since " << p.since << " error "
         << p.lastError.value_or("-") << " channels " << p.channels.size();
}

} // namespace understudy::bird

TEST_P(RecordedSession, isReadInEveryField) {
    const auto& row = GetParam();
    const auto reply = test::recordedReply(folderOf(row) + "show_protocols_all_" + row.protocol);
    const auto protocols = parseProtocols(reply, row.protocol);
    ASSERT_TRUE(protocols) << protocols.error().what;
    EXPECT_THAT(*protocols, testing::ElementsAre(expectedProtocol(row)));
}

TEST_P(RecordedSession, isFoundAmongAllProtocols) {
    const auto& row = GetParam();
    const auto name = folderOf(row) + "show_protocols_all";
    if (!test::isRecorded(name)) {
        ASSERT_STREQ(row.scenario, "disabled") << "the only one recorded for one protocol at a time";
        return;
    }
    const auto protocols = parseProtocols(test::recordedReply(name));
    ASSERT_TRUE(protocols) << protocols.error().what;
    auto expected = expectedProtocol(row);
    // The two replies were recorded one after the other: timers ran on, and BIRD 1.6 computes `since` anew.
    const auto comparable = [](BgpProtocol protocol) {
        protocol.holdTimeLeft.reset();
        protocol.keepaliveLeft.reset();
        protocol.since.clear();
        return protocol;
    };
    std::vector<BgpProtocol> found;
    for (const auto& protocol : *protocols) {
        if (protocol.name == row.protocol)
            found.push_back(comparable(protocol));
    }
    EXPECT_THAT(found, testing::ElementsAre(comparable(expected)));
}

INSTANTIATE_TEST_SUITE_P(All, RecordedSession, testing::ValuesIn(expectations), nameOf);
