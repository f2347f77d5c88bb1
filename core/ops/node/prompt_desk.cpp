#include "core/ops/node/prompt_desk.h"

#include <chrono>

#include "core/ops/ssh/wake.h"

namespace understudy::ops {

PromptDesk::PromptDesk(std::function<void(const Question&)> announce) : m_announce(std::move(announce)) {}

Answer PromptDesk::ask(Question question, const ssh::Wake& wake) {
    std::unique_lock lock(m_mutex);
    question.id = ++m_lastId;
    m_open[question.id] = std::nullopt;
    lock.unlock();
    m_announce(question);
    lock.lock();
    // A stop does not reach this condition; nobody notices a tenth of a second at the end of a program.
    while (!m_open[question.id] && !wake.stopped())
        m_answered.wait_for(lock, std::chrono::milliseconds{100});
    auto answer = m_open[question.id].value_or(Answer{});
    m_open.erase(question.id);
    return answer;
}

void PromptDesk::answer(QuestionId id, const Answer& answer) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return;
    found->second = answer;
    m_answered.notify_all();
}

} // namespace understudy::ops
