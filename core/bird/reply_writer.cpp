#include "core/bird/reply_writer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::bird {
namespace {

/// The tabs in front are layout; a tab anywhere else is a control character like others.
std::string oneLine(std::string_view text) {
    const auto tabs = std::min(text.find_first_not_of('\t'), text.size());
    const auto kept = std::min(tabs, ReplyWriter::maxTextBytes);
    return std::string(kept, '\t') + base::sanitized(text.substr(tabs), ReplyWriter::maxTextBytes - kept);
}

} // namespace

void ReplyWriter::line(int code, std::string_view text) {
    const auto shown = oneLine(text);
    append(m_code == code ? fmt::format(" {}\n", shown) : fmt::format("{:04}-{}\n", code, shown));
    m_code = code;
}

void ReplyWriter::line(const ReplyLine& line) {
    this->line(line.code, line.text);
}

void ReplyWriter::last(int code, std::string_view text) {
    append(fmt::format("{:04} {}\n", code, oneLine(text)));
    m_code.reset();
}

void ReplyWriter::last(const ReplyLine& line) {
    last(line.code, line.text);
}

void ReplyWriter::end() {
    last(0, {});
}

void ReplyWriter::asynchronous(std::string_view text) {
    append(fmt::format("+{}\n", oneLine(text)));
}

std::optional<std::string> ReplyWriter::take() {
    if (m_pieces.empty())
        return std::nullopt;
    auto piece = std::move(m_pieces.front());
    m_pieces.pop_front();
    m_bytes -= piece.size();
    return piece;
}

void ReplyWriter::append(std::string_view line) {
    if (m_pieces.empty() || m_pieces.back().size() + line.size() > maxPieceBytes)
        m_pieces.emplace_back();
    m_pieces.back() += line;
    m_bytes += line.size();
}

} // namespace understudy::bird
