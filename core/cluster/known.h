// A reading from a node that may be missing, current, or lost.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/base/clock.h"

namespace understudy::cluster {

/// The last poll decides: after a failed one there is no current value, however green the last one was.
/// Values are shared and immutable, so that a snapshot is cheap to copy.
template <typename T>
class Known {
public:
    /// Never asked.
    Known() = default;

    /// The value of the last poll; nullptr when that failed or there was none. Judge by this one alone.
    const T* current() const { return m_error ? nullptr : m_value.get(); }
    /// What was seen last, however long ago: to be shown with its age, never judged by.
    const T* last() const { return m_value.get(); }
    /// When last() was seen. Meaningless while last() is nullptr.
    base::SteadyTime seenAt() const { return m_seenAt; }
    base::WallTime seenAtWall() const { return m_seenAtWall; }
    /// Why there is no current value; nullopt while it is current or was never asked for.
    const std::optional<std::string>& error() const { return m_error; }
    /// Since when there is no current value; meaningless without error().
    base::SteadyTime failedSince() const { return m_failedSince; }

    void succeed(std::shared_ptr<const T> value, base::SteadyTime at, base::WallTime wall) {
        m_value = std::move(value);
        m_seenAt = at;
        m_seenAtWall = wall;
        m_error.reset();
    }
    /// A poll failed.
    void fail(std::string error, base::SteadyTime at) {
        lose(std::move(error), at);
        m_pollFailed = true;
    }
    /// There was nobody to ask.
    void lose(std::string error, base::SteadyTime at) {
        if (!m_error)
            m_failedSince = at;
        m_error = std::move(error);
        m_pollFailed = false;
    }
    /// Whether the last poll was made, and failed.
    bool pollFailed() const { return m_error && m_pollFailed; }

private:
    std::shared_ptr<const T> m_value;
    base::SteadyTime m_seenAt{};
    base::WallTime m_seenAtWall{};
    std::optional<std::string> m_error;
    base::SteadyTime m_failedSince{};
    bool m_pollFailed = false;
};

} // namespace understudy::cluster
