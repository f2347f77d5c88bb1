#include "core/speaker/check.h"

#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace understudy::speaker {

Check::Check(Hands& hands, bird::CheckConfig config, std::function<void()> changed)
    : m_hands(hands), m_config(std::move(config)), m_changed(std::move(changed)),
      m_health(m_config.rise, m_config.fall), m_next(hands.io), m_limit(hands.io),
      m_since(hands.clock.wall()) {}

void Check::enable() {
    if (std::exchange(m_enabled, true))
        return;
    m_health = Health(m_config.rise, m_config.fall);
    m_since = m_hands.clock.wall();
    m_lastFailure.clear();
    begin();
}

void Check::disable() {
    m_enabled = false;
    m_since = m_hands.clock.wall();
    m_next.cancel();
    m_limit.cancel();
    m_probe.reset();
}

bool Check::fits(const bird::CheckConfig& config) const {
    const auto settings = [](const bird::CheckConfig& c) {
        return std::tie(c.what, c.interval, c.timeout, c.rise, c.fall, c.prependOnFailure);
    };
    return settings(m_config) == settings(config);
}

void Check::begin() {
    m_nextAt = m_hands.clock.steady() + m_config.interval;
    m_limit.after(m_config.timeout, [this] {
        end(base::failure(fmt::format("No answer within {} ms", m_config.timeout.count())));
    });
    m_probe = std::visit(
        [this](const auto& what) {
            return probe(m_hands, what, [this](base::Result<void> result) { end(std::move(result)); });
        },
        m_config.what);
}

void Check::end(base::Result<void> result) {
    m_limit.cancel();
    m_probe.reset();
    m_next.at(m_nextAt, [this] { begin(); });
    m_lastFailure = result ? std::string() : result.error().what;
    if (!m_health.add(result.has_value()))
        return;
    m_since = m_hands.clock.wall();
    if (m_health.healthy())
        m_hands.log.info(m_config.name + ": The service is healthy");
    else
        m_hands.log.warning(m_config.name + ": The service is not healthy: " + m_lastFailure);
    m_changed();
}

} // namespace understudy::speaker
