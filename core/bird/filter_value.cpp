#include "core/bird/filter_value.h"

#include <algorithm>

#include <fmt/format.h>

namespace understudy::bird {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, " "));
}

std::string pairText(std::uint32_t value) {
    return fmt::format("({},{})", value >> 16, value & 0xffff);
}

/// The kinds that have a name, otherwise (generic, HIGH, LOW).
std::string ecText(std::uint64_t value) {
    const auto high = static_cast<std::uint32_t>(value >> 32);
    const auto low = static_cast<std::uint32_t>(value);
    const auto kind = high >> 16;
    const auto sub = kind & 0xff;
    if (kind >> 8 > 2 || (sub != 2 && sub != 3))
        return fmt::format("(generic, {:#x}, {:#x})", high, low);
    const auto name = sub == 2 ? "rt" : "ro";
    if (kind >> 8 == 0)
        return fmt::format("({}, {}, {})", name, high & 0xffff, low);
    const auto key = (high & 0xffff) << 16 | low >> 16;
    if (kind >> 8 == 2)
        return fmt::format("({}, {}, {})", name, key, low & 0xffff);
    return fmt::format("({}, {}.{}.{}.{}, {})", name, key >> 24, key >> 16 & 255, key >> 8 & 255, key & 255,
                       low & 0xffff);
}

std::string lcText(const LargeCommunity& value) {
    return fmt::format("({}, {}, {})", value.global, value.local1, value.local2);
}

struct Printer {
    std::string operator()(std::monostate) const { return "(void)"; }
    std::string operator()(std::uint32_t value) const { return std::to_string(value); }
    std::string operator()(bool value) const { return value ? "TRUE" : "FALSE"; }
    std::string operator()(const base::IpAddress& value) const { return value.toString(); }
    std::string operator()(const base::Prefix& value) const { return value.toString(); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(Community value) const { return pairText(value.value); }
    std::string operator()(ExtendedCommunity value) const { return ecText(value.value); }
    std::string operator()(const LargeCommunity& value) const { return lcText(value); }
    std::string operator()(BgpOrigin value) const {
        return value == BgpOrigin::Igp ? "IGP" : value == BgpOrigin::Egp ? "EGP" : "Incomplete";
    }
    std::string operator()(RouteSource value) const {
        return value == RouteSource::Device   ? "RTS_DEVICE"
               : value == RouteSource::Static ? "RTS_STATIC"
                                              : "RTS_...";
    }
    std::string operator()(base::Family value) const {
        return value == base::Family::V4 ? "NET_IP4" : "NET_IP6";
    }
    std::string operator()(const AsPath& value) const {
        return fmt::format("{}", fmt::join(value.numbers, " "));
    }
    template <typename Element>
    std::string operator()(const ListOf<Element>& value) const {
        std::vector<std::string> parts;
        for (const auto& element : value.elements)
            parts.push_back((*this)(element));
        return joined(parts);
    }
    std::string operator()(const std::shared_ptr<const ItemSet>&) const { return "[...]"; }
    std::string operator()(const std::shared_ptr<const NetSet>&) const { return "[...]"; }
};

using Parts = std::array<std::uint64_t, 3>;

Parts partsOf(const Value& value) {
    if (const auto* number = std::get_if<std::uint32_t>(&value))
        return {*number, 0, 0};
    if (const auto* pair = std::get_if<Community>(&value))
        return {pair->value >> 16, pair->value & 0xffff, 0};
    if (const auto* extended = std::get_if<ExtendedCommunity>(&value))
        return {extended->value, 0, 0};
    if (const auto* large = std::get_if<LargeCommunity>(&value))
        return {large->global, large->local1, large->local2};
    if (const auto* origin = std::get_if<BgpOrigin>(&value))
        return {static_cast<std::uint64_t>(*origin), 0, 0};
    if (const auto* source = std::get_if<RouteSource>(&value))
        return {static_cast<std::uint64_t>(*source), 0, 0};
    return {};
}

} // namespace

std::string_view nameOf(ValueType type) {
    switch (type) {
    case ValueType::Undefined:
        return "nothing";
    case ValueType::Int:
        return "a number";
    case ValueType::Bool:
        return "a condition";
    case ValueType::Ip:
        return "an IP address";
    case ValueType::Net:
        return "a network";
    case ValueType::String:
        return "a string";
    case ValueType::Pair:
        return "a community (a pair)";
    case ValueType::Ec:
        return "an extended community";
    case ValueType::Lc:
        return "a large community";
    case ValueType::Origin:
        return "an origin";
    case ValueType::Source:
        return "a route's source";
    case ValueType::NetType:
        return "a network's type";
    case ValueType::Path:
        return "an AS path";
    case ValueType::PairList:
        return "a list of communities";
    case ValueType::EcList:
        return "a list of extended communities";
    case ValueType::LcList:
        return "a list of large communities";
    case ValueType::Set:
        return "a set";
    case ValueType::NetSet:
        return "a set of networks";
    }
    return "";
}

std::string toString(const Value& value) {
    return std::visit(Printer{}, value);
}

bool contains(const ItemSet& set, const Value& value) {
    if (const auto* address = std::get_if<base::IpAddress>(&value)) {
        return std::any_of(set.addresses.begin(), set.addresses.end(), [&](const auto& range) {
            return address->family() == range[0].family() && range[0] <= *address && *address <= range[1];
        });
    }
    if (set.of != typeOf(value))
        return false;
    const auto parts = partsOf(value);
    return std::any_of(set.items.begin(), set.items.end(), [&](const SetItem& item) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i] < item.low[i] || parts[i] > item.high[i])
                return false;
        }
        return true;
    });
}

bool contains(const NetSet& set, const base::Prefix& net) {
    return std::any_of(set.patterns.begin(), set.patterns.end(), [&](const NetPattern& pattern) {
        const int common = std::min(pattern.net.length(), net.length());
        return net.family() == pattern.net.family() && net.length() >= pattern.low &&
               net.length() <= pattern.high &&
               base::Prefix{pattern.net.address(), common}.contains(net.address());
    });
}

std::uint32_t hostOrder(const base::IpAddress& address) {
    const auto& bytes = address.bytes();
    return static_cast<std::uint32_t>(bytes[0]) << 24 | static_cast<std::uint32_t>(bytes[1]) << 16 |
           static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3];
}

} // namespace understudy::bird
