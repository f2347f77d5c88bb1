// What a filter consists of, after its text was checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/bird/filter_value.h"

namespace understudy::bird {

enum class Attribute : std::uint8_t {
    Net,
    Proto,
    Source,
    Ifname,
    Path,
    Origin,
    Med,
    Communities,
    ExtendedCommunities,
    LargeCommunities,
};

enum class Operation : std::uint8_t {
    Constant,
    Variable,
    Attribute,
    Not,
    And,
    Or,
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Match,
    NotMatch,
    Defined,
    MakePair,
    MakeEc,
    MakeLc,
    Length, ///< of a network, a path or a list
    NetIp,  ///< the network's address
    TypeOfNet,
    IsV4,
    FirstAs,
    LastAs,
    Prepend,
    ListAdd,
    ListDelete,
    ListKeep, ///< BIRD's filter()
};

struct Expression {
    Operation operation = Operation::Constant;
    ValueType type = ValueType::Undefined;
    Value constant;                             ///< of Constant
    bird::Attribute attribute = Attribute::Net; ///< of Attribute
    std::size_t slot = 0;                       ///< of Variable
    std::uint32_t kind = 0; ///< of MakeEc: the first two octets; genericEc for (generic, ...)
    std::vector<Expression> operands;
    int depth = 1;
};

inline constexpr std::uint32_t genericEc = 0xffffffff;

struct Statement {
    enum class Kind : std::uint8_t { Accept, Reject, Print, If, Block, SetAttribute, SetVariable, Unset };

    Kind kind = Kind::Block;
    std::vector<Expression> expressions; ///< what to print; the condition; the new value
    bool endLine = true;                 ///< of Print
    bird::Attribute attribute = Attribute::Net;
    std::size_t slot = 0;
    std::vector<Statement> body;
    std::vector<Statement> otherwise;
};

class Filter {
public:
    Filter(std::string name, std::vector<Statement> body, std::size_t variables)
        : m_name(std::move(name)), m_body(std::move(body)), m_variables(variables) {}

    const std::string& name() const { return m_name; }
    const std::vector<Statement>& body() const { return m_body; }
    std::size_t variables() const { return m_variables; }

private:
    std::string m_name;
    std::vector<Statement> m_body;
    std::size_t m_variables;
};

/// The value of an expression without attributes and variables; nothing, with the reason in `error`, when it
/// cannot be computed (a division by zero).
Value computeConstant(const Expression& expression, std::string& error);

} // namespace understudy::bird
