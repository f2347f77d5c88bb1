#include "core/bird/reply.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/reply_codes.h"

namespace understudy::bird {
namespace {

/// The four digits in front of `line`, followed by '-' or ' '.
std::optional<int> codeOf(std::string_view line) {
    if (line.size() < 5 || (line[4] != '-' && line[4] != ' '))
        return std::nullopt;
    const auto digits = line.substr(0, 4);
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return base::toNumber<int>(digits);
}

std::string quoted(std::string_view text) {
    return '"' + base::sanitized(text, 80) + '"';
}

std::string noSuchProtocol(std::string_view name) {
    return fmt::format("the loaded configuration has no protocol {}", quoted(name));
}

base::Error sentence(int code, std::string_view text, std::string_view protocol) {
    constexpr std::string_view notAProtocol = " is not a protocol";
    if (text.ends_with(notAProtocol))
        return {noSuchProtocol(text.substr(0, text.size() - notAProtocol.size()))};
    const bool undefinedSymbol = text.find("CF_SYM_UNDEFINED") != std::string_view::npos;
    if (!protocol.empty() && (code == 8003 || (code == 9001 && undefinedSymbol)))
        return {noSuchProtocol(protocol)};
    const auto shown = base::sanitized(text, 400);
    switch (code) {
    case 8002:
        return {fmt::format("the configuration has an error: {}", shown)};
    case 8003:
        return {"the loaded configuration has no such protocol"};
    case 8005:
        return {"the protocol is down"};
    case 8007:
        return {"this connection may only read (access restricted)"};
    default:
        return {fmt::format("BIRD refused: {} (code {:04})", shown, code)};
    }
}

} // namespace

ReplyReader::ReplyReader(std::size_t maxReplyBytes) : m_maxReplyBytes(maxReplyBytes) {}

void ReplyReader::feed(std::string_view bytes) {
    while (!bytes.empty() && !m_error) {
        const auto end = bytes.find('\n');
        const auto piece = bytes.substr(0, end);
        if (m_partialLine.size() + piece.size() > maxLineBytes)
            return fail(fmt::format("the control socket sent a line of over {} bytes", maxLineBytes));
        if (end == std::string_view::npos) {
            m_partialLine += piece;
            return;
        }
        if (m_partialLine.empty()) {
            takeLine(piece);
        } else {
            m_partialLine += piece;
            takeLine(std::exchange(m_partialLine, {}));
        }
        bytes.remove_prefix(end + 1);
    }
}

base::Result<std::optional<Reply>> ReplyReader::next() {
    if (!m_ready.empty()) {
        auto reply = std::move(m_ready.front());
        m_ready.pop_front();
        return reply;
    }
    if (m_error)
        return tl::make_unexpected(*m_error);
    return std::nullopt;
}

bool ReplyReader::insideReply() const {
    return !m_partialLine.empty() || !m_current.lines.empty();
}

void ReplyReader::takeLine(std::string_view line) {
    if (line.find('\0') != std::string_view::npos)
        return fail("the control socket sent a line with a NUL byte");
    if (line.starts_with('+'))
        return;
    if (line.starts_with(' ') && !m_current.lines.empty())
        return append(m_current.lines.back().code, line.substr(1));
    const auto code = codeOf(line);
    if (!code)
        return fail(fmt::format("the control socket sent a line that is no reply: {}", quoted(line)));
    const auto text = line.substr(5);
    if (line[4] == '-')
        return append(*code, text);
    m_current.code = *code;
    m_current.text = text;
    m_currentBytes = 0;
    m_ready.push_back(std::exchange(m_current, {}));
}

void ReplyReader::append(int code, std::string_view text) {
    m_currentBytes += sizeof(ReplyLine) + text.size();
    if (m_currentBytes > m_maxReplyBytes)
        return fail(fmt::format("the control socket sent a reply of over {} bytes", m_maxReplyBytes));
    m_current.lines.push_back({code, std::string(text)});
}

void ReplyReader::fail(std::string what) {
    m_error = base::Error{std::move(what)};
    m_current = {};
    m_partialLine.clear();
}

std::optional<base::Error> refusal(const Reply& reply, std::string_view protocol) {
    if (reply.code >= firstErrorCode)
        return sentence(reply.code, reply.text, protocol);
    const auto isError = [](const ReplyLine& line) {
        return line.code >= firstErrorCode;
    };
    const auto line = std::find_if(reply.lines.begin(), reply.lines.end(), isError);
    if (line == reply.lines.end())
        return std::nullopt;
    return sentence(line->code, line->text, protocol);
}

} // namespace understudy::bird
