#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/filter_evaluator.h"

namespace understudy::bird {
namespace {

enum class Verdict : std::uint8_t { None, Accept, Reject };

class Run {
public:
    Run(const Filter& filter, OutboundRoute route)
        : m_filter(filter), m_route(std::move(route)), m_variables(filter.variables()),
          m_evaluator(&m_route, &m_variables) {}

    FilterResult result();

private:
    Verdict all(const std::vector<Statement>& statements);
    Verdict one(const Statement& statement);
    void print(const Statement& statement, bool endLine);
    void store(Attribute attribute, Value value);
    void endLine();

    const Filter& m_filter;
    OutboundRoute m_route;
    std::vector<Value> m_variables;
    Evaluator m_evaluator;
    std::string m_line;
    std::vector<std::string> m_printed;
};

FilterResult Run::result() {
    auto verdict = all(m_filter.body());
    endLine();
    std::string why = m_evaluator.error();
    if (why.empty() && verdict == Verdict::None)
        why = "came to its end without accept or reject, which rejects";
    if (!why.empty()) {
        verdict = Verdict::Reject;
        m_printed.push_back(base::sanitized(
            fmt::format("filter {}, route {}: {}", m_filter.name().empty() ? "(unnamed)" : m_filter.name(),
                        m_route.net.toString(), why)));
    }
    return {
        .accepted = verdict == Verdict::Accept, .route = std::move(m_route), .printed = std::move(m_printed)};
}

Verdict Run::all(const std::vector<Statement>& statements) {
    for (const auto& statement : statements) {
        const auto verdict = one(statement);
        if (verdict != Verdict::None || !m_evaluator.error().empty())
            return verdict;
    }
    return Verdict::None;
}

Verdict Run::one(const Statement& statement) {
    switch (statement.kind) {
    case Statement::Kind::Accept:
    case Statement::Kind::Reject:
        print(statement, !statement.expressions.empty());
        return statement.kind == Statement::Kind::Accept ? Verdict::Accept : Verdict::Reject;
    case Statement::Kind::Print:
        print(statement, statement.endLine);
        return Verdict::None;
    case Statement::Kind::If: {
        const auto condition = m_evaluator.value(statement.expressions.front());
        const auto* holds = std::get_if<bool>(&condition);
        if (holds == nullptr)
            return Verdict::None;
        return all(*holds ? statement.body : statement.otherwise);
    }
    case Statement::Kind::Block:
        return all(statement.body);
    case Statement::Kind::SetAttribute:
        store(statement.attribute, m_evaluator.value(statement.expressions.front()));
        return Verdict::None;
    case Statement::Kind::SetVariable:
        m_variables[statement.slot] = m_evaluator.value(statement.expressions.front());
        return Verdict::None;
    case Statement::Kind::Unset:
        store(statement.attribute, {});
        return Verdict::None;
    }
    return Verdict::None;
}

void Run::print(const Statement& statement, bool end) {
    for (const auto& expression : statement.expressions)
        m_line += toString(m_evaluator.value(expression));
    if (end)
        endLine();
}

void Run::endLine() {
    if (!m_line.empty())
        m_printed.push_back(base::sanitized(std::exchange(m_line, {})));
}

template <typename List>
auto elementsOf(const Value& value) {
    const auto* list = std::get_if<List>(&value);
    return list != nullptr ? list->elements : decltype(list->elements){};
}

void Run::store(Attribute attribute, Value value) {
    if (!m_evaluator.error().empty())
        return;
    switch (attribute) {
    case Attribute::Path: {
        const auto* path = std::get_if<AsPath>(&value);
        m_route.path = path != nullptr ? path->numbers : std::vector<AsNumber>{};
        return;
    }
    case Attribute::Origin:
        if (const auto* origin = std::get_if<BgpOrigin>(&value))
            m_route.origin = *origin;
        return;
    case Attribute::Med:
        m_route.med.reset();
        if (const auto* med = std::get_if<std::uint32_t>(&value))
            m_route.med = *med;
        return;
    case Attribute::Communities:
        m_route.communities.clear();
        for (const auto& community : elementsOf<CommunityList>(value))
            m_route.communities.push_back(community.value);
        return;
    case Attribute::ExtendedCommunities:
        m_route.extendedCommunities.clear();
        for (const auto& community : elementsOf<ExtendedCommunityList>(value))
            m_route.extendedCommunities.push_back(community.value);
        return;
    case Attribute::LargeCommunities:
        m_route.largeCommunities = elementsOf<LargeCommunityList>(value);
        return;
    case Attribute::Net:
    case Attribute::Proto:
    case Attribute::Source:
    case Attribute::Ifname:
        return;
    }
}

} // namespace

FilterResult run(const Filter& filter, OutboundRoute route) {
    return Run(filter, std::move(route)).result();
}

FilterPtr acceptAll() {
    Statement accept;
    accept.kind = Statement::Kind::Accept;
    std::vector<Statement> body;
    body.push_back(std::move(accept));
    return std::make_shared<const Filter>("ACCEPT", std::move(body), 0);
}

Value computeConstant(const Expression& expression, std::string& error) {
    Evaluator evaluator(nullptr, nullptr);
    auto value = evaluator.value(expression);
    error = evaluator.error();
    return value;
}

} // namespace understudy::bird
