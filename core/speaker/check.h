// `protocol check`: tries a service again and again, and knows whether it is well.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/bird/config.h"
#include "core/speaker/check_probe.h"
#include "core/speaker/hands.h"
#include "core/speaker/health.h"
#include "core/speaker/one_shot.h"

namespace understudy::speaker {

class Check {
public:
    /// `changed`: healthy() is another one, or known.
    Check(Hands& hands, bird::CheckConfig config, std::function<void()> changed);

    /// Knows nothing at first.
    void enable();
    void disable();

    /// Whether it would do the same with that configuration.
    bool fits(const bird::CheckConfig& config) const;

    const bird::CheckConfig& config() const { return m_config; }
    bool enabled() const { return m_enabled; }
    const Health& health() const { return m_health; }
    base::WallTime since() const { return m_since; }
    /// Why the last try failed; empty when it did not.
    const std::string& lastFailure() const { return m_lastFailure; }

private:
    void begin();
    void end(base::Result<void> result);

    Hands& m_hands;
    bird::CheckConfig m_config;
    std::function<void()> m_changed;
    Health m_health;
    std::unique_ptr<CheckProbe> m_probe;
    OneShot m_next;
    base::SteadyTime m_nextAt{}; ///< when the next try is due; it waits for the end of this one
    OneShot m_limit;
    bool m_enabled = false;
    base::WallTime m_since;
    std::string m_lastFailure;
};

} // namespace understudy::speaker
