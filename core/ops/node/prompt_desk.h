// Where node threads ask and the main thread answers.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/ops/events.h"

namespace understudy::ops {

namespace ssh {
class Wake;
}

/// Shared by all node threads. A secret is remembered as long as the desk lives, in memory alone: what
/// several nodes need, or one needs again after a lost connection, is asked for once. What serves only once
/// is not remembered.
class PromptDesk {
public:
    /// `announce` is called on the asking thread, with the question's id filled in.
    explicit PromptDesk(std::function<void(const Question&)> announce);
    ~PromptDesk();
    PromptDesk(const PromptDesk&) = delete;
    PromptDesk& operator=(const PromptDesk&) = delete;

    /// Blocks until there is an answer; a refusal when `wake` is stopped first. An instance that asks for the
    /// same secret again was not served by it: then a person is asked.
    Answer ask(Question question, const ssh::Wake& wake);

    /// The instance is logged in: what it was given was right, and may be given to it again.
    void loggedIn(const cluster::InstanceName& instance);

    /// Of any thread; an id that nobody waits for is ignored.
    void answer(QuestionId id, const Answer& answer);

private:
    using Lock = std::unique_lock<std::mutex>;
    /// What a secret is for: the kind of question, and its subject.
    using Purpose = std::pair<QuestionKind, std::string>;

    Answer askPerson(Question question, const ssh::Wake& wake, Lock& lock);

    std::function<void(const Question&)> m_announce;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<QuestionId, std::optional<Answer>> m_open;
    std::set<Purpose> m_asking;
    std::map<Purpose, std::string> m_secrets;
    std::set<std::pair<cluster::InstanceName, Purpose>> m_given; ///< not known yet to be right
    QuestionId m_lastId = 0;
};

} // namespace understudy::ops
