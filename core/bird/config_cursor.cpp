#include "core/bird/config_cursor.h"

#include <algorithm>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/filter_parser.h"

namespace understudy::bird {
namespace {

constexpr int maxDepth = 64;

std::string described(const Token& token) {
    switch (token.kind) {
    case Token::Kind::End:
        return "the end of the file";
    case Token::Kind::Text:
        return "a string";
    case Token::Kind::Word:
    case Token::Kind::QuotedWord:
    case Token::Kind::Number:
    case Token::Kind::Address:
    case Token::Kind::Punctuation:
        break;
    }
    return fmt::format("`{}`", token.text);
}

} // namespace

ConfigCursor::ConfigCursor(Tokens tokens) : m_tokens(std::move(tokens)) {}

void ConfigCursor::fail(const Token& at, std::string what) {
    if (!m_error) {
        const bool named = what.find(fmt::format("`{}`", at.text)) != std::string::npos;
        if (named && isHidden(m_tokens.files[at.file].text, placeOf(at)))
            what = "This is not understood here";
        m_error = m_tokens.errorAt(at, std::move(what));
    }
    m_at = m_tokens.tokens.size() - 1;
}

void ConfigCursor::failExpected(std::string_view what) {
    failHere(fmt::format("Expected {}, but here is {}", what, described(peek())));
}

const Token& ConfigCursor::peek(std::size_t ahead) const {
    return m_tokens.tokens[std::min(m_at + ahead, m_tokens.tokens.size() - 1)];
}

Token ConfigCursor::take() {
    auto token = peek();
    m_at = std::min(m_at + 1, m_tokens.tokens.size() - 1);
    return token;
}

bool ConfigCursor::is(std::string_view word, std::size_t ahead) const {
    const auto& token = peek(ahead);
    return (token.kind == Token::Kind::Word || token.kind == Token::Kind::Punctuation) && token.text == word;
}

bool ConfigCursor::accept(std::string_view word) {
    return accept({word});
}

bool ConfigCursor::accept(std::initializer_list<std::string_view> words) {
    std::size_t ahead = 0;
    for (const auto word : words) {
        if (!is(word, ahead++))
            return false;
    }
    m_at += words.size();
    return true;
}

bool ConfigCursor::acceptPhrase(std::string_view phrase) {
    const auto parts = base::words(phrase);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!is(parts[i], i))
            return false;
    }
    m_at += parts.size();
    return true;
}

void ConfigCursor::expect(std::string_view word) {
    if (!accept(word))
        failExpected(fmt::format("`{}`", word));
}

Place ConfigCursor::placeOf(const Token& token) const {
    return {.file = m_tokens.files[token.file].name, .line = token.line, .column = token.column};
}

std::string ConfigCursor::newName(std::string_view what) {
    const auto& token = peek();
    if (token.kind != Token::Kind::Word && token.kind != Token::Kind::QuotedWord) {
        failExpected(what);
        return {};
    }
    return take().text;
}

void ConfigCursor::define(const Token& at, const std::string& name, Symbol symbol) {
    symbol.line = at.line;
    const auto [known, added] = m_symbols.emplace(name, std::move(symbol));
    if (!added)
        fail(at, fmt::format("`{}` is already defined in line {}", name, known->second.line));
}

const Symbol* ConfigCursor::find(const std::string& name) const {
    const auto found = m_symbols.find(name);
    return found == m_symbols.end() ? nullptr : &found->second;
}

const Value* ConfigCursor::constant(const Token& token) const {
    if (token.kind != Token::Kind::Word && token.kind != Token::Kind::QuotedWord)
        return nullptr;
    const auto* symbol = find(token.text);
    return symbol != nullptr && symbol->kind == Symbol::Kind::Constant ? &symbol->constant : nullptr;
}

std::uint32_t ConfigCursor::number(std::string_view what, std::uint32_t low, std::uint32_t high) {
    const auto at = peek();
    std::optional<std::uint32_t> value;
    if (at.kind == Token::Kind::Number) {
        value = take().number;
    } else if (const auto* known = constant(at);
               known != nullptr && std::holds_alternative<std::uint32_t>(*known)) {
        value = std::get<std::uint32_t>(*known);
        take();
    } else if (accept("(")) {
        const auto result = parseConstant(*this);
        expect(")");
        if (const auto* computed = std::get_if<std::uint32_t>(&result))
            value = *computed;
        else
            fail(at, fmt::format("Expected {}, but this is no number", what));
    } else {
        failExpected(what);
    }
    if (value && (*value < low || *value > high)) {
        fail(at, high == 0xffffffff ? fmt::format("{} must be at least {}", what, low)
                                    : fmt::format("{} must be {} to {}", what, low, high));
    }
    return value.value_or(low);
}

std::chrono::seconds ConfigCursor::seconds(std::string_view what, std::uint32_t low, std::uint32_t high) {
    return std::chrono::seconds{number(what, low, high)};
}

std::uint16_t ConfigCursor::port() {
    return static_cast<std::uint16_t>(number("the port", 1, 65535));
}

base::IpAddress ConfigCursor::address() {
    if (peek().kind == Token::Kind::Address)
        return take().address;
    if (const auto* known = constant(peek());
        known != nullptr && std::holds_alternative<base::IpAddress>(*known)) {
        take();
        return std::get<base::IpAddress>(*known);
    }
    failExpected("an IP address");
    return {};
}

base::Prefix ConfigCursor::prefix() {
    if (const auto* known = constant(peek());
        known != nullptr && std::holds_alternative<base::Prefix>(*known)) {
        take();
        return std::get<base::Prefix>(*known);
    }
    if (peek().kind == Token::Kind::Address)
        return prefixLiteral(*this);
    failExpected("a network such as 192.0.2.0/24");
    return {};
}

std::string ConfigCursor::text(std::string_view what) {
    if (peek().kind == Token::Kind::Text)
        return take().text;
    if (const auto* known = constant(peek());
        known != nullptr && std::holds_alternative<std::string>(*known)) {
        take();
        return std::get<std::string>(*known);
    }
    failHere(fmt::format("Expected {} in quotation marks", what));
    return {};
}

std::uint32_t ConfigCursor::id() {
    const auto at = peek();
    const auto* known = constant(at);
    const bool isAddress = at.kind == Token::Kind::Address ||
                           (known != nullptr && std::holds_alternative<base::IpAddress>(*known));
    if (!isAddress)
        return number("an IPv4 address or a number");
    const auto value = address();
    if (value.family() != base::Family::V4) {
        fail(at, "A router id looks like an IPv4 address, not like an IPv6 one");
        return 0;
    }
    return hostOrder(value);
}

bool ConfigCursor::boolean() {
    if (accept("on") || accept("yes"))
        return true;
    if (accept("off") || accept("no"))
        return false;
    if (peek().kind == Token::Kind::Punctuation && !is("("))
        return true;
    return number("on or off") != 0;
}

bool ConfigCursor::enter() {
    ++m_depth;
    if (m_depth > maxDepth)
        failHere(fmt::format("This is nested more than {} deep, which is not supported", maxDepth));
    return !failed();
}

} // namespace understudy::bird
