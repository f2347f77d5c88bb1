// Expressions of a filter or a constant.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "core/bird/config_cursor.h"
#include "core/bird/filter_program.h"

namespace understudy::bird {

struct Variable {
    ValueType type = ValueType::Undefined;
    std::size_t slot = 0;
};
using Variables = std::map<std::string, Variable, std::less<>>;

/// What an expression may speak of.
struct ExpressionScope {
    bool hasRoute = false;
    const Variables* variables = nullptr;
};

class ExpressionParser {
public:
    ExpressionParser(ConfigCursor& cursor, ExpressionScope scope) : m_cursor(cursor), m_scope(scope) {}

    /// Of any type.
    Expression parse();
    /// An error at its first token unless it is of this type.
    Expression parse(ValueType wanted);
    /// The change that `ATTRIBUTE.method(...)` makes to `object`, from the method's name on.
    Expression change(Expression object);

private:
    Expression logical();
    Expression comparison();
    Expression sum();
    Expression product();
    Expression negation();
    Expression suffixed();
    Expression method(Expression object);
    Expression primary();
    Expression parenthesized();
    Expression extendedCommunity();
    Expression changeCall();
    Expression name();
    Expression set();
    bool netSetAhead() const;
    Expression netSet();
    void setItem(ItemSet& set);
    void tupleItem(ItemSet& set);
    std::uint32_t constantNumber(std::uint32_t high);
    std::optional<base::IpAddress> constantAddress();

    Expression combine(const Token& at, Operation operation, ValueType type, Expression left,
                       Expression right);
    Expression compare(const Token& at, Operation operation, Expression left, Expression right);
    Expression match(const Token& at, Operation operation, Expression left, Expression right);
    Expression changed(const Token& at, Operation operation, Expression object, Expression argument);
    Expression finish(const Token& at, Expression expression);
    void wrongType(const Token& at, std::string_view wanted, ValueType found);

    ConfigCursor& m_cursor;
    ExpressionScope m_scope;
};

/// The attribute of that name, if there is one that filters may read.
std::optional<Attribute> attributeNamed(std::string_view name);
ValueType typeOf(Attribute attribute);
/// ORIGIN_IGP, RTS_DEVICE, true...; nullptr if it is none.
const Value* namedConstant(std::string_view name);
Expression constantExpression(Value value);

/// Why a name that BIRD knows is not supported, or nullptr.
const char* whyNotSupported(std::string_view name);

} // namespace understudy::bird
