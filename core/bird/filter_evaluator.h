// Computes the value of an expression of a filter.
#pragma once

#include <string>
#include <vector>

#include "core/bird/filter_program.h"

namespace understudy::bird {

class Evaluator {
public:
    /// Both may be null where the expression uses no attributes or variables.
    Evaluator(const OutboundRoute* route, const std::vector<Value>* variables)
        : m_route(route), m_variables(variables) {}

    /// Of the expression's type, or std::monostate: an attribute that is not there, or an error.
    Value value(const Expression& expression);
    /// Why something could not be computed; empty while all went well.
    const std::string& error() const { return m_error; }

private:
    Value attribute(Attribute attribute) const;
    Value logical(const Expression& expression);
    Value arithmetic(const Expression& expression);
    Value compare(Operation operation, const Value& left, const Value& right);
    bool matches(const Value& left, const Value& right) const;
    Value community(const Expression& expression);
    Value part(Operation operation, const Value& of);
    Value changed(Operation operation, Value object, const Value& argument);
    Value fail(std::string what);

    const OutboundRoute* m_route;
    const std::vector<Value>* m_variables;
    std::string m_error;
};

} // namespace understudy::bird
