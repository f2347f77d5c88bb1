#include "core/bird/filter_parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/bird/expression_parser.h"

namespace understudy::bird {
namespace {

constexpr std::size_t maxVariables = 64;

class StatementParser {
public:
    explicit StatementParser(ConfigCursor& cursor) : m_cursor(cursor) {}

    FilterPtr filter(const std::string& name);

private:
    std::vector<Statement> block();
    void statement(std::vector<Statement>& into);
    Statement one();
    Statement verdict(Statement::Kind kind);
    Statement print(bool endLine);
    Statement condition();
    Statement unset();
    Statement assignment();
    bool declaration(std::vector<Statement>& into);
    void printList(Statement& statement);
    Expression expression(ValueType type) {
        return ExpressionParser(m_cursor, {true, &m_variables}).parse(type);
    }

    ConfigCursor& m_cursor;
    Variables m_variables;
    std::size_t m_slots = 0;
};

struct TypeName {
    std::string_view name;
    ValueType type;
};
constexpr std::array typeNames{
    TypeName{"int", ValueType::Int},       TypeName{"bool", ValueType::Bool},
    TypeName{"ip", ValueType::Ip},         TypeName{"prefix", ValueType::Net},
    TypeName{"string", ValueType::String}, TypeName{"pair", ValueType::Pair},
    TypeName{"ec", ValueType::Ec},         TypeName{"lc", ValueType::Lc},
    TypeName{"bgppath", ValueType::Path},  TypeName{"clist", ValueType::PairList},
    TypeName{"eclist", ValueType::EcList}, TypeName{"lclist", ValueType::LcList},
};

Value emptyOf(ValueType type) {
    switch (type) {
    case ValueType::Int:
        return std::uint32_t{0};
    case ValueType::Bool:
        return false;
    case ValueType::Ip:
        return base::IpAddress{};
    case ValueType::Net:
        return base::Prefix{};
    case ValueType::Pair:
        return Community{};
    case ValueType::Ec:
        return ExtendedCommunity{};
    case ValueType::Lc:
        return LargeCommunity{};
    case ValueType::Path:
        return AsPath{};
    case ValueType::PairList:
        return CommunityList{};
    case ValueType::EcList:
        return ExtendedCommunityList{};
    case ValueType::LcList:
        return LargeCommunityList{};
    default:
        return std::string{};
    }
}

FilterPtr StatementParser::filter(const std::string& name) {
    std::vector<Statement> body;
    while (declaration(body)) {
    }
    auto rest = block();
    std::move(rest.begin(), rest.end(), std::back_inserter(body));
    return std::make_shared<const Filter>(name, std::move(body), m_slots);
}

std::vector<Statement> StatementParser::block() {
    std::vector<Statement> statements;
    const auto outer = m_variables;
    m_cursor.expect("{");
    while (!m_cursor.failed() && !m_cursor.is("}")) {
        if (m_cursor.atEnd())
            m_cursor.failExpected("`}` at the end of the block");
        else if (!declaration(statements))
            statement(statements);
    }
    m_cursor.expect("}");
    m_variables = outer;
    return statements;
}

/// `int x;` or `int x = 5;`
bool StatementParser::declaration(std::vector<Statement>& into) {
    const auto at = m_cursor.peek();
    const auto* type = std::find_if(typeNames.begin(), typeNames.end(),
                                    [&](const TypeName& known) { return m_cursor.is(known.name); });
    if (type == typeNames.end())
        return false;
    m_cursor.take();
    if (m_cursor.is("set"))
        m_cursor.failHere("Variables that hold a set are not supported; write the set where it is used");
    const auto name = m_cursor.newName("the name of a variable");
    Statement statement;
    statement.kind = Statement::Kind::SetVariable;
    statement.expressions.push_back(m_cursor.accept("=") ? expression(type->type)
                                                         : constantExpression(emptyOf(type->type)));
    m_cursor.endStatement();
    if (m_slots >= maxVariables)
        m_cursor.fail(at, fmt::format("More than {} variables are not supported", maxVariables));
    statement.slot = m_slots++;
    m_variables[name] = {.type = type->type, .slot = statement.slot};
    into.push_back(std::move(statement));
    return true;
}

void StatementParser::statement(std::vector<Statement>& into) {
    if (!m_cursor.enter())
        return;
    into.push_back(one());
    m_cursor.leave();
}

Statement StatementParser::one() {
    if (m_cursor.is("{")) {
        Statement statement;
        statement.body = block();
        return statement;
    }
    if (m_cursor.accept("accept"))
        return verdict(Statement::Kind::Accept);
    if (m_cursor.accept("reject"))
        return verdict(Statement::Kind::Reject);
    if (m_cursor.accept("print"))
        return print(true);
    if (m_cursor.accept("printn"))
        return print(false);
    if (m_cursor.accept("if"))
        return condition();
    if (m_cursor.is("unset") && m_cursor.is("(", 1))
        return unset();
    return assignment();
}

void StatementParser::printList(Statement& statement) {
    if (!m_cursor.is(";")) {
        do
            statement.expressions.push_back(ExpressionParser(m_cursor, {true, &m_variables}).parse());
        while (m_cursor.accept(","));
    }
    m_cursor.endStatement();
}

Statement StatementParser::verdict(Statement::Kind kind) {
    Statement statement;
    statement.kind = kind;
    printList(statement);
    return statement;
}

Statement StatementParser::print(bool endLine) {
    Statement statement;
    statement.kind = Statement::Kind::Print;
    statement.endLine = endLine;
    printList(statement);
    return statement;
}

Statement StatementParser::condition() {
    Statement statement;
    statement.kind = Statement::Kind::If;
    statement.expressions.push_back(expression(ValueType::Bool));
    m_cursor.expect("then");
    this->statement(statement.body);
    if (m_cursor.accept("else"))
        this->statement(statement.otherwise);
    return statement;
}

Statement StatementParser::unset() {
    m_cursor.take();
    m_cursor.take();
    Statement statement;
    statement.kind = Statement::Kind::Unset;
    const auto at = m_cursor.take();
    const auto attribute = attributeNamed(at.text);
    if (!attribute || !at.text.starts_with("bgp_") || attribute == Attribute::Origin)
        m_cursor.fail(at, "Only bgp_path, bgp_med and the communities can be unset");
    else
        statement.attribute = *attribute;
    m_cursor.expect(")");
    m_cursor.endStatement();
    return statement;
}

/// `NAME = EXPRESSION;` or `NAME.change(...);`
Statement StatementParser::assignment() {
    const auto at = m_cursor.peek();
    if (at.kind != Token::Kind::Word && at.kind != Token::Kind::QuotedWord) {
        m_cursor.failExpected("a statement");
        return {};
    }
    m_cursor.take();
    Statement statement;
    Expression object;
    if (const auto variable = m_variables.find(at.text); variable != m_variables.end()) {
        statement.kind = Statement::Kind::SetVariable;
        statement.slot = variable->second.slot;
        object.operation = Operation::Variable;
        object.type = variable->second.type;
        object.slot = variable->second.slot;
    } else if (const auto attribute = attributeNamed(at.text)) {
        if (!at.text.starts_with("bgp_"))
            m_cursor.fail(at, fmt::format("Changing `{}` is not supported", at.text));
        statement.kind = Statement::Kind::SetAttribute;
        statement.attribute = *attribute;
        object.operation = Operation::Attribute;
        object.type = typeOf(*attribute);
        object.attribute = *attribute;
    } else if (const auto* why = whyNotSupported(at.text)) {
        m_cursor.fail(at, fmt::format("`{}` is not supported: {}", at.text, why));
    } else if (m_cursor.is("(")) {
        m_cursor.fail(at,
                      fmt::format("The function `{}` is not known; functions are not supported", at.text));
    } else {
        m_cursor.fail(at, fmt::format("`{}` is not known", at.text));
    }
    const auto type = object.type;
    if (m_cursor.accept("."))
        statement.expressions.push_back(
            ExpressionParser(m_cursor, {true, &m_variables}).change(std::move(object)));
    else if (m_cursor.accept("="))
        statement.expressions.push_back(expression(type));
    else
        m_cursor.failExpected("`=` or `.`");
    m_cursor.endStatement();
    return statement;
}

} // namespace

Value parseConstant(ConfigCursor& cursor) {
    const auto at = cursor.peek();
    const auto expression = ExpressionParser(cursor, {}).parse();
    if (cursor.failed())
        return {};
    std::string error;
    auto value = computeConstant(expression, error);
    if (!error.empty())
        cursor.fail(at, error);
    return value;
}

FilterPtr parseFilterBody(ConfigCursor& cursor, const std::string& name) {
    return StatementParser(cursor).filter(name);
}

FilterPtr parseWhere(ConfigCursor& cursor) {
    Statement accept;
    accept.kind = Statement::Kind::Accept;
    Statement reject;
    reject.kind = Statement::Kind::Reject;
    Statement condition;
    condition.kind = Statement::Kind::If;
    condition.expressions.push_back(ExpressionParser(cursor, {true, nullptr}).parse(ValueType::Bool));
    condition.body.push_back(std::move(accept));
    condition.otherwise.push_back(std::move(reject));
    std::vector<Statement> body;
    body.push_back(std::move(condition));
    return std::make_shared<const Filter>("", std::move(body), 0);
}

} // namespace understudy::bird
