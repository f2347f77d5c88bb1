// The reply lines of BIRD's control socket: bytes in, whole replies out.
//
//     NNNN-text   a line, more follow         SPtext   a further line of the same code
//     NNNN text   the last line               +text    asynchronous, part of no reply
//
// Source: BIRD's nest/cli.c and doc/reply_codes. 0xxx done, 1xxx and 2xxx data, 8xxx run-time error, 9xxx
// parse error.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace understudy::bird {

/// One line of a reply. The text is raw: whoever keeps a part of it sanitizes that part.
struct ReplyLine {
    int code = 0; ///< 0-9999
    std::string text;

    friend bool operator==(const ReplyLine&, const ReplyLine&) = default;
};

/// One whole reply.
struct Reply {
    std::vector<ReplyLine> lines; ///< all but the last
    int code = 0;                 ///< of the last line; 0 for the `0000 ` that ends most replies
    std::string text;             ///< of the last line

    friend bool operator==(const Reply&, const Reply&) = default;
};

/// Splits what a control socket sends into replies. The greeting is a reply with code 1. How the bytes are
/// cut into feeds makes no difference.
class ReplyReader {
public:
    /// Longest line, without its end. BIRD's own limit is far lower.
    static constexpr std::size_t maxLineBytes = 64 * 1024;
    /// Tens of thousands of routes are legitimate.
    static constexpr std::size_t defaultMaxReplyBytes = 64 * 1024 * 1024;

    /// `maxReplyBytes`: the most that one reply may take in memory.
    explicit ReplyReader(std::size_t maxReplyBytes = defaultMaxReplyBytes);

    /// Takes what was received. Asynchronous lines are dropped. After an error nothing more is taken.
    void feed(std::string_view bytes);

    /// The oldest whole reply; nullopt when more bytes are needed. An error (a malformed or over-long line, a
    /// reply over the limit) comes after the replies before it and is then returned for ever: what follows
    /// such a line cannot be told apart, so the connection must be closed.
    base::Result<std::optional<Reply>> next();

    /// Whether bytes of a reply that has not ended are held.
    bool insideReply() const;

private:
    void takeLine(std::string_view line);
    void append(int code, std::string_view text);
    void fail(std::string what);

    std::size_t m_maxReplyBytes;
    std::string m_partialLine;
    Reply m_current;
    std::size_t m_currentBytes = 0;
    std::deque<Reply> m_ready;
    std::optional<base::Error> m_error;
};

/// Why BIRD did not do what was asked, as a sentence; nullopt when no line of the reply has an error code. An
/// error inside a reply counts too: BIRD replaces a line that it cannot print by `8000-<line overflow>`.
/// `protocol` is the name that the command held, for the versions that do not repeat it.
std::optional<base::Error> refusal(const Reply& reply, std::string_view protocol = {});

} // namespace understudy::bird
