#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/bird/answers.h"
#include "core/bird/bgp_writer.h"
#include "core/bird/reply_codes.h"
#include "core/bird/show_writer.h"

namespace understudy::bird {
namespace {

std::string row(std::string_view name, std::string_view type, std::string_view table, std::string_view state,
                std::string_view since, std::string_view info) {
    return fmt::format("{:<10} {:<10} {:<10} {:<6} {:<12}  {}", name, type, table, state, since, info);
}

std::string_view stateText(ProtocolView::State state) {
    switch (state) {
    case ProtocolView::State::Down:
        return "down";
    case ProtocolView::State::Start:
        return "start";
    case ProtocolView::State::Up:
        return "up";
    case ProtocolView::State::Stop:
        return "stop";
    }
    return {};
}

std::string_view stateText(ChannelView::State state) {
    switch (state) {
    case ChannelView::State::Down:
        return "DOWN";
    case ChannelView::State::Start:
        return "START";
    case ChannelView::State::Up:
        return "UP";
    case ChannelView::State::Flushing:
        return "FLUSHING";
    }
    return {};
}

std::string infoOf(const ProtocolView& protocol) {
    return protocol.bgp ? bgpInfo(*protocol.bgp, protocol.state) : protocol.info;
}

class DetailsWriter {
public:
    explicit DetailsWriter(ReplyWriter& writer) : m_writer(writer) {}

    void write(const ProtocolView& protocol) {
        labelled(2, "Description:", protocol.description);
        labelled(2, "Message:", protocol.message);
        for (const auto& [label, value] : protocol.details)
            labelled(2, fmt::format("{}:", label), value);
        if (protocol.bgp) {
            for (const auto& text : bgpDetails(*protocol.bgp, protocol.state))
                line(text);
        }
        for (const auto& channel : protocol.channels)
            write(channel);
        line({});
    }

private:
    void line(std::string_view text) { m_writer.line(codeDetails, text); }

    void labelled(int indent, std::string_view label, std::string_view value) {
        constexpr int labelEnd = 18;
        if (!value.empty())
            line(fmt::format("{:{}}{:<{}}{}", "", indent, label, labelEnd - indent, value));
    }

    void write(const ChannelView& channel) {
        const bool ipv4 = channel.family == base::Family::V4;
        line(fmt::format("  Channel {}", ipv4 ? "ipv4" : "ipv6"));
        field("State:", stateText(channel.state));
        field("Table:", channel.table);
        field("Preference:", fmt::format("{}", channel.preference));
        field("Input filter:", channel.inputFilter);
        field("Output filter:", channel.outputFilter);
        if (channel.state != ChannelView::State::Down)
            writeCounters(channel);
        if (channel.state == ChannelView::State::Up && channel.nextHop) {
            line(fmt::format("    BGP Next hop:   {}{}{}", channel.nextHop->toString(),
                             channel.linkLocalNextHop ? " " : "",
                             channel.linkLocalNextHop ? channel.linkLocalNextHop->toString() : ""));
        }
        if (!channel.igpTable.empty())
            line(fmt::format("    IGP IPv{} table: {}", ipv4 ? 4 : 6, channel.igpTable));
    }

    /// Shown even when the value is empty.
    void field(std::string_view label, std::string_view value) {
        line(fmt::format("    {:<16}{}", label, value));
    }

    void writeCounters(const ChannelView& channel) {
        line(fmt::format("    Routes:         {} imported, {} exported, {} preferred", channel.imported,
                         channel.exported, channel.preferred));
        line("    Route change stats:     received   rejected   filtered    ignored   accepted");
        const auto& in = channel.importUpdates;
        const auto& inGone = channel.importWithdraws;
        const auto& out = channel.exportUpdates;
        const auto& outGone = channel.exportWithdraws;
        line(fmt::format("      Import updates:     {:>10} {:>10} {:>10} {:>10} {:>10}", in.received,
                         in.rejected, in.filtered, in.ignored, in.accepted));
        line(fmt::format("      Import withdraws:   {:>10} {:>10}        --- {:>10} {:>10}", inGone.received,
                         inGone.rejected, inGone.ignored, inGone.accepted));
        line(fmt::format("      Export updates:     {:>10} {:>10} {:>10}        --- {:>10}", out.received,
                         out.rejected, out.filtered, out.accepted));
        line(fmt::format("      Export withdraws:   {:>10}        ---        ---        --- {:>10}",
                         outGone.received, outGone.accepted));
    }

    ReplyWriter& m_writer;
};

} // namespace

void writeProtocols(ReplyWriter& writer, std::span<const ProtocolView> protocols, bool all,
                    base::WallTime now, const ShownTimes& times) {
    if (protocols.empty())
        return writer.last(noProtocolsMatch());
    writer.line(codeHeading, row("Name", "Proto", "Table", "State", "Since", "Info"));
    for (const auto& protocol : protocols) {
        writer.line(codeProtocol, row(protocol.name, protocol.type, protocol.table, stateText(protocol.state),
                                      formatTime(protocol.since, now, times.protocol), infoOf(protocol)));
        if (all)
            DetailsWriter(writer).write(protocol);
    }
    writer.end();
}

} // namespace understudy::bird
