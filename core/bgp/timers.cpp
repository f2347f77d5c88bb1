#include "core/bgp/timers.h"

namespace understudy::bgp {

void Timers::set(Timer timer, base::SteadyTime at, Outputs& outputs) {
    auto& the = slot(timer);
    the.due = at;
    if (the.armed && *the.armed <= at)
        return;
    the.armed = at;
    outputs.push_back(SetTimer{m_side, timer, at});
}

void Timers::cancel(Timer timer, Outputs& outputs) {
    auto& the = slot(timer);
    the.due.reset();
    if (!the.armed)
        return;
    the.armed.reset();
    outputs.push_back(CancelTimer{m_side, timer});
}

void Timers::cancelAll(Outputs& outputs) {
    for (const auto timer :
         {Timer::IdleHold, Timer::ConnectRetry, Timer::Hold, Timer::Keepalive, Timer::SendHold})
        cancel(timer, outputs);
}

bool Timers::expire(Timer timer, base::SteadyTime now, Outputs& outputs) {
    auto& the = slot(timer);
    if (!the.due)
        return false;
    if (now < *the.due) {
        the.armed.reset();
        set(timer, *the.due, outputs);
        return false;
    }
    the = {};
    return true;
}

} // namespace understudy::bgp
