#include "core/bird/command_parser.h"

#include <algorithm>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/text.h"
#include "core/bird/answers.h"
#include "core/bird/command_tokens.h"
#include "core/bird/commands.h"
#include "core/bird/time_format.h"

namespace understudy::bird {
namespace {

using Kind = CommandToken::Kind;
using Keywords = std::span<const std::string_view>;
using std::chrono::seconds;

template <typename T>
using Parsed = tl::expected<T, CommandError>;

/// Longest message that a neighbor can be sent (RFC 9003).
constexpr std::size_t maxMessageBytes = 255;
constexpr std::size_t maxTimeFormatBytes = 64;
/// Of `configure timeout` without a number, as in BIRD.
constexpr seconds usualTimeout{300};
constexpr seconds longestTimeout = std::chrono::days{1};

tl::unexpected<CommandError> error(std::string_view what) {
    return tl::make_unexpected(parseError(what));
}

class Parser {
public:
    explicit Parser(std::vector<CommandToken> tokens) : m_tokens(std::move(tokens)) {}

    Parsed<Command> command();

private:
    const CommandToken& next() const { return m_tokens[m_at]; }
    bool atEnd() const { return next().kind == Kind::End; }
    void skip() {
        if (!atEnd())
            ++m_at;
    }
    bool takeWord(std::string_view word);

    tl::unexpected<CommandError> unexpected(std::string_view expecting) const;
    Parsed<std::string_view> keyword(Keywords keywords);
    Parsed<std::string> name();
    Parsed<ProtocolChoice> choice();
    Parsed<std::string> message();
    Parsed<std::string> timeFormatText();
    Parsed<seconds> number(seconds longest);
    Parsed<base::Prefix> network();

    /// The command, if nothing is left of the line.
    Parsed<Command> complete(Command command) const;
    template <typename ProtocolCommand>
    Parsed<Command> withMessage();
    Parsed<Command> show();
    Parsed<Command> showProtocols();
    Parsed<Command> showRoute();
    Parsed<void> takeRouteOption(ShowRoute& route);
    Parsed<void> takeNetwork(ShowRoute& route, ShowRoute::Match match);
    Parsed<Command> showInterfaces();
    Parsed<Command> reload();
    Parsed<Command> drain();
    Parsed<Command> undrain();
    Parsed<Command> configure();
    Parsed<Command> configureNow();
    Parsed<std::string> configurationFile();
    Parsed<Command> timeFormat();

    std::vector<CommandToken> m_tokens;
    std::size_t m_at = 0;
};

bool Parser::takeWord(std::string_view word) {
    if (next().kind != Kind::Word || next().text != word)
        return false;
    skip();
    return true;
}

tl::unexpected<CommandError> Parser::unexpected(std::string_view expecting) const {
    const auto shown = atEnd() ? std::string("END") : fmt::format("'{}'", base::sanitized(next().text, 80));
    return error(fmt::format("syntax error, unexpected {}, expecting {}", shown, expecting));
}

/// One of `keywords`, or what only one of them starts with.
Parsed<std::string_view> Parser::keyword(Keywords keywords) {
    const auto expecting = fmt::format("{}", fmt::join(keywords, " or "));
    if (next().kind != Kind::Word)
        return unexpected(expecting);
    const std::string_view word = next().text;
    const auto abbreviated = [&](std::string_view keyword) {
        return keyword.starts_with(word);
    };
    auto found = std::find(keywords.begin(), keywords.end(), word);
    if (found == keywords.end()) {
        found = std::find_if(keywords.begin(), keywords.end(), abbreviated);
        if (std::count_if(keywords.begin(), keywords.end(), abbreviated) != 1)
            return unexpected(expecting);
    }
    skip();
    return *found;
}

Parsed<std::string> Parser::name() {
    const auto& token = next();
    const bool bare = token.kind == Kind::Word && symbol(token.text) == token.text;
    if (!bare && token.kind != Kind::Symbol)
        return unexpected("the name of a protocol");
    auto text = token.text;
    skip();
    return text;
}

Parsed<ProtocolChoice> Parser::choice() {
    if (takeWord("all"))
        return ProtocolChoice{};
    if (next().kind == Kind::Text) {
        ProtocolChoice pattern{ProtocolChoice::Kind::Pattern, next().text};
        skip();
        return pattern;
    }
    if (atEnd())
        return unexpected("the name of a protocol or a \"pattern\" or all");
    return name().map([](std::string text) {
        return ProtocolChoice{ProtocolChoice::Kind::Name, std::move(text)};
    });
}

/// Nothing, or a text in quotes.
Parsed<std::string> Parser::message() {
    if (next().kind != Kind::Text)
        return std::string{};
    auto text = next().text;
    if (text.size() > maxMessageBytes)
        return error(fmt::format("the message is longer than {} bytes", maxMessageBytes));
    skip();
    return text;
}

Parsed<std::string> Parser::timeFormatText() {
    if (next().kind != Kind::Text)
        return unexpected("a format in double quotes");
    auto text = next().text;
    if (text.empty() || text.size() > maxTimeFormatBytes)
        return error(fmt::format("a time format has 1 to {} bytes", maxTimeFormatBytes));
    skip();
    return text;
}

Parsed<seconds> Parser::number(seconds longest) {
    const auto value = next().kind == Kind::Word ? base::toNumber<std::uint32_t>(next().text) : std::nullopt;
    if (!value || seconds{*value} > longest)
        return unexpected(fmt::format("a number of seconds, at most {}", longest.count()));
    skip();
    return seconds{*value};
}

/// `ADDRESS/LENGTH` without host bits, or an address.
Parsed<base::Prefix> Parser::network() {
    const auto prefix = next().kind == Kind::Word ? base::Prefix::parse(next().text)
                                                  : base::Result<base::Prefix>(base::failure({}));
    if (!prefix)
        return unexpected("a network or an address");
    if (prefix->network() != *prefix)
        return error(fmt::format("{} has host bits, the network is {}", prefix->toString(),
                                 prefix->network().toString()));
    skip();
    return *prefix;
}

Parsed<Command> Parser::complete(Command command) const {
    if (!atEnd())
        return unexpected("END");
    return command;
}

Parsed<Command> Parser::command() {
    static constexpr std::string_view commands[] = {"show",     "enable", "disable",    "restart",
                                                    "reload",   "drain",  "undrain",    "configure",
                                                    "restrict", "down",   "timeformat", "help"};
    if (takeWord("?"))
        return complete(Help{});
    const auto first = keyword(commands);
    if (!first)
        return tl::make_unexpected(first.error());
    if (*first == "show")
        return show();
    if (*first == "enable")
        return withMessage<Enable>();
    if (*first == "disable")
        return withMessage<Disable>();
    if (*first == "restart")
        return withMessage<Restart>();
    if (*first == "reload")
        return reload();
    if (*first == "drain")
        return drain();
    if (*first == "undrain")
        return undrain();
    if (*first == "configure")
        return configure();
    if (*first == "restrict")
        return complete(Restrict{});
    if (*first == "down")
        return complete(Down{});
    if (*first == "timeformat")
        return timeFormat();
    return complete(Help{});
}

template <typename ProtocolCommand>
Parsed<Command> Parser::withMessage() {
    auto which = choice();
    if (!which)
        return tl::make_unexpected(which.error());
    auto said = message();
    if (!said)
        return tl::make_unexpected(said.error());
    return complete(ProtocolCommand{std::move(*which), std::move(*said)});
}

Parsed<Command> Parser::show() {
    static constexpr std::string_view things[] = {"status", "protocols", "route", "interfaces", "memory"};
    const auto what = keyword(things);
    if (!what)
        return tl::make_unexpected(what.error());
    if (*what == "protocols")
        return showProtocols();
    if (*what == "route")
        return showRoute();
    if (*what == "interfaces")
        return showInterfaces();
    if (*what == "memory")
        return complete(ShowMemory{});
    return complete(ShowStatus{});
}

Parsed<Command> Parser::showProtocols() {
    const bool all = takeWord("all");
    if (atEnd())
        return ShowProtocols{all, {}};
    auto which = choice();
    if (!which)
        return tl::make_unexpected(which.error());
    return complete(ShowProtocols{all, std::move(*which)});
}

Parsed<Command> Parser::showRoute() {
    ShowRoute route;
    while (!atEnd()) {
        if (auto taken = takeRouteOption(route); !taken)
            return tl::make_unexpected(taken.error());
    }
    return route;
}

Parsed<void> Parser::takeRouteOption(ShowRoute& route) {
    static constexpr std::string_view options[] = {"all",   "count",  "primary", "for",
                                                   "table", "export", "protocol"};
    if (next().kind == Kind::Word && next().text.find_first_of(".:/") != std::string::npos)
        return takeNetwork(route, ShowRoute::Match::Exact);
    const auto option = keyword(options);
    if (!option)
        return tl::make_unexpected(option.error());
    if (*option == "for")
        return takeNetwork(route, ShowRoute::Match::Longest);
    if (*option == "all" || *option == "count" || *option == "primary") {
        (*option == "all" ? route.all : *option == "count" ? route.count : route.primary) = true;
        return {};
    }
    auto& field = *option == "table" ? route.table : *option == "export" ? route.exportTo : route.protocol;
    if (field)
        return error(fmt::format("`{}` is given twice", *option));
    auto text = name();
    if (!text)
        return tl::make_unexpected(text.error());
    field = std::move(*text);
    return {};
}

Parsed<void> Parser::takeNetwork(ShowRoute& route, ShowRoute::Match match) {
    const auto net = network();
    if (!net)
        return tl::make_unexpected(net.error());
    if (route.net)
        return error("only one network or address can be asked for");
    route.net = *net;
    route.match = match;
    return {};
}

Parsed<Command> Parser::showInterfaces() {
    static constexpr std::string_view options[] = {"summary"};
    if (atEnd())
        return ShowInterfaces{};
    if (const auto summary = keyword(options); !summary)
        return tl::make_unexpected(summary.error());
    return complete(ShowInterfaces{true});
}

Parsed<Command> Parser::reload() {
    Reload command;
    if (takeWord("in"))
        command.direction = Reload::Direction::In;
    else if (takeWord("out"))
        command.direction = Reload::Direction::Out;
    auto which = choice();
    if (!which)
        return tl::make_unexpected(which.error());
    command.which = std::move(*which);
    return complete(std::move(command));
}

Parsed<Command> Parser::drain() {
    static constexpr std::string_view methods[] = {"withdraw", "graceful-shutdown"};
    auto which = choice();
    if (!which)
        return tl::make_unexpected(which.error());
    Drain command{std::move(*which), Drain::Method::Withdraw};
    if (atEnd())
        return command;
    const auto method = keyword(methods);
    if (!method)
        return tl::make_unexpected(method.error());
    if (*method == "graceful-shutdown")
        command.method = Drain::Method::GracefulShutdown;
    return complete(std::move(command));
}

Parsed<Command> Parser::undrain() {
    auto which = choice();
    if (!which)
        return tl::make_unexpected(which.error());
    return complete(Undrain{std::move(*which)});
}

Parsed<Command> Parser::configure() {
    static constexpr std::string_view options[] = {"soft", "timeout", "check", "confirm", "undo"};
    if (atEnd())
        return Configure{};
    if (next().kind == Kind::Text)
        return configureNow();
    const auto before = m_at;
    const auto option = keyword(options);
    if (!option)
        return tl::make_unexpected(option.error());
    if (*option == "soft" || *option == "timeout") {
        m_at = before;
        return configureNow();
    }
    if (*option == "confirm")
        return complete(ConfigureConfirm{});
    if (*option == "undo")
        return complete(ConfigureUndo{});
    auto file = configurationFile();
    if (!file)
        return tl::make_unexpected(file.error());
    return complete(ConfigureCheck{std::move(*file)});
}

/// `["FILE"]`
Parsed<std::string> Parser::configurationFile() {
    if (next().kind != Kind::Text)
        return std::string{};
    auto file = m_tokens[m_at++].text;
    if (!file.starts_with('/'))
        return tl::make_unexpected(commandFailed("the file must be named by its absolute path"));
    return file;
}

/// `[soft] ["FILE"] [timeout [SECONDS]]`
Parsed<Command> Parser::configureNow() {
    static constexpr std::string_view options[] = {"soft", "timeout"};
    Configure command;
    while (!atEnd()) {
        if (next().kind == Kind::Text && command.file.empty()) {
            auto file = configurationFile();
            if (!file)
                return tl::make_unexpected(file.error());
            command.file = std::move(*file);
            continue;
        }
        const auto option = keyword(options);
        if (!option)
            return tl::make_unexpected(option.error());
        if (*option == "soft") {
            command.soft = true;
            continue;
        }
        const auto timeout = atEnd() ? Parsed<seconds>(usualTimeout) : number(longestTimeout);
        if (!timeout)
            return tl::make_unexpected(timeout.error());
        command.timeout = *timeout == seconds{0} ? std::nullopt : std::optional(*timeout);
    }
    return command;
}

/// `iso short|long [ms|us]`, or `"FORMAT" [SECONDS "FORMAT"]`
Parsed<Command> Parser::timeFormat() {
    static constexpr std::string_view lengths[] = {"short", "long"};
    static constexpr std::string_view fractions[] = {"ms", "us"};
    if (takeWord("iso")) {
        const auto length = keyword(lengths);
        if (!length)
            return tl::make_unexpected(length.error());
        const auto fraction = atEnd() ? Parsed<std::string_view>("") : keyword(fractions);
        if (!fraction)
            return tl::make_unexpected(fraction.error());
        const int digits = *fraction == "ms" ? 3 : *fraction == "us" ? 6 : 0;
        return complete(SetTimeFormat{*length == "short" ? isoShort(digits) : isoLong(digits)});
    }
    auto recent = timeFormatText();
    if (!recent)
        return tl::make_unexpected(recent.error());
    SetTimeFormat command{{.recent = std::move(*recent), .limit = std::nullopt, .old = {}}};
    if (atEnd())
        return command;
    const auto limit = number(std::chrono::years{100});
    if (!limit)
        return tl::make_unexpected(limit.error());
    auto old = timeFormatText();
    if (!old)
        return tl::make_unexpected(old.error());
    command.format.limit = *limit;
    command.format.old = std::move(*old);
    return complete(std::move(command));
}

template <typename T, typename... Others>
constexpr bool isOneOf = (std::is_same_v<T, Others> || ...);

} // namespace

bool ProtocolChoice::matches(std::string_view name) const {
    switch (kind) {
    case Kind::All:
        return true;
    case Kind::Name:
        return name == text;
    case Kind::Pattern:
        return base::fitsPattern(name, text);
    }
    return false;
}

tl::expected<Command, CommandError> parseCommand(std::string_view line) {
    auto tokens = commandTokens(line);
    if (!tokens)
        return tl::make_unexpected(tokens.error());
    return Parser(std::move(*tokens)).command();
}

bool allowedRestricted(const Command& command) {
    return std::visit(
        [](const auto& given) {
            return isOneOf<std::decay_t<decltype(given)>, ShowStatus, ShowProtocols, ShowRoute,
                           ShowInterfaces, ShowMemory, Restrict, SetTimeFormat, Help>;
        },
        command);
}

} // namespace understudy::bird
