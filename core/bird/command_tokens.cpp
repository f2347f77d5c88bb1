#include "core/bird/command_tokens.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/answers.h"
#include "core/bird/characters.h"
#include "core/bird/command_parser.h"
#include "core/bird/commands.h"

namespace understudy::bird {
namespace {

using Kind = CommandToken::Kind;
using TakenToken = tl::expected<CommandToken, ReplyLine>;

tl::unexpected<ReplyLine> lexError(std::string_view what) {
    return tl::make_unexpected(parseError(what));
}

bool isCommandCharacter(char c) {
    constexpr std::string_view others = ".:/-?";
    return isWordCharacter(c) || others.find(c) != std::string_view::npos;
}

bool isPrintable(char c) {
    return c > ' ' && c <= '~';
}

/// What stands between the quote in front of `rest` and the next, which are taken off.
tl::expected<std::string_view, ReplyLine> takeQuoted(std::string_view& rest, std::string_view unterminated) {
    const auto end = rest.find(rest.front(), 1);
    if (end == std::string_view::npos)
        return lexError(unterminated);
    const auto inside = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return inside;
}

TakenToken takeSymbol(std::string_view& rest) {
    const auto name = takeQuoted(rest, "Unterminated symbol");
    if (!name)
        return tl::make_unexpected(name.error());
    if (const auto checked = symbol(*name); !checked)
        return lexError(checked.error().what);
    return CommandToken{Kind::Symbol, std::string(*name)};
}

TakenToken takeText(std::string_view& rest) {
    const auto text = takeQuoted(rest, "Unterminated string");
    if (!text)
        return tl::make_unexpected(text.error());
    return CommandToken{Kind::Text, base::sanitized(*text)};
}

TakenToken takeToken(std::string_view& rest) {
    if (rest.front() == '\'')
        return takeSymbol(rest);
    if (rest.front() == '"')
        return takeText(rest);
    const auto* const end = std::find_if_not(rest.begin(), rest.end(), isCommandCharacter);
    auto word = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    if (word.empty() && isPrintable(rest.front()))
        word = rest.substr(0, 1);
    if (word.empty())
        return lexError("Unknown character");
    rest.remove_prefix(word.size());
    return CommandToken{Kind::Word, std::string(word)};
}

} // namespace

tl::expected<std::vector<CommandToken>, ReplyLine> commandTokens(std::string_view line) {
    constexpr std::string_view blanks = " \t";
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.size() > maxCommandBytes)
        return tl::make_unexpected(commandTooLong());
    std::vector<CommandToken> tokens;
    for (;;) {
        line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
        if (line.empty())
            break;
        auto token = takeToken(line);
        if (!token)
            return tl::make_unexpected(token.error());
        tokens.push_back(std::move(*token));
    }
    tokens.emplace_back();
    return tokens;
}

} // namespace understudy::bird
