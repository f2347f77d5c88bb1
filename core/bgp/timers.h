// Which timers of a connection run, and when they are due.
#pragma once

#include <array>
#include <optional>

#include "core/bgp/events.h"

namespace understudy::bgp {

/// A timer that is put off (the hold timer, with every message) is not set anew each time: it expires when it
/// was first due, and is set again for the rest.
class Timers {
public:
    explicit Timers(Side side) : m_side(side) {}

    /// Due at `at`, whatever it was before.
    void set(Timer timer, base::SteadyTime at, Outputs& outputs);
    void cancel(Timer timer, Outputs& outputs);
    void cancelAll(Outputs& outputs);
    bool runs(Timer timer) const { return slot(timer).due.has_value(); }
    std::optional<base::SteadyTime> due(Timer timer) const { return slot(timer).due; }

    /// To be called when the caller says that it expired: whether it really is due. It does not run then.
    bool expire(Timer timer, base::SteadyTime now, Outputs& outputs);

private:
    struct Slot {
        std::optional<base::SteadyTime> due;
        std::optional<base::SteadyTime> armed; ///< what the caller was told last
    };

    Slot& slot(Timer timer) { return m_slots[static_cast<std::size_t>(timer)]; }
    const Slot& slot(Timer timer) const { return m_slots[static_cast<std::size_t>(timer)]; }

    Side m_side;
    std::array<Slot, 5> m_slots;
};

} // namespace understudy::bgp
