// Sets in brackets, and networks, which only look like a division.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/bird/expression_parser.h"
#include "core/bird/filter_parser.h"

namespace understudy::bird {
namespace {

constexpr std::uint32_t maxPart = 0xffff;
constexpr std::uint32_t maxNumber = 0xffffffff;

struct Range {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
};

std::uint64_t ecHigh(std::uint32_t kind, std::uint32_t part) {
    return static_cast<std::uint64_t>(kind << 16 | part) << 32;
}

} // namespace

base::Prefix prefixLiteral(ConfigCursor& cursor) {
    const auto at = cursor.peek();
    const auto address = cursor.address();
    cursor.expect("/");
    const int bits = base::addressBits(address.family());
    const auto lengthAt = cursor.peek();
    if (lengthAt.kind != Token::Kind::Number || lengthAt.number > static_cast<std::uint32_t>(bits)) {
        if (!cursor.failed())
            cursor.fail(lengthAt, fmt::format("The length of a network is 0 to {}", bits));
        return {};
    }
    cursor.take();
    const base::Prefix net{address, static_cast<int>(lengthAt.number)};
    if (net != net.network())
        cursor.fail(at, fmt::format("Invalid network {}, maybe you wanted {}", net.toString(),
                                    net.network().toString()));
    return net.network();
}

Expression ExpressionParser::set() {
    const auto at = m_cursor.peek();
    if (netSetAhead())
        return netSet();
    m_cursor.expect("[");
    auto set = std::make_shared<ItemSet>();
    if (!m_cursor.accept("]")) {
        do
            setItem(*set);
        while (m_cursor.accept(","));
        m_cursor.expect("]");
    }
    if (!m_cursor.failed() && set->items.empty() && set->addresses.empty())
        set->of = ValueType::Undefined;
    return finish(at, constantExpression(std::shared_ptr<const ItemSet>(std::move(set))));
}

/// Whether the bracket's first item is a network; names of constants are looked up.
bool ExpressionParser::netSetAhead() const {
    const auto& first = m_cursor.peek(1);
    if (first.kind == Token::Kind::Address)
        return m_cursor.is("/", 2);
    const auto* symbol = m_cursor.find(first.text);
    return (first.kind == Token::Kind::Word || first.kind == Token::Kind::QuotedWord) && symbol != nullptr &&
           symbol->kind == Symbol::Kind::Constant && typeOf(symbol->constant) == ValueType::Net;
}

Expression ExpressionParser::netSet() {
    const auto at = m_cursor.take();
    auto set = std::make_shared<NetSet>();
    do {
        const auto itemAt = m_cursor.peek();
        const auto net = m_cursor.prefix();
        const int bits = base::addressBits(net.family());
        NetPattern pattern{.net = net, .low = net.length(), .high = net.length()};
        if (m_cursor.accept("+")) {
            pattern.high = bits;
        } else if (m_cursor.accept("-")) {
            pattern.low = 0;
        } else if (m_cursor.accept("{")) {
            pattern.low = static_cast<int>(constantNumber(static_cast<std::uint32_t>(bits)));
            m_cursor.expect(",");
            const auto highAt = m_cursor.peek();
            pattern.high = static_cast<int>(constantNumber(static_cast<std::uint32_t>(bits)));
            if (pattern.low > pattern.high)
                m_cursor.fail(highAt, "The range of lengths ends before it begins");
            m_cursor.expect("}");
        }
        if (!set->patterns.empty() && set->patterns.front().net.family() != net.family())
            m_cursor.fail(itemAt, "IPv4 and IPv6 networks cannot be in one set");
        set->patterns.push_back(pattern);
    } while (m_cursor.accept(","));
    m_cursor.expect("]");
    return finish(at, constantExpression(std::shared_ptr<const NetSet>(std::move(set))));
}

std::uint32_t ExpressionParser::constantNumber(std::uint32_t high) {
    return m_cursor.number("the number", 0, high);
}

void ExpressionParser::setItem(ItemSet& set) {
    const auto at = m_cursor.peek();
    const auto start = set.items.size() + set.addresses.size();
    auto of = ValueType::Undefined;
    if (m_cursor.accept("(")) {
        ItemSet one;
        tupleItem(one);
        of = one.of;
        set.items.insert(set.items.end(), one.items.begin(), one.items.end());
    } else {
        const auto low = ExpressionParser(m_cursor, {}).primary();
        auto high = low;
        if (m_cursor.accept(".."))
            high = ExpressionParser(m_cursor, {}).primary();
        if (m_cursor.failed())
            return;
        of = low.type;
        if (high.type != of || high.operation != Operation::Constant ||
            low.operation != Operation::Constant) {
            m_cursor.fail(at, "Both ends of a range must be constants of one type");
        } else if (const auto* address = std::get_if<base::IpAddress>(&low.constant)) {
            set.addresses.push_back({*address, std::get<base::IpAddress>(high.constant)});
        } else if (const auto* number = std::get_if<std::uint32_t>(&low.constant)) {
            set.items.push_back(
                {.low = {*number, 0, 0}, .high = {std::get<std::uint32_t>(high.constant), 0, 0}});
        } else if (const auto* pair = std::get_if<Community>(&low.constant);
                   pair != nullptr && low.constant == high.constant) {
            set.items.push_back({.low = {pair->value >> 16, pair->value & maxPart, 0},
                                 .high = {pair->value >> 16, pair->value & maxPart, 0}});
        } else if (const auto* ec = std::get_if<ExtendedCommunity>(&low.constant);
                   ec != nullptr && low.constant == high.constant) {
            set.items.push_back({.low = {ec->value, 0, 0}, .high = {ec->value, 0, 0}});
        } else if (const auto* origin = std::get_if<BgpOrigin>(&low.constant);
                   origin != nullptr && low.constant == high.constant) {
            const auto code = static_cast<std::uint64_t>(*origin);
            set.items.push_back({.low = {code, 0, 0}, .high = {code, 0, 0}});
        } else if (const auto* source = std::get_if<RouteSource>(&low.constant);
                   source != nullptr && low.constant == high.constant) {
            const auto code = static_cast<std::uint64_t>(*source);
            set.items.push_back({.low = {code, 0, 0}, .high = {code, 0, 0}});
        } else if (const auto* lc = std::get_if<LargeCommunity>(&low.constant);
                   lc != nullptr && low.constant == high.constant) {
            set.items.push_back(
                {.low = {lc->global, lc->local1, lc->local2}, .high = {lc->global, lc->local1, lc->local2}});
        } else {
            m_cursor.fail(at, fmt::format("{} in a set like this is not supported", nameOf(of)));
        }
    }
    if (m_cursor.failed())
        return;
    if (start != 0 && set.of != of)
        m_cursor.fail(at,
                      fmt::format("This set holds {}, so {} cannot be in it", nameOf(set.of), nameOf(of)));
    set.of = of;
    if (!set.items.empty() && set.items.back().low > set.items.back().high)
        m_cursor.fail(at, "The range ends before it begins");
}

/// After the `(`: `A, B)`, `A, B, C)` or `rt, A, B)`; parts may be `*` or `LOW..HIGH`, and after one of these
/// only `*` follows.
void ExpressionParser::tupleItem(ItemSet& set) {
    const auto at = m_cursor.peek();
    const bool named = m_cursor.is(",", 1) && (at.text == "rt" || at.text == "ro" || at.text == "generic");
    if (at.kind == Token::Kind::Word && (named || at.text == "unknown")) {
        m_cursor.take();
        std::uint32_t kind = at.text == "ro" ? 3 : 2;
        if (at.text == "unknown")
            kind = m_cursor.number("the kind of an extended community", 0, maxPart);
        m_cursor.expect(",");
        std::optional<std::uint32_t> ip;
        if (const auto address = constantAddress())
            ip = hostOrder(*address);
        const auto key = ip ? *ip : constantNumber(maxNumber);
        const bool generic = at.text == "generic";
        const bool wide = !generic && (ip || key > maxPart);
        const auto limit = wide ? maxPart : maxNumber;
        m_cursor.expect(",");
        Range range{0, limit};
        if (!m_cursor.accept("*")) {
            range.low = range.high = constantNumber(limit);
            if (m_cursor.accept(".."))
                range.high = constantNumber(limit);
        }
        m_cursor.expect(")");
        const auto base = generic ? static_cast<std::uint64_t>(key) << 32
                          : wide  ? ecHigh(kind | (ip ? 0x100 : 0x200), key >> 16) |
                                       static_cast<std::uint64_t>(key & maxPart) << 16
                                 : ecHigh(kind, key);
        set.of = ValueType::Ec;
        set.items.push_back({.low = {base + range.low, 0, 0}, .high = {base + range.high, 0, 0}});
        return;
    }
    std::array<Range, 3> parts{};
    std::size_t count = 0;
    bool open = false;
    do {
        if (count == parts.size()) {
            m_cursor.failHere("A community has two or three parts");
            return;
        }
        auto& part = parts[count++];
        const auto partAt = m_cursor.peek();
        if (m_cursor.accept("*")) {
            part = {0, maxNumber};
            open = true;
            continue;
        }
        part.low = part.high = constantNumber(maxNumber);
        const bool afterOpen = std::exchange(open, open || m_cursor.is(".."));
        if (m_cursor.accept(".."))
            part.high = constantNumber(maxNumber);
        if (part.low > part.high)
            m_cursor.fail(partAt, "The range ends before it begins");
        // Only pairs may have something exact after something open; seen once the parts are counted.
        if (afterOpen && count == 3)
            m_cursor.fail(partAt, "After a range or `*` in a large community only `*` is possible");
    } while (m_cursor.accept(","));
    m_cursor.expect(")");
    if (m_cursor.failed())
        return;
    if (m_cursor.is("..")) {
        m_cursor.failHere("A range between two communities is not supported; write a range of a part");
        return;
    }
    if (count < 2) {
        m_cursor.fail(at, "A community has two or three parts");
        return;
    }
    SetItem item;
    for (std::size_t i = 0; i < count; ++i) {
        if (count == 2 && parts[i].high == maxNumber)
            parts[i].high = maxPart;
        if (count == 2 && parts[i].high > maxPart)
            m_cursor.fail(at, "The parts of a community are 0 to 65535");
        item.low[i] = parts[i].low;
        item.high[i] = parts[i].high;
    }
    set.of = count == 2 ? ValueType::Pair : ValueType::Lc;
    set.items.push_back(item);
}

std::optional<base::IpAddress> ExpressionParser::constantAddress() {
    const auto at = m_cursor.peek();
    const auto* symbol = m_cursor.find(at.text);
    const bool named = at.kind != Token::Kind::Address && symbol != nullptr &&
                       symbol->kind == Symbol::Kind::Constant && typeOf(symbol->constant) == ValueType::Ip;
    if (at.kind != Token::Kind::Address && !named)
        return std::nullopt;
    const auto address = m_cursor.address();
    if (address.family() != base::Family::V4)
        m_cursor.fail(at, "An IPv6 address cannot be part of an extended community");
    return address;
}

} // namespace understudy::bird
