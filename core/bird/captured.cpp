#include "core/bird/captured.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/reply_codes.h"
#include "core/bird/show_status.h"

namespace understudy::bird {
namespace {

using base::failure;
using base::Result;

constexpr std::string_view continuation = "     ";
constexpr std::string_view asynchronous = ">>> ";

bool startsWithDigit(std::string_view line) {
    return !line.empty() && line.front() >= '0' && line.front() <= '9';
}

/// What the socket sent for birdc to print `output`.
Result<std::string> asSent(std::string_view output) {
    std::string sent;
    sent.reserve(output.size() + 8);
    while (!output.empty()) {
        const auto end = output.find('\n');
        if (end == std::string_view::npos)
            return failure("birdc's output ends inside a line");
        const auto line = output.substr(0, end);
        output.remove_prefix(end + 1);
        if (line.starts_with(asynchronous))
            continue;
        if (line.starts_with(continuation))
            sent.append(" ").append(line.substr(continuation.size()));
        else if (startsWithDigit(line))
            sent += line;
        else
            return failure(fmt::format("birdc says: {}", base::sanitized(line, 200)));
        sent += '\n';
    }
    return sent;
}

/// All replies in `sent`; the last one may lack the `0000 ` that birdc does not print.
Result<std::vector<Reply>> repliesIn(std::string_view sent) {
    ReplyReader reader;
    reader.feed(sent);
    if (reader.insideReply())
        reader.feed("0000 \n");
    std::vector<Reply> replies;
    for (auto next = reader.next();; next = reader.next()) {
        if (!next)
            return tl::make_unexpected(next.error());
        if (!*next)
            return replies;
        replies.push_back(std::move(**next));
    }
}

bool isRestriction(const Reply& reply) {
    return reply.code == codeRestricted && reply.lines.empty();
}

} // namespace

Result<Captured> parseCaptured(std::string_view output, std::optional<int> exitStatus) {
    if (!exitStatus)
        return failure("birdc did not end by itself, so its output may be cut");
    if (*exitStatus != 0 && *exitStatus != 1)
        return failure(fmt::format("birdc could not be run (exit status {})", *exitStatus));
    const auto sent = asSent(output);
    if (!sent)
        return tl::make_unexpected(sent.error());
    auto replies = repliesIn(*sent);
    if (!replies)
        return tl::make_unexpected(replies.error());
    if (replies->empty() || !replies->front().lines.empty())
        return failure("birdc's output does not start with a greeting");
    const auto greeting = parseGreeting(replies->front());
    if (!greeting)
        return tl::make_unexpected(greeting.error());
    replies->erase(replies->begin());

    Captured captured{.greeting = *greeting, .restricted = false, .reply = {}};
    if (!replies->empty() && isRestriction(replies->front())) {
        captured.restricted = true;
        replies->erase(replies->begin());
    }
    if (replies->size() > 1)
        return failure("birdc's output holds more than one reply");
    if (!replies->empty())
        captured.reply = std::move(replies->front());
    if (*exitStatus == 1 && captured.reply.code < firstErrorCode)
        return failure("birdc failed before the end of the reply");
    return captured;
}

} // namespace understudy::bird
