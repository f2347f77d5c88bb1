#include "core/ops/node/prompt_desk.h"

#include <chrono>
#include <cstring>

#include "core/ops/ssh/wake.h"

namespace understudy::ops {
namespace {

/// A stop does not reach the condition; nobody notices a tenth of a second at the end of a program.
constexpr std::chrono::milliseconds step{100};

} // namespace

PromptDesk::PromptDesk(std::function<void(const Question&)> announce) : m_announce(std::move(announce)) {}

PromptDesk::~PromptDesk() {
    for (auto& [purpose, secret] : m_secrets)
        ::explicit_bzero(secret.data(), secret.size());
}

Answer PromptDesk::ask(Question question, const ssh::Wake& wake) {
    Lock lock(m_mutex);
    if (question.kind == QuestionKind::UnknownHostKey || question.servesOnce)
        return askPerson(std::move(question), wake, lock);

    const Purpose purpose{question.kind, question.subject};
    while (m_asking.contains(purpose) && !wake.stopped())
        m_changed.wait_for(lock, step);
    const bool isNew = m_given.emplace(question.instance, purpose).second;
    if (const auto known = m_secrets.find(purpose); known != m_secrets.end() && isNew)
        return {true, known->second};

    // It was not right for this one; nobody else is to be given it, whatever the person says now.
    m_secrets.erase(purpose);
    m_asking.insert(purpose);
    auto answer = askPerson(std::move(question), wake, lock);
    m_asking.erase(purpose);
    if (answer.accepted)
        m_secrets[purpose] = answer.secret;
    m_changed.notify_all();
    return answer;
}

void PromptDesk::loggedIn(const cluster::InstanceName& instance) {
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_given, [&](const auto& given) { return given.first == instance; });
}

void PromptDesk::answer(QuestionId id, const Answer& answer) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return;
    found->second = answer;
    m_changed.notify_all();
}

Answer PromptDesk::askPerson(Question question, const ssh::Wake& wake, Lock& lock) {
    const auto id = ++m_lastId;
    question.id = id;
    m_open[id] = std::nullopt;
    lock.unlock();
    m_announce(question);
    lock.lock();
    while (!m_open[id] && !wake.stopped())
        m_changed.wait_for(lock, step);
    auto answer = m_open[id].value_or(Answer{});
    m_open.erase(id);
    return answer;
}

} // namespace understudy::ops
