// The reply lines of BIRD's control socket, from the side that answers. The counterpart of reply.h.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "core/bird/reply.h"

namespace understudy::bird {

/// Collects what one connection is to be sent, in pieces that may each be written by itself: whole lines, so
/// that a reader that looks at each read alone finds the end of a reply. Text can neither break a line nor
/// start another: control characters and what is not UTF-8 become `?`, and a text of over maxTextBytes is
/// cut.
class ReplyWriter {
public:
    /// No piece is larger, line ends included. birdc reads that much at once.
    static constexpr std::size_t maxPieceBytes = 4096;
    static constexpr std::size_t maxTextBytes = 4000;

    /// A line that more follow: `NNNN-text`, or ` text` when the line before had the same code. `code`: 0 to
    /// 9999.
    void line(int code, std::string_view text);
    void line(const ReplyLine& line);
    /// The last line of a reply.
    void last(int code, std::string_view text);
    void last(const ReplyLine& line);
    /// `0000 `: the end of a reply that said all in its lines.
    void end();
    /// `+text`, part of no reply. Not between the lines of one: a reader that is inside a reply keeps its
    /// code.
    void asynchronous(std::string_view text);

    bool empty() const { return m_pieces.empty(); }
    /// Bytes that were not taken.
    std::size_t size() const { return m_bytes; }
    /// The oldest piece; nullopt when there is none.
    std::optional<std::string> take();

private:
    void append(std::string_view line);

    std::deque<std::string> m_pieces;
    std::size_t m_bytes = 0;
    std::optional<int> m_code; ///< of the line before, inside a reply
};

} // namespace understudy::bird
