#include "core/bird/bgp_details.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/fields.h"

namespace understudy::bird {
namespace {

using base::failure;
using base::Result;
using std::chrono::milliseconds;

struct Timer {
    milliseconds left;
    milliseconds whole;
};

std::optional<BgpState> parseState(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, BgpState>, 10> names{{
        {"Idle", BgpState::Idle},
        {"Connect", BgpState::Connect},
        {"Active", BgpState::Active},
        {"OpenSent", BgpState::OpenSent},
        {"OpenConfirm", BgpState::OpenConfirm},
        {"Established", BgpState::Established},
        {"Down", BgpState::Down},
        {"Passive", BgpState::Active},
        {"Close", BgpState::Idle},
        {"Flush", BgpState::Down},
    }};
    const auto* found =
        std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == text; });
    if (found == names.end())
        return std::nullopt;
    return found->second;
}

/// `169.254.169.254`, `fe80::1%eth0`, `192.0.2.1 onlink`
std::optional<base::IpAddress> parseNeighbor(std::string_view text) {
    const auto address = base::IpAddress::parse(text.substr(0, text.find_first_of("% ")));
    if (!address)
        return std::nullopt;
    return *address;
}

std::optional<base::IpAddress> parseAddress(std::string_view text) {
    const auto address = base::IpAddress::parse(text);
    if (!address)
        return std::nullopt;
    return *address;
}

/// `185/240`, `218.139/240`. Timers of BGP are at most 65535 seconds (RFC 4271 section 4.2).
std::optional<Timer> parseTimer(std::string_view text) {
    constexpr milliseconds longest = std::chrono::seconds{65535};
    const auto slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    const auto left = parseSeconds(text.substr(0, slash));
    const auto whole = parseSeconds(text.substr(slash + 1));
    if (!left || !whole || *left > longest || *whole > longest)
        return std::nullopt;
    return Timer{*left, *whole};
}

/// The number in front of `what` in `0 imported, 1 exported, 0 preferred`.
std::optional<std::uint32_t> parseRouteNumber(std::string_view text, std::string_view what) {
    const auto words = base::words(text);
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto word = words[i].substr(0, words[i].find(','));
        if (word == what)
            return base::toNumber<std::uint32_t>(words[i - 1]);
    }
    return std::nullopt;
}

/// The last column of a line of the route-change table.
std::optional<std::uint64_t> parseAccepted(std::string_view text) {
    return base::toNumber<std::uint64_t>(text.substr(text.find_last_of(' ') + 1));
}

/// Takes the value, if it could be read.
template <typename Field, typename Value>
bool assign(Field& field, const std::optional<Value>& value) {
    if (value)
        field = *value;
    return value.has_value();
}

bool assignTimer(std::string_view text, std::optional<milliseconds>& left,
                 std::optional<milliseconds>& whole) {
    const auto timer = parseTimer(text);
    if (!timer)
        return false;
    left = timer->left;
    whole = timer->whole;
    return true;
}

bool hasWord(std::string_view text, std::string_view word) {
    const auto all = base::words(text);
    return std::find(all.begin(), all.end(), word) != all.end();
}

std::string shown(std::string_view text) {
    return base::sanitized(text, 512);
}

/// The error in the row's last column, behind the session's state.
std::string_view reasonIn(const ProtocolRow& row) {
    if (row.state == "down")
        return row.info;
    return base::trimmed(row.info.substr(std::min(row.info.find(' '), row.info.size())));
}

} // namespace

BgpDetails::Taken BgpDetails::taken(bool readable) {
    return readable ? Taken::Yes : Taken::Unreadable;
}

BgpDetails::BgpDetails(const ProtocolRow& row) : m_row(row) {
    m_protocol.name = shown(row.name);
    m_protocol.since = shown(row.since);
    m_protocol.enabled = row.state != "down";
}

Result<void> BgpDetails::take(std::string_view text) {
    const auto indent = std::min(text.find_first_not_of(' '), text.size());
    const auto line = base::trimmed(text);
    enterSection(line, indent);
    const auto result = takeField(line);
    if (result == Taken::Unreadable || (result == Taken::Yes && !isFirst(line.substr(0, line.find(':')))))
        return failure(fmt::format("the details of protocol {} cannot be read: \"{}\"", m_protocol.name,
                                   base::sanitized(line, 120)));
    return {};
}

BgpDetails::Taken BgpDetails::takeField(std::string_view line) {
    const auto colon = line.find(':');
    const auto key = line.substr(0, colon);
    const auto value =
        colon == std::string_view::npos ? std::string_view{} : base::trimmed(line.substr(colon + 1));
    switch (m_section) {
    case Section::Protocol:
        return takeProtocolField(key, value);
    case Section::LocalCapabilities:
    case Section::NeighborCapabilities:
        return takeCapability(key, value);
    case Section::Channel:
        return takeChannelField(m_protocol.channels.back(), key, value);
    case Section::ForeignChannel:
        break;
    }
    return Taken::NotKnown;
}

void BgpDetails::enterSection(std::string_view line, std::size_t indent) {
    constexpr std::string_view channelHeading = "Channel ";
    constexpr std::size_t blockIndent = 2;
    constexpr std::size_t fieldIndent = 4;
    const bool inChannel = m_section == Section::Channel || m_section == Section::ForeignChannel;
    if (indent <= blockIndent && line.starts_with(channelHeading)) {
        enterChannel(line.substr(channelHeading.size()));
    } else if (indent <= blockIndent) {
        m_section = Section::Protocol;
    } else if (indent == fieldIndent && !inChannel) {
        m_section = line == "Local capabilities"      ? Section::LocalCapabilities
                    : line == "Neighbor capabilities" ? Section::NeighborCapabilities
                                                      : Section::Protocol;
        m_capabilitiesShown = m_capabilitiesShown || m_section == Section::NeighborCapabilities;
    }
}

void BgpDetails::enterChannel(std::string_view name) {
    m_section = name == "ipv4" || name == "ipv6" ? Section::Channel : Section::ForeignChannel;
    if (m_section == Section::Channel)
        m_protocol.channels.emplace_back().family = name == "ipv4" ? base::Family::V4 : base::Family::V6;
}

BgpDetails::Taken BgpDetails::takeProtocolField(std::string_view key, std::string_view value) {
    if (key == "BGP state")
        return taken(assign(m_state, parseState(value)));
    if (key == "Neighbor address")
        return taken(assign(m_protocol.neighbor, parseNeighbor(value)));
    if (key == "Neighbor AS")
        return taken(assign(m_protocol.neighborAs, base::toNumber<AsNumber>(value)));
    if (key == "Local AS")
        return taken(assign(m_protocol.localAs, base::toNumber<AsNumber>(value)));
    if (key == "Neighbor ID")
        return taken(assign(m_protocol.neighborId, parseAddress(value)));
    if (key == "Source address")
        return taken(assign(m_protocol.sourceAddress, parseAddress(value)));
    if (key == "Hold timer")
        return taken(assignTimer(value, m_protocol.holdTimeLeft, m_protocol.holdTime));
    if (key == "Keepalive timer")
        return taken(assignTimer(value, m_protocol.keepaliveLeft, m_protocol.keepaliveTime));
    if (key == "Neighbor caps") {
        m_neighborCapsRestart = hasWord(value, "restart-able") || hasWord(value, "restart-aware");
        return Taken::Yes;
    }
    if (key == "Last error" || key == "Message") {
        (key == "Message" ? m_protocol.message : m_protocol.lastError) = shown(value);
        return Taken::Yes;
    }
    return takeBareChannelField(key, value);
}

BgpDetails::Taken BgpDetails::takeBareChannelField(std::string_view key, std::string_view value) {
    Channel channel = m_bareChannel.value_or(Channel{});
    channel.table = shown(m_row.table);
    const auto result = takeChannelField(channel, key, value);
    if (result == Taken::Yes)
        m_bareChannel = std::move(channel);
    return result;
}

BgpDetails::Taken BgpDetails::takeCapability(std::string_view key, std::string_view value) {
    const bool local = m_section == Section::LocalCapabilities;
    if (key == "Graceful restart") {
        m_neighborRestart = m_neighborRestart || !local;
        return Taken::Yes;
    }
    // Who only helps others over their restart shows no time.
    if (key == "Restart time" && local) {
        const auto seconds = base::toNumber<std::uint16_t>(value);
        if (seconds)
            m_protocol.restartTime = std::chrono::seconds{*seconds};
        return taken(seconds.has_value());
    }
    return Taken::NotKnown;
}

BgpDetails::Taken BgpDetails::takeChannelField(Channel& channel, std::string_view key,
                                               std::string_view value) {
    if (key == "Table" || key == "Input filter" || key == "Output filter") {
        (key == "Table"          ? channel.table
         : key == "Input filter" ? channel.inputFilter
                                 : channel.outputFilter) = shown(value);
        return Taken::Yes;
    }
    if (key == "Routes")
        return taken(assign(channel.importedRoutes, parseRouteNumber(value, "imported")) &&
                     assign(channel.exportedRoutes, parseRouteNumber(value, "exported")));
    if (key == "Route change stats")
        return taken(value.ends_with(" accepted"));
    if (key == "Export updates")
        return taken(assign(channel.exportUpdates, parseAccepted(value)));
    if (key == "Export withdraws")
        return taken(assign(channel.exportWithdraws, parseAccepted(value)));
    return Taken::NotKnown;
}

bool BgpDetails::isFirst(std::string_view key) {
    const SeenField field{m_section, m_protocol.channels.size(), key};
    if (std::find(m_seen.begin(), m_seen.end(), field) != m_seen.end())
        return false;
    m_seen.push_back(field);
    return true;
}

Result<BgpProtocol> BgpDetails::finish() && {
    const auto broken = [&](std::string_view what) {
        return failure(fmt::format("the details of protocol {} {}", m_protocol.name, what));
    };
    if (!m_state)
        return broken("show no BGP state");
    m_protocol.state = *m_state;
    const bool runs = m_row.state != "down" && m_row.state != "start" && m_row.state != "flush";
    if (m_protocol.state == BgpState::Established && !runs)
        return broken("show an established session of a protocol that is not up");
    if (m_protocol.neighborAs == AsNumber{0})
        m_protocol.neighborAs.reset();
    if (const auto reason = reasonIn(m_row); !m_protocol.lastError && !reason.empty())
        m_protocol.lastError = shown(reason);
    if (m_neighborCapsRestart)
        m_protocol.gracefulRestart = m_neighborCapsRestart;
    else if (m_capabilitiesShown)
        m_protocol.gracefulRestart = m_protocol.restartTime && m_neighborRestart;
    if (m_bareChannel) {
        if (!m_protocol.neighbor || !m_protocol.channels.empty())
            return broken("do not tell the address family");
        m_bareChannel->family = m_protocol.neighbor->family();
        m_protocol.channels.push_back(std::move(*m_bareChannel));
    }
    return std::move(m_protocol);
}

} // namespace understudy::bird
