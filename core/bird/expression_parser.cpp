#include "core/bird/expression_parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/bird/filter_parser.h"

namespace understudy::bird {
namespace {

constexpr int maxExpressionDepth = 100;
constexpr std::uint32_t routeTargetEc = 0x0002;
constexpr std::uint32_t routeOriginEc = 0x0003;

bool isOrdered(ValueType type) {
    return type == ValueType::Int || type == ValueType::Ip || type == ValueType::Pair ||
           type == ValueType::Ec || type == ValueType::Lc;
}

std::optional<ValueType> elementOf(ValueType list) {
    switch (list) {
    case ValueType::Path:
        return ValueType::Int;
    case ValueType::PairList:
        return ValueType::Pair;
    case ValueType::EcList:
        return ValueType::Ec;
    case ValueType::LcList:
        return ValueType::Lc;
    default:
        return std::nullopt;
    }
}

ValueType elementOfSet(const Expression& set) {
    const auto* items = std::get_if<std::shared_ptr<const ItemSet>>(&set.constant);
    return items != nullptr && *items ? (*items)->of : ValueType::Undefined;
}

} // namespace

Expression ExpressionParser::finish(const Token& at, Expression expression) {
    for (const auto& operand : expression.operands)
        expression.depth = std::max(expression.depth, operand.depth + 1);
    if (expression.depth > maxExpressionDepth) {
        m_cursor.fail(
            at, fmt::format("An expression of more than {} steps is not supported", maxExpressionDepth));
        return {};
    }
    return expression;
}

void ExpressionParser::wrongType(const Token& at, std::string_view wanted, ValueType found) {
    m_cursor.fail(at, fmt::format("Expected {}, but this is {}", wanted, nameOf(found)));
}

Expression ExpressionParser::combine(const Token& at, Operation operation, ValueType type, Expression left,
                                     Expression right) {
    Expression expression;
    expression.operation = operation;
    expression.type = type;
    expression.operands.push_back(std::move(left));
    expression.operands.push_back(std::move(right));
    return finish(at, std::move(expression));
}

Expression ExpressionParser::parse() {
    if (!m_cursor.enter())
        return {};
    auto expression = logical();
    m_cursor.leave();
    return expression;
}

Expression ExpressionParser::parse(ValueType wanted) {
    const auto at = m_cursor.peek();
    auto expression = parse();
    if (!m_cursor.failed() && expression.type != wanted)
        wrongType(at, nameOf(wanted), expression.type);
    return expression;
}

/// `&&` and `||` bind equally, from the left, as in BIRD.
Expression ExpressionParser::logical() {
    const auto first = m_cursor.peek();
    auto left = comparison();
    for (;;) {
        const auto at = m_cursor.peek();
        const bool isAnd = m_cursor.accept("&&");
        if (!isAnd && !m_cursor.accept("||"))
            return left;
        if (left.type != ValueType::Bool)
            wrongType(first, nameOf(ValueType::Bool), left.type);
        const auto second = m_cursor.peek();
        auto right = comparison();
        if (!m_cursor.failed() && right.type != ValueType::Bool)
            wrongType(second, nameOf(ValueType::Bool), right.type);
        left = combine(at, isAnd ? Operation::And : Operation::Or, ValueType::Bool, std::move(left),
                       std::move(right));
    }
}

Expression ExpressionParser::comparison() {
    auto left = sum();
    const auto at = m_cursor.peek();
    if (m_cursor.accept("="))
        return compare(at, Operation::Equal, std::move(left), sum());
    if (m_cursor.accept("!="))
        return compare(at, Operation::NotEqual, std::move(left), sum());
    if (m_cursor.accept("<"))
        return compare(at, Operation::Less, std::move(left), sum());
    if (m_cursor.accept("<="))
        return compare(at, Operation::LessEqual, std::move(left), sum());
    if (m_cursor.accept(">")) {
        auto right = sum();
        return compare(at, Operation::Less, std::move(right), std::move(left));
    }
    if (m_cursor.accept(">=")) {
        auto right = sum();
        return compare(at, Operation::LessEqual, std::move(right), std::move(left));
    }
    if (m_cursor.accept("~"))
        return match(at, Operation::Match, std::move(left), sum());
    if (m_cursor.accept("!~"))
        return match(at, Operation::NotMatch, std::move(left), sum());
    return left;
}

Expression ExpressionParser::compare(const Token& at, Operation operation, Expression left,
                                     Expression right) {
    const bool equality = operation == Operation::Equal || operation == Operation::NotEqual;
    const bool isSet = left.type == ValueType::Set || left.type == ValueType::NetSet;
    if (!m_cursor.failed() && left.type != right.type)
        m_cursor.fail(at,
                      fmt::format("{} cannot be compared with {}", nameOf(left.type), nameOf(right.type)));
    else if (!m_cursor.failed() && (isSet || (!equality && !isOrdered(left.type))))
        m_cursor.fail(at, fmt::format("Comparing {} like this is not supported", nameOf(left.type)));
    return combine(at, operation, ValueType::Bool, std::move(left), std::move(right));
}

Expression ExpressionParser::match(const Token& at, Operation operation, Expression left, Expression right) {
    using Type = ValueType;
    bool fits = false;
    if (right.type == Type::Set) {
        const auto of = elementOfSet(right);
        fits = of == Type::Undefined || of == left.type || elementOf(left.type) == of;
    } else if (right.type == Type::NetSet || right.type == Type::Net) {
        fits = left.type == Type::Net || left.type == Type::Ip;
    } else if (const auto element = elementOf(right.type)) {
        fits = left.type == *element;
    } else {
        fits = left.type == Type::String && right.type == Type::String;
    }
    if (!m_cursor.failed() && !fits)
        m_cursor.fail(at, fmt::format("{} cannot be matched with {}", nameOf(left.type), nameOf(right.type)));
    return combine(at, operation, Type::Bool, std::move(left), std::move(right));
}

Expression ExpressionParser::sum() {
    const auto first = m_cursor.peek();
    auto left = product();
    while (m_cursor.is("+") || m_cursor.is("-")) {
        const auto at = m_cursor.take();
        if (left.type != ValueType::Int)
            wrongType(first, nameOf(ValueType::Int), left.type);
        const auto second = m_cursor.peek();
        auto right = product();
        if (!m_cursor.failed() && right.type != ValueType::Int)
            wrongType(second, nameOf(ValueType::Int), right.type);
        left = combine(at, at.text == "+" ? Operation::Add : Operation::Subtract, ValueType::Int,
                       std::move(left), std::move(right));
    }
    return left;
}

Expression ExpressionParser::product() {
    const auto first = m_cursor.peek();
    auto left = negation();
    while (m_cursor.is("*") || m_cursor.is("/")) {
        const auto at = m_cursor.take();
        if (left.type != ValueType::Int)
            wrongType(first, nameOf(ValueType::Int), left.type);
        const auto second = m_cursor.peek();
        auto right = negation();
        if (!m_cursor.failed() && right.type != ValueType::Int)
            wrongType(second, nameOf(ValueType::Int), right.type);
        left = combine(at, at.text == "*" ? Operation::Multiply : Operation::Divide, ValueType::Int,
                       std::move(left), std::move(right));
    }
    return left;
}

Expression ExpressionParser::negation() {
    const auto at = m_cursor.peek();
    if (!m_cursor.accept("!"))
        return suffixed();
    if (!m_cursor.enter())
        return {};
    const auto first = m_cursor.peek();
    auto operand = negation();
    m_cursor.leave();
    if (!m_cursor.failed() && operand.type != ValueType::Bool)
        wrongType(first, nameOf(ValueType::Bool), operand.type);
    Expression expression;
    expression.operation = Operation::Not;
    expression.type = ValueType::Bool;
    expression.operands.push_back(std::move(operand));
    return finish(at, std::move(expression));
}

Expression ExpressionParser::suffixed() {
    auto expression = primary();
    while (m_cursor.accept("."))
        expression = method(std::move(expression));
    return expression;
}

Expression ExpressionParser::method(Expression object) {
    struct Method {
        std::string_view name;
        ValueType of;
        Operation operation;
        ValueType type;
    };
    using Type = ValueType;
    constexpr std::array methods{
        Method{"len", Type::Net, Operation::Length, Type::Int},
        Method{"len", Type::Path, Operation::Length, Type::Int},
        Method{"len", Type::PairList, Operation::Length, Type::Int},
        Method{"len", Type::EcList, Operation::Length, Type::Int},
        Method{"len", Type::LcList, Operation::Length, Type::Int},
        Method{"ip", Type::Net, Operation::NetIp, Type::Ip},
        Method{"type", Type::Net, Operation::TypeOfNet, Type::NetType},
        Method{"is_v4", Type::Ip, Operation::IsV4, Type::Bool},
        Method{"first", Type::Path, Operation::FirstAs, Type::Int},
        Method{"last", Type::Path, Operation::LastAs, Type::Int},
    };
    const auto at = m_cursor.peek();
    const auto* found = std::find_if(methods.begin(), methods.end(), [&](const Method& known) {
        return at.kind == Token::Kind::Word && known.name == at.text && known.of == object.type;
    });
    if (found == methods.end()) {
        if (!m_cursor.failed())
            m_cursor.fail(at, at.kind == Token::Kind::Word ? fmt::format("`.{}` of {} is not supported here",
                                                                         at.text, nameOf(object.type))
                                                           : "Expected a name after the dot");
        return {};
    }
    m_cursor.take();
    Expression expression;
    expression.operation = found->operation;
    expression.type = found->type;
    expression.operands.push_back(std::move(object));
    return finish(at, std::move(expression));
}

Expression ExpressionParser::primary() {
    const auto at = m_cursor.peek();
    switch (at.kind) {
    case Token::Kind::Number:
        return constantExpression(m_cursor.take().number);
    case Token::Kind::Text:
        return constantExpression(m_cursor.take().text);
    case Token::Kind::Address:
        if (m_cursor.is("/", 1))
            return constantExpression(prefixLiteral(m_cursor));
        return constantExpression(m_cursor.take().address);
    case Token::Kind::Word:
    case Token::Kind::QuotedWord:
        return name();
    case Token::Kind::End:
    case Token::Kind::Punctuation:
        break;
    }
    if (m_cursor.accept("("))
        return parenthesized();
    if (m_cursor.is("["))
        return set();
    if (m_cursor.acceptPhrase("+ empty +"))
        return constantExpression(AsPath{});
    if (m_cursor.acceptPhrase("- - - empty - - -"))
        return constantExpression(LargeCommunityList{});
    if (m_cursor.acceptPhrase("- - empty - -"))
        return constantExpression(ExtendedCommunityList{});
    if (m_cursor.acceptPhrase("- empty -"))
        return constantExpression(CommunityList{});
    if (m_cursor.is("[="))
        m_cursor.failHere("AS path masks are not supported");
    m_cursor.failExpected("an expression");
    return {};
}

/// After the `(`: an expression, or a community of two or three parts.
Expression ExpressionParser::parenthesized() {
    const auto at = m_cursor.peek();
    if (at.kind == Token::Kind::Word && m_cursor.is(",", 1) &&
        (at.text == "rt" || at.text == "ro" || at.text == "generic"))
        return extendedCommunity();
    if (m_cursor.is("unknown") && m_cursor.peek(1).kind == Token::Kind::Number)
        return extendedCommunity();
    auto first = parse();
    if (m_cursor.accept(")"))
        return first;
    m_cursor.expect(",");
    Expression tuple;
    tuple.operation = Operation::MakePair;
    tuple.type = ValueType::Pair;
    if (!m_cursor.failed() && first.type != ValueType::Int)
        wrongType(at, nameOf(ValueType::Int), first.type);
    tuple.operands.push_back(std::move(first));
    tuple.operands.push_back(parse(ValueType::Int));
    if (m_cursor.accept(",")) {
        tuple.operation = Operation::MakeLc;
        tuple.type = ValueType::Lc;
        tuple.operands.push_back(parse(ValueType::Int));
    }
    m_cursor.expect(")");
    return finish(at, std::move(tuple));
}

Expression ExpressionParser::extendedCommunity() {
    const auto at = m_cursor.take();
    Expression community;
    community.operation = Operation::MakeEc;
    community.type = ValueType::Ec;
    community.kind = at.text == "rt" ? routeTargetEc : at.text == "ro" ? routeOriginEc : genericEc;
    if (at.text == "unknown")
        community.kind = m_cursor.number("the kind of an extended community", 0, 0xffff);
    m_cursor.expect(",");
    const auto keyAt = m_cursor.peek();
    community.operands.push_back(parse());
    const auto keyType = community.operands.front().type;
    if (!m_cursor.failed() && keyType != ValueType::Int && keyType != ValueType::Ip)
        wrongType(keyAt, "a number or an IPv4 address", keyType);
    m_cursor.expect(",");
    community.operands.push_back(parse(ValueType::Int));
    m_cursor.expect(")");
    return finish(at, std::move(community));
}

/// prepend(PATH, AS), add(LIST, WHAT), delete(...), filter(...)
Expression ExpressionParser::changeCall() {
    const auto at = m_cursor.take();
    m_cursor.expect("(");
    auto object = parse();
    m_cursor.expect(",");
    auto argument = parse();
    m_cursor.expect(")");
    const auto operation = at.text == "prepend"  ? Operation::Prepend
                           : at.text == "add"    ? Operation::ListAdd
                           : at.text == "delete" ? Operation::ListDelete
                                                 : Operation::ListKeep;
    return changed(at, operation, std::move(object), std::move(argument));
}

Expression ExpressionParser::change(Expression object) {
    const auto at = m_cursor.peek();
    if (m_cursor.accept("empty")) {
        switch (object.type) {
        case ValueType::Path:
            return constantExpression(AsPath{});
        case ValueType::PairList:
            return constantExpression(CommunityList{});
        case ValueType::EcList:
            return constantExpression(ExtendedCommunityList{});
        case ValueType::LcList:
            return constantExpression(LargeCommunityList{});
        default:
            m_cursor.fail(at, fmt::format("`.empty` of {} is not supported", nameOf(object.type)));
            return {};
        }
    }
    if (!m_cursor.is("prepend") && !m_cursor.is("add") && !m_cursor.is("delete") && !m_cursor.is("filter")) {
        m_cursor.failExpected("`prepend`, `add`, `delete`, `filter` or `empty`");
        return {};
    }
    m_cursor.take();
    m_cursor.expect("(");
    auto argument = parse();
    m_cursor.expect(")");
    const auto operation = at.text == "prepend"  ? Operation::Prepend
                           : at.text == "add"    ? Operation::ListAdd
                           : at.text == "delete" ? Operation::ListDelete
                                                 : Operation::ListKeep;
    return changed(at, operation, std::move(object), std::move(argument));
}

Expression ExpressionParser::changed(const Token& at, Operation operation, Expression object,
                                     Expression argument) {
    if (m_cursor.failed())
        return {};
    const auto element = elementOf(object.type);
    const bool isPath = object.type == ValueType::Path;
    const auto given = argument.type;
    const bool setFits = given == ValueType::Set && (elementOfSet(argument) == ValueType::Undefined ||
                                                     element == elementOfSet(argument));
    bool fits = element.has_value();
    if (operation == Operation::Prepend)
        fits = isPath && given == ValueType::Int;
    else if (operation == Operation::ListAdd)
        fits = fits && !isPath && (given == *element || given == object.type);
    else if (operation == Operation::ListDelete)
        fits = fits && (given == *element || setFits || (!isPath && given == object.type));
    else
        fits = fits && (setFits || (!isPath && given == object.type) || (isPath && given == ValueType::Int));
    const auto type = object.type;
    if (!fits) {
        m_cursor.fail(at,
                      fmt::format("`{}` does not work on {} with {}", at.text, nameOf(type), nameOf(given)));
        return {};
    }
    return combine(at, operation, type, std::move(object), std::move(argument));
}

Expression ExpressionParser::name() {
    const auto at = m_cursor.peek();
    if (at.kind == Token::Kind::Word && m_cursor.is("(", 1)) {
        if (at.text == "prepend" || at.text == "add" || at.text == "delete" || at.text == "filter")
            return changeCall();
        if (at.text == "defined") {
            m_cursor.take();
            m_cursor.take();
            Expression expression;
            expression.operation = Operation::Defined;
            expression.type = ValueType::Bool;
            expression.operands.push_back(parse());
            m_cursor.expect(")");
            return finish(at, std::move(expression));
        }
    }
    m_cursor.take();
    if (m_scope.variables != nullptr) {
        if (const auto variable = m_scope.variables->find(at.text); variable != m_scope.variables->end()) {
            Expression expression;
            expression.operation = Operation::Variable;
            expression.type = variable->second.type;
            expression.slot = variable->second.slot;
            return expression;
        }
    }
    if (const auto* symbol = m_cursor.find(at.text); symbol != nullptr) {
        if (symbol->kind == Symbol::Kind::Constant)
            return constantExpression(symbol->constant);
        m_cursor.fail(at, fmt::format("`{}` is no constant", at.text));
        return {};
    }
    if (at.kind == Token::Kind::Word) {
        if (const auto* value = namedConstant(at.text))
            return constantExpression(*value);
        if (const auto attribute = attributeNamed(at.text)) {
            if (!m_scope.hasRoute)
                m_cursor.fail(at, fmt::format("`{}` belongs to a route; a constant cannot use it", at.text));
            Expression expression;
            expression.operation = Operation::Attribute;
            expression.type = typeOf(*attribute);
            expression.attribute = *attribute;
            return expression;
        }
        if (const auto* why = whyNotSupported(at.text)) {
            m_cursor.fail(at, fmt::format("`{}` is not supported: {}", at.text, why));
            return {};
        }
    }
    if (m_cursor.is("("))
        m_cursor.fail(at,
                      fmt::format("The function `{}` is not known; functions are not supported", at.text));
    m_cursor.fail(at, fmt::format("`{}` is not known", at.text));
    return {};
}

} // namespace understudy::bird
