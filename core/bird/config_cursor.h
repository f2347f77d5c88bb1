// Goes through the tokens of a bird.conf. The first error stops everything: from then on the cursor stands at
// the end, so that a parser may go on without asking after every step.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/bird/config_lexer.h"
#include "core/bird/filter_value.h"

namespace understudy::bird {

/// What a name stands for; constants and filters are used by later parts of the file.
struct Symbol {
    enum class Kind : std::uint8_t { Constant, Filter, Protocol, Template, Table };

    Kind kind = Kind::Constant;
    std::uint32_t line = 0;
    Value constant;   ///< of Constant
    FilterPtr filter; ///< of Filter
};

class ConfigCursor {
public:
    explicit ConfigCursor(Tokens tokens);

    bool failed() const { return m_error.has_value(); }
    /// Of failed().
    const ConfigError& error() const { return *m_error; }
    /// Only the first error counts.
    void fail(const Token& at, std::string what);
    void failHere(std::string what) { fail(peek(), std::move(what)); }
    /// "expected WHAT" at the next token, which is named unless it could be a secret.
    void failExpected(std::string_view what);

    const Token& peek(std::size_t ahead = 0) const;
    Token take();
    bool atEnd() const { return peek().kind == Token::Kind::End; }

    /// Whether the next tokens are these words and characters; then takes them.
    bool accept(std::string_view word);
    bool accept(std::initializer_list<std::string_view> words);
    /// The same for words separated by blanks.
    bool acceptPhrase(std::string_view phrase);
    bool is(std::string_view word, std::size_t ahead = 0) const;
    void expect(std::string_view word);
    void endStatement() { expect(";"); }
    Place placeOf(const Token& token) const;

    /// A name that is being introduced.
    std::string newName(std::string_view what);
    void define(const Token& at, const std::string& name, Symbol symbol);
    const Symbol* find(const std::string& name) const;
    bool isDefined(const std::string& name) const { return m_symbols.contains(name); }

    /// Numbers, addresses and strings: literal, or a constant that was defined; numbers also as `(EXPR)`.
    std::uint32_t number(std::string_view what, std::uint32_t low = 0, std::uint32_t high = 0xffffffff);
    std::chrono::seconds seconds(std::string_view what, std::uint32_t low = 0,
                                 std::uint32_t high = 0xffffffff);
    /// 1 to 65535
    std::uint16_t port();
    base::IpAddress address();
    base::Prefix prefix();
    std::string text(std::string_view what);
    /// An IPv4 address or a number, in host order.
    std::uint32_t id();
    /// on, yes, off, no, a number; nothing means on.
    bool boolean();

    /// One deeper in what is nested; false, with an error, when that is too deep. Ends with leave().
    bool enter();
    void leave() { --m_depth; }

private:
    const Value* constant(const Token& token) const;

    Tokens m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::optional<ConfigError> m_error;
    std::map<std::string, Symbol, std::less<>> m_symbols;
};

} // namespace understudy::bird
