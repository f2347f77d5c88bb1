#include "core/bird/bgp_writer.h"

#include <string_view>

#include <fmt/format.h>

#include "core/bird/shown.h"

namespace understudy::bird {
namespace {

std::string_view stateText(const BgpView& bgp) {
    switch (bgp.state) {
    case BgpState::Idle:
        return "Idle";
    case BgpState::Connect:
        return "Connect";
    case BgpState::Active:
        return bgp.passive ? "Passive" : "Active";
    case BgpState::OpenSent:
        return "OpenSent";
    case BgpState::OpenConfirm:
        return "OpenConfirm";
    case BgpState::Established:
        return "Established";
    case BgpState::Down:
        return "Down";
    }
    return {};
}

std::string errorText(const BgpView& bgp) {
    return bgp.lastError.empty() ? std::string{} : bgp.lastErrorClass + bgp.lastError;
}

class Details {
public:
    void add(std::string_view label, std::string_view value) {
        m_lines.push_back(fmt::format("    {:<18}{}", label, value));
    }
    void add(std::string_view label, const std::optional<TimerView>& timer) {
        if (timer)
            add(label, timerText(*timer));
    }
    void addLine(std::string line) { m_lines.push_back(std::move(line)); }

    void add(const CapabilitiesView& capabilities) {
        if (!capabilities.announced.empty()) {
            addLine("      Multiprotocol");
            addFamilies("AF announced:", capabilities.announced);
        }
        addIf(capabilities.routeRefresh, "Route refresh");
        if (!capabilities.extendedNextHop.empty()) {
            addLine("      Extended next hop");
            addFamilies("IPv6 nexthop:", capabilities.extendedNextHop);
        }
        addIf(capabilities.extendedMessage, "Extended message");
        if (capabilities.gracefulRestart)
            add(*capabilities.gracefulRestart);
        addIf(capabilities.fourOctetAs, "4-octet AS numbers");
        if (capabilities.addPath) {
            addLine("      ADD-PATH");
            addFamilies("RX:", capabilities.addPath->receive);
            addFamilies("TX:", capabilities.addPath->send);
        }
        addIf(capabilities.enhancedRefresh, "Enhanced refresh");
        addIf(capabilities.longLivedRestart, "Long-lived graceful restart");
    }

    std::vector<std::string> lines() && { return std::move(m_lines); }

private:
    void addIf(bool has, std::string_view capability) {
        if (has)
            addLine(fmt::format("      {}", capability));
    }

    void addFamilies(std::string_view label, const std::vector<base::Family>& families) {
        auto line = fmt::format("        {}", label);
        for (const auto family : families)
            line += family == base::Family::V4 ? " ipv4" : " ipv6";
        addLine(std::move(line));
    }

    void add(const CapabilitiesView::GracefulRestart& restart) {
        addLine("      Graceful restart");
        if (restart.supported.empty())
            return;
        addLine(fmt::format("        Restart time: {}", restart.restartTime.count()));
        if (restart.recovering)
            addLine("        Restart recovery");
        addFamilies("AF supported:", restart.supported);
        addFamilies("AF preserved:", restart.preserved);
    }

    std::vector<std::string> m_lines;
};

void addSession(Details& details, const BgpSessionView& session) {
    details.add("Neighbor ID:", session.neighborId.toString());
    details.addLine("    Local capabilities");
    details.add(session.local);
    details.addLine("    Neighbor capabilities");
    details.add(session.neighbor);
    details.add("Session:",
                fmt::format("{}{}{}", session.external ? "external" : "internal",
                            session.multihop ? " multihop" : "", session.fourOctetAs ? " AS4" : ""));
    details.add("Source address:", session.source.toString());
    details.add("Hold timer:", timerText(session.hold.value_or(TimerView{})));
    details.add("Keepalive timer:", timerText(session.keepalive.value_or(TimerView{})));
    details.add("Send hold timer:", session.sendHold);
}

} // namespace

std::string bgpInfo(const BgpView& bgp, ProtocolView::State state) {
    if (state == ProtocolView::State::Down)
        return errorText(bgp);
    return fmt::format("{:<14}{}", stateText(bgp), errorText(bgp));
}

std::vector<std::string> bgpDetails(const BgpView& bgp, ProtocolView::State state) {
    Details details;
    details.addLine(fmt::format("  {:<20}{}", "BGP state:", stateText(bgp)));
    details.add("Neighbor address:", fmt::format("{}{}{}", bgp.neighbor.toString(),
                                                 bgp.interface.empty() ? "" : "%", bgp.interface));
    if (bgp.neighborPort != 179)
        details.add("Neighbor port:", fmt::format("{}", bgp.neighborPort));
    details.add("Neighbor AS:", fmt::format("{}", bgp.neighborAs));
    details.add("Local AS:", fmt::format("{}", bgp.localAs));
    if (bgp.neighborRestarting)
        details.addLine("    Neighbor graceful restart active");
    if (state == ProtocolView::State::Start) {
        details.add("Error wait:", bgp.errorWait);
        details.add("Connect delay:", bgp.connectDelay);
    } else if (state == ProtocolView::State::Up && bgp.session) {
        addSession(details, *bgp.session);
    }
    if (const auto error = errorText(bgp); !error.empty())
        details.add("Last error:", error);
    return std::move(details).lines();
}

} // namespace understudy::bird
