// Where node threads ask and the main thread answers.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/ops/events.h"

namespace understudy::ops {

namespace ssh {
class Wake;
}

/// Shared by all node threads.
class PromptDesk {
public:
    /// `announce` is called on the asking thread, with the question's id filled in.
    explicit PromptDesk(std::function<void(const Question&)> announce);

    /// Blocks until there is an answer; a refusal when `wake` is stopped first.
    Answer ask(Question question, const ssh::Wake& wake);

    /// Of any thread; an id that nobody waits for is ignored.
    void answer(QuestionId id, const Answer& answer);

private:
    std::function<void(const Question&)> m_announce;
    std::mutex m_mutex;
    std::condition_variable m_answered;
    std::map<QuestionId, std::optional<Answer>> m_open;
    QuestionId m_lastId = 0;
};

} // namespace understudy::ops
