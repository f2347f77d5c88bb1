// Judging a list of rules of which the first that matches decides, when it is not certain of every rule
// whether it does.
#pragma once

#include <optional>
#include <vector>

#include "core/ops/setup/survey.h"

namespace understudy::ops {

/// What a rule has to do with a connection from the neighbor to BGP's port. What is not certainly left out by
/// it may be meant.
enum class Concern { None, Perhaps, Certain };

class FirstMatch {
public:
    /// The next rule; those behind one that certainly matches change nothing.
    void add(Concern concern, Passage verdict) {
        if (m_decided || concern == Concern::None)
            return;
        if (concern == Concern::Certain)
            m_decided = verdict;
        else
            m_possible.push_back(verdict);
    }

    /// `otherwise`: what happens to what no rule matches. Unknown when a rule that may match says otherwise.
    Passage end(Passage otherwise) const {
        const auto verdict = m_decided.value_or(otherwise);
        for (const auto possible : m_possible) {
            if (possible != verdict)
                return Passage::Unknown;
        }
        return verdict;
    }

private:
    std::optional<Passage> m_decided;
    std::vector<Passage> m_possible;
};

} // namespace understudy::ops
