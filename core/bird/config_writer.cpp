#include "core/bird/config_writer.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/characters.h"
#include "core/bird/config.h"

namespace understudy::bird {
namespace {

using base::failure;
using base::Family;
using base::Result;

constexpr std::size_t maxWrittenNameBytes = 63;
constexpr std::size_t maxInterfaceBytes = 15;

/// One family's session.
struct Session {
    Family family;
    const std::string& name;
    const std::optional<base::IpAddress>& neighbor;
    const std::optional<base::IpAddress>& source;
    const base::Secret& password;
};

bool isName(std::string_view text) {
    return !text.empty() && text.size() <= maxWrittenNameBytes && isLetter(text.front()) &&
           std::all_of(text.begin(), text.end(), isWordCharacter);
}

/// Fit to stand between quotation marks.
bool isQuotable(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != 0x7f; });
}

bool isInterface(std::string_view text) {
    return !text.empty() && text.size() <= maxInterfaceBytes && isQuotable(text) &&
           text.find_first_of(" /*?") == std::string_view::npos;
}

Result<void> checkSession(const Session& session) {
    if (!isName(session.name))
        return failure(
            fmt::format("\"{}\" cannot be the name of a BGP protocol: it must be letters, digits and "
                        "underscores",
                        base::sanitized(session.name, 64)));
    if (!session.source)
        return failure(fmt::format("the instance's own address for {} is missing", session.name));
    if (session.neighbor->family() != session.family || session.source->family() != session.family)
        return failure(fmt::format("an address of {} is not of its family", session.name));
    if (!isQuotable(session.password.reveal()) ||
        session.password.reveal().size() > BgpSessionConfig::maxPasswordBytes)
        return failure(fmt::format("the password of {} must have at most {} characters, without quotation "
                                   "marks and control characters",
                                   session.name, BgpSessionConfig::maxPasswordBytes));
    return {};
}

Result<void> checkNode(const NodeConfig& node) {
    if (node.routerId.family() != Family::V4 || node.routerId == base::IpAddress{})
        return failure("the router id must be an IPv4 address other than 0.0.0.0");
    if (node.localAs == 0 || node.neighborAs == 0 || node.localAs == node.neighborAs)
        return failure("the AS numbers of the instance and of its neighbor must be given, and must differ");
    if (!isInterface(node.interface))
        return failure(fmt::format("\"{}\" cannot be the name of an interface",
                                   base::sanitized(node.interface, maxInterfaceBytes)));
    if (node.prepends > NodeConfig::maxPrepends)
        return failure(fmt::format("more than {} prepends are not possible", NodeConfig::maxPrepends));
    if (node.holdTime && (node.holdTime->count() < 3 || node.holdTime->count() > 65535))
        return failure("the hold time must be 3 to 65535 seconds");
    if (node.multihop && *node.multihop == 0)
        return failure("multihop must be 1 to 255");
    return {};
}

std::string exportLines(const NodeConfig& node, std::string_view indent) {
    if (node.prepends == 0)
        return fmt::format("{}export all;\n", indent);
    std::string text = fmt::format("{0}export filter {{\n{0}    # Each line makes the path one longer, and "
                                   "this instance less preferred.\n",
                                   indent);
    for (std::uint32_t i = 0; i < node.prepends; ++i)
        text += fmt::format("{}    bgp_path.prepend({});\n", indent, node.localAs);
    return text + fmt::format("{0}    accept;\n{0}}};\n", indent);
}

/// What both languages write alike, between `protocol bgp NAME {` and the policy.
std::string sessionLines(const NodeConfig& node, const Session& session) {
    std::string text =
        fmt::format("    local as {};\n    source address {};\n", node.localAs, session.source->toString());
    if (node.gracefulRestart)
        text += "    graceful restart on;\n";
    if (node.multihop)
        text += fmt::format("    multihop {};\n", *node.multihop);
    if (node.holdTime)
        text += fmt::format("    hold time {};\n", node.holdTime->count());
    text += fmt::format("    neighbor {} as {};\n", session.neighbor->toString(), node.neighborAs);
    if (!session.password.empty())
        text += fmt::format("    password \"{}\";\n", session.password.reveal());
    return text;
}

std::string opening(const NodeConfig& node) {
    return fmt::format("log syslog all;\n\nrouter id {};\n\nprotocol device {{\n    scan time 60;\n}}\n",
                       node.routerId.toString());
}

std::string bird1(const NodeConfig& node, const Session& session) {
    const auto* nextHop = session.family == Family::V6 ? "    next hop self;\n" : "";
    return opening(node) + fmt::format("\nprotocol kernel {{\n    scan time 60;\n    import none;\n}}\n"
                                       "\nprotocol direct {{\n    interface \"{}\";\n}}\n"
                                       "\nprotocol bgp {} {{\n{}{}    import none;\n{}}}\n",
                                       node.interface, session.name, sessionLines(node, session), nextHop,
                                       exportLines(node, "    "));
}

std::string bird2(const NodeConfig& node, const std::vector<Session>& sessions) {
    std::string kernels;
    std::string channels;
    std::string protocols;
    for (const auto& session : sessions) {
        const auto* channel = session.family == Family::V4 ? "ipv4" : "ipv6";
        const auto* nextHop = session.family == Family::V6 ? "        next hop self;\n" : "";
        kernels +=
            fmt::format("\nprotocol kernel {{\n    scan time 60;\n    {} {{ import none; }};\n}}\n", channel);
        channels += fmt::format("    {};\n", channel);
        protocols += fmt::format(
            "\nprotocol bgp {} {{\n{}\n    {} {{\n        import none;\n{}{}    }};\n}}\n", session.name,
            sessionLines(node, session), channel, nextHop, exportLines(node, "        "));
    }
    return opening(node) + kernels +
           fmt::format("\nprotocol direct {{\n{}    interface \"{}\";\n}}\n", channels, node.interface) +
           protocols;
}

} // namespace

Result<std::string> writeConfig(const NodeConfig& node, ConfigFile file) {
    if (const auto fine = checkNode(node); !fine)
        return tl::make_unexpected(fine.error());
    std::vector<Session> sessions;
    if (file != ConfigFile::Bird1Ipv6 && node.neighbor4)
        sessions.push_back({Family::V4, node.protocol4, node.neighbor4, node.source4, node.password4});
    if (file != ConfigFile::Bird1Ipv4 && node.neighbor6)
        sessions.push_back({Family::V6, node.protocol6, node.neighbor6, node.source6, node.password6});
    if (sessions.empty())
        return failure("no neighbor of this file's family is given");
    for (const auto& session : sessions) {
        if (const auto fine = checkSession(session); !fine)
            return tl::make_unexpected(fine.error());
    }
    if (sessions.size() == 2 && node.protocol4 == node.protocol6)
        return failure("in one file the BGP protocols of both families need different names");
    return file == ConfigFile::Bird2 ? bird2(node, sessions) : bird1(node, sessions.front());
}

} // namespace understudy::bird
