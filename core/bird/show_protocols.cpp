#include "core/bird/show_protocols.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/bgp_details.h"
#include "core/bird/reply_codes.h"

namespace understudy::bird {
namespace {

using base::failure;
using base::Result;

tl::unexpected<base::Error> unreadableProtocols(std::string_view what, std::string_view text) {
    return failure(fmt::format("`show protocols` shows {}: \"{}\"", what, base::sanitized(text, 120)));
}

bool isKnownHeading(std::string_view text) {
    constexpr std::array<std::string_view, 6> columns{"name", "proto", "table", "state", "since", "info"};
    const auto sameWord = [](std::string_view shown, std::string_view column) {
        return std::equal(shown.begin(), shown.end(), column.begin(), column.end(),
                          [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    };
    const auto shown = base::words(text);
    return std::equal(shown.begin(), shown.end(), columns.begin(), columns.end(), sameWord);
}

/// `name Proto table state since  info`: four words, then a time that may hold single blanks.
std::optional<ProtocolRow> parseRow(std::string_view text) {
    std::array<std::string_view, 4> columns;
    for (auto& column : columns) {
        text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
        column = text.substr(0, text.find(' '));
        if (column.empty())
            return std::nullopt;
        text.remove_prefix(column.size());
    }
    text = base::trimmed(text);
    const auto gap = std::min(text.find("  "), text.size());
    return ProtocolRow{.name = columns[0],
                       .type = columns[1],
                       .table = columns[2],
                       .state = columns[3],
                       .since = text.substr(0, gap),
                       .info = base::trimmed(text.substr(gap))};
}

class ProtocolsParser {
public:
    Result<void> take(const ReplyLine& line) {
        switch (line.code) {
        case codeHeading:
            if (!isKnownHeading(line.text))
                return unreadableProtocols("columns that are not known", line.text);
            m_headed = true;
            return {};
        case codeProtocol:
            return takeRow(line.text);
        case codeDetails:
            return takeDetail(line.text);
        default:
            return {};
        }
    }

    Result<std::vector<BgpProtocol>> finish() && {
        if (m_row)
            return unreadableProtocols("a protocol without the end of its details", m_row->name);
        return std::move(m_protocols);
    }

private:
    Result<void> takeRow(std::string_view text) {
        if (m_row)
            return unreadableProtocols("a protocol without the end of its details", m_row->name);
        m_row = parseRow(text);
        if (!m_row || !m_headed)
            return unreadableProtocols("a line that is no protocol", text);
        if (m_row->type == "BGP")
            m_details.emplace(*m_row);
        return {};
    }

    Result<void> takeDetail(std::string_view text) {
        if (!m_row)
            return unreadableProtocols("details of no protocol", text);
        if (!text.empty())
            return m_details ? m_details->take(text) : Result<void>{};
        m_row.reset();
        auto details = std::exchange(m_details, std::nullopt);
        if (!details)
            return {};
        auto protocol = std::move(*details).finish();
        if (!protocol)
            return tl::make_unexpected(protocol.error());
        m_protocols.push_back(std::move(*protocol));
        return {};
    }

    bool m_headed = false;
    std::optional<ProtocolRow> m_row; ///< whose details have not ended
    std::optional<BgpDetails> m_details;
    std::vector<BgpProtocol> m_protocols;
};

} // namespace

Result<std::vector<BgpProtocol>> parseProtocols(const Reply& reply, std::string_view name) {
    if (auto error = refusal(reply, name))
        return tl::make_unexpected(*error);
    if (reply.code != 0)
        return unreadableProtocols("no protocols", reply.text);
    ProtocolsParser parser;
    for (const auto& line : reply.lines) {
        if (auto taken = parser.take(line); !taken)
            return tl::make_unexpected(taken.error());
    }
    return std::move(parser).finish();
}

} // namespace understudy::bird
