#include "core/ops/rehearsal/node_commands.h"

#include <chrono>
#include <utility>

#include <QTimer>

namespace understudy::ops {
namespace {

/// A node's thread gives up on a command by itself well before.
constexpr std::chrono::seconds answerLimit{60};

} // namespace

NodeCommands::NodeCommands(Engine& engine, QObject* parent) : QObject(parent) {
    connect(&engine, &Engine::intentAnswered, this, &NodeCommands::take);
}

void NodeCommands::send(const std::vector<cluster::InstanceName>& instances, const Send& send, Done done) {
    m_open.clear();
    m_answers.clear();
    m_done = std::move(done);
    const auto round = ++m_round;
    // Answers come by signal, after all ids are known.
    for (const auto& instance : instances)
        m_open.emplace(send(instance), instance);
    QTimer::singleShot(m_open.empty() ? std::chrono::seconds{0} : answerLimit, this, [this, round] {
        if (round == m_round)
            finish();
    });
}

void NodeCommands::take(IntentId intent, const IntentResult& result) {
    const auto found = m_open.find(intent);
    if (found == m_open.end())
        return;
    m_answers[found->second] = result;
    m_open.erase(found);
    if (m_open.empty())
        finish();
}

void NodeCommands::finish() {
    ++m_round;
    for (const auto& [intent, instance] : m_open)
        m_answers[instance] = {IntentResult::Outcome::Unknown, "no answer", std::nullopt};
    m_open.clear();
    if (const auto done = std::exchange(m_done, nullptr))
        done(m_answers);
}

} // namespace understudy::ops
