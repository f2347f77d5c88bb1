#include "core/bird/filter_evaluator.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::bird {
namespace {

template <typename Element>
bool holds(const ListOf<Element>& list, const Value& value) {
    const auto* element = std::get_if<Element>(&value);
    return element != nullptr && std::binary_search(list.elements.begin(), list.elements.end(), *element);
}

template <typename Element>
void add(ListOf<Element>& list, const Element& element) {
    const auto at = std::lower_bound(list.elements.begin(), list.elements.end(), element);
    if (at == list.elements.end() || *at != element)
        list.elements.insert(at, element);
}

using SetPtr = std::shared_ptr<const ItemSet>;

/// Whether `argument`, an element, a list or a set, names this element.
template <typename Element>
bool names(const Value& argument, const Element& element) {
    if (const auto* one = std::get_if<Element>(&argument))
        return *one == element;
    if (const auto* list = std::get_if<ListOf<Element>>(&argument))
        return holds(*list, element);
    const auto* set = std::get_if<SetPtr>(&argument);
    return set != nullptr && contains(**set, element);
}

template <typename Element>
Value changedList(Operation operation, ListOf<Element> list, const Value& argument) {
    if (operation == Operation::ListAdd) {
        if (const auto* one = std::get_if<Element>(&argument))
            add(list, *one);
        else if (const auto* more = std::get_if<ListOf<Element>>(&argument))
            std::for_each(more->elements.begin(), more->elements.end(),
                          [&](const Element& e) { add(list, e); });
        return list;
    }
    const bool keep = operation == Operation::ListKeep;
    std::erase_if(list.elements, [&](const Element& element) { return names(argument, element) != keep; });
    return list;
}

template <typename List>
bool anyIn(const ItemSet& set, const List& elements) {
    return std::any_of(elements.begin(), elements.end(), [&](const auto& e) { return contains(set, e); });
}

std::uint32_t numberOf(const Value& value) {
    const auto* number = std::get_if<std::uint32_t>(&value);
    return number != nullptr ? *number : 0;
}

} // namespace

Value Evaluator::fail(std::string what) {
    if (m_error.empty())
        m_error = std::move(what);
    return {};
}

Value Evaluator::value(const Expression& expression) {
    if (!m_error.empty())
        return {};
    switch (expression.operation) {
    case Operation::Constant:
        return expression.constant;
    case Operation::Variable:
        return (*m_variables)[expression.slot];
    case Operation::Attribute:
        return attribute(expression.attribute);
    case Operation::Not: {
        const auto operand = value(expression.operands[0]);
        const auto* holds = std::get_if<bool>(&operand);
        return holds != nullptr ? Value{!*holds} : Value{};
    }
    case Operation::And:
    case Operation::Or:
        return logical(expression);
    case Operation::Add:
    case Operation::Subtract:
    case Operation::Multiply:
    case Operation::Divide:
        return arithmetic(expression);
    case Operation::Equal:
    case Operation::NotEqual:
    case Operation::Less:
    case Operation::LessEqual: {
        const auto left = value(expression.operands[0]);
        return compare(expression.operation, left, value(expression.operands[1]));
    }
    case Operation::Match:
    case Operation::NotMatch: {
        const auto left = value(expression.operands[0]);
        const auto right = value(expression.operands[1]);
        if (!m_error.empty())
            return {};
        if (left.index() == 0)
            return fail("an attribute that is not there cannot be matched");
        return matches(left, right) == (expression.operation == Operation::Match);
    }
    case Operation::Defined: {
        const auto operand = value(expression.operands[0]);
        return operand.index() != 0;
    }
    case Operation::MakePair:
    case Operation::MakeEc:
    case Operation::MakeLc:
        return community(expression);
    case Operation::Length:
    case Operation::NetIp:
    case Operation::TypeOfNet:
    case Operation::IsV4:
    case Operation::FirstAs:
    case Operation::LastAs:
        return part(expression.operation, value(expression.operands[0]));
    case Operation::Prepend:
    case Operation::ListAdd:
    case Operation::ListDelete:
    case Operation::ListKeep: {
        auto object = value(expression.operands[0]);
        return changed(expression.operation, std::move(object), value(expression.operands[1]));
    }
    }
    return {};
}

Value Evaluator::attribute(Attribute attribute) const {
    switch (attribute) {
    case Attribute::Net:
        return m_route->net;
    case Attribute::Proto:
        return m_route->protocol;
    case Attribute::Source:
        return m_route->fromStatic ? RouteSource::Static : RouteSource::Device;
    case Attribute::Ifname:
        return m_route->interface;
    case Attribute::Path:
        return AsPath{m_route->path};
    case Attribute::Origin:
        return m_route->origin;
    case Attribute::Med:
        return m_route->med ? Value{*m_route->med} : Value{};
    case Attribute::Communities: {
        CommunityList list;
        for (const auto community : m_route->communities)
            list.elements.push_back({community});
        return list;
    }
    case Attribute::ExtendedCommunities: {
        ExtendedCommunityList list;
        for (const auto community : m_route->extendedCommunities)
            list.elements.push_back({community});
        return list;
    }
    case Attribute::LargeCommunities:
        return LargeCommunityList{m_route->largeCommunities};
    }
    return {};
}

Value Evaluator::logical(const Expression& expression) {
    const bool deciding = expression.operation == Operation::Or;
    const auto left = value(expression.operands[0]);
    if (const auto* holds = std::get_if<bool>(&left); holds == nullptr || *holds == deciding)
        return left;
    return value(expression.operands[1]);
}

Value Evaluator::arithmetic(const Expression& expression) {
    const auto leftValue = value(expression.operands[0]);
    const auto rightValue = value(expression.operands[1]);
    if (!m_error.empty())
        return {};
    if (leftValue.index() == 0 || rightValue.index() == 0)
        return fail("an attribute that is not there cannot be computed with");
    const auto left = numberOf(leftValue);
    const auto right = numberOf(rightValue);
    switch (expression.operation) {
    case Operation::Add:
        return left + right;
    case Operation::Subtract:
        return left - right;
    case Operation::Multiply:
        return left * right;
    default:
        return right == 0 ? fail("a division by zero") : Value{left / right};
    }
}

Value Evaluator::compare(Operation operation, const Value& left, const Value& right) {
    if (!m_error.empty())
        return {};
    if (operation == Operation::Equal || operation == Operation::NotEqual)
        return (left == right) == (operation == Operation::Equal);
    if (left.index() == 0 || right.index() == 0)
        return fail("an attribute that is not there has no order");
    return operation == Operation::Less ? left < right : left <= right;
}

bool Evaluator::matches(const Value& left, const Value& right) const {
    if (const auto* nets = std::get_if<std::shared_ptr<const NetSet>>(&right)) {
        if (const auto* net = std::get_if<base::Prefix>(&left))
            return contains(**nets, *net);
        const auto& address = std::get<base::IpAddress>(left);
        return contains(**nets, {address, base::addressBits(address.family())});
    }
    if (const auto* outer = std::get_if<base::Prefix>(&right)) {
        if (const auto* net = std::get_if<base::Prefix>(&left))
            return net->length() >= outer->length() && outer->contains(net->address());
        return outer->contains(std::get<base::IpAddress>(left));
    }
    if (const auto* set = std::get_if<SetPtr>(&right)) {
        if (const auto* path = std::get_if<AsPath>(&left))
            return anyIn(**set, path->numbers);
        if (const auto* pairs = std::get_if<CommunityList>(&left))
            return anyIn(**set, pairs->elements);
        if (const auto* extended = std::get_if<ExtendedCommunityList>(&left))
            return anyIn(**set, extended->elements);
        if (const auto* large = std::get_if<LargeCommunityList>(&left))
            return anyIn(**set, large->elements);
        return contains(**set, left);
    }
    if (const auto* path = std::get_if<AsPath>(&right))
        return std::find(path->numbers.begin(), path->numbers.end(), numberOf(left)) != path->numbers.end();
    if (const auto* pairs = std::get_if<CommunityList>(&right))
        return holds(*pairs, left);
    if (const auto* extended = std::get_if<ExtendedCommunityList>(&right))
        return holds(*extended, left);
    if (const auto* large = std::get_if<LargeCommunityList>(&right))
        return holds(*large, left);
    const auto* text = std::get_if<std::string>(&left);
    const auto* pattern = std::get_if<std::string>(&right);
    return text != nullptr && pattern != nullptr && base::fitsPattern(*text, *pattern);
}

Value Evaluator::community(const Expression& expression) {
    constexpr std::uint32_t maxPart = 0xffff;
    std::vector<Value> parts;
    for (const auto& operand : expression.operands) {
        parts.push_back(value(operand));
        if (!m_error.empty())
            return {};
        if (parts.back().index() == 0)
            return fail("a community cannot be made of an attribute that is not there");
    }
    const auto first = numberOf(parts[0]);
    const auto second = numberOf(parts[1]);
    if (expression.operation == Operation::MakeLc)
        return LargeCommunity{first, second, numberOf(parts[2])};
    if (expression.operation == Operation::MakePair) {
        if (first > maxPart || second > maxPart)
            return fail("the parts of a community are 0 to 65535");
        return Community{first << 16 | second};
    }
    const auto* address = std::get_if<base::IpAddress>(&parts[0]);
    if (address != nullptr && address->family() != base::Family::V4)
        return fail("an IPv6 address cannot be part of an extended community");
    const auto key = address != nullptr ? hostOrder(*address) : first;
    if (expression.kind == genericEc)
        return ExtendedCommunity{static_cast<std::uint64_t>(key) << 32 | second};
    if (address == nullptr && key <= maxPart)
        return ExtendedCommunity{static_cast<std::uint64_t>(expression.kind << 16 | key) << 32 | second};
    if (second > maxPart)
        return fail("the last part of this extended community is 0 to 65535");
    const auto kind = expression.kind | (address != nullptr ? 0x100U : 0x200U);
    return ExtendedCommunity{static_cast<std::uint64_t>(kind) << 48 | static_cast<std::uint64_t>(key) << 16 |
                             second};
}

Value Evaluator::part(Operation operation, const Value& of) {
    if (!m_error.empty())
        return {};
    if (const auto* net = std::get_if<base::Prefix>(&of)) {
        if (operation == Operation::NetIp)
            return net->address();
        if (operation == Operation::TypeOfNet)
            return net->family();
        return static_cast<std::uint32_t>(net->length());
    }
    if (const auto* address = std::get_if<base::IpAddress>(&of))
        return address->family() == base::Family::V4;
    if (const auto* path = std::get_if<AsPath>(&of)) {
        if (operation == Operation::Length)
            return static_cast<std::uint32_t>(path->numbers.size());
        if (path->numbers.empty())
            return std::uint32_t{0};
        return operation == Operation::FirstAs ? path->numbers.front() : path->numbers.back();
    }
    if (const auto* pairs = std::get_if<CommunityList>(&of))
        return static_cast<std::uint32_t>(pairs->elements.size());
    if (const auto* extended = std::get_if<ExtendedCommunityList>(&of))
        return static_cast<std::uint32_t>(extended->elements.size());
    if (const auto* large = std::get_if<LargeCommunityList>(&of))
        return static_cast<std::uint32_t>(large->elements.size());
    return {};
}

Value Evaluator::changed(Operation operation, Value object, const Value& argument) {
    if (!m_error.empty())
        return {};
    if (argument.index() == 0)
        return fail("an attribute that is not there cannot be added");
    if (auto* path = std::get_if<AsPath>(&object)) {
        if (operation == Operation::Prepend) {
            if (path->numbers.size() >= maxFilteredPath)
                return fail(fmt::format("the path would be longer than {}", maxFilteredPath));
            path->numbers.insert(path->numbers.begin(), numberOf(argument));
            return object;
        }
        const bool keep = operation == Operation::ListKeep;
        const auto* set = std::get_if<SetPtr>(&argument);
        std::erase_if(path->numbers, [&](AsNumber number) {
            return (set != nullptr ? contains(**set, number) : number == numberOf(argument)) != keep;
        });
        return object;
    }
    if (auto* pairs = std::get_if<CommunityList>(&object))
        return changedList(operation, std::move(*pairs), argument);
    if (auto* extended = std::get_if<ExtendedCommunityList>(&object))
        return changedList(operation, std::move(*extended), argument);
    if (auto* large = std::get_if<LargeCommunityList>(&object))
        return changedList(operation, std::move(*large), argument);
    return {};
}

} // namespace understudy::bird
