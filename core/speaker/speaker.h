// The daemon: what it was told, what the node has, and its neighbors.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/bird/command_parser.h"
#include "core/bird/config.h"
#include "core/speaker/check.h"
#include "core/speaker/hands.h"
#include "core/speaker/interface_watch.h"
#include "core/speaker/listeners.h"
#include "core/speaker/neighbor.h"
#include "core/speaker/origination.h"

namespace understudy::speaker {

/// device, kernel, direct and static: all there is to them is whether they take part.
struct PlainProtocol {
    enum class Kind : std::uint8_t { Device, Kernel, Direct, Static };

    Kind kind = Kind::Device;
    bool enabled = true;
    base::WallTime since;
};

class Speaker {
public:
    /// Begins with this configuration. `restarting`: this process follows one that went without a Cease.
    /// Fails when a port cannot be listened on, the interfaces cannot be watched, or there is no router id.
    static base::Result<std::unique_ptr<Speaker>> start(Hands& hands, bird::Config config, bool restarting);
    ~Speaker();

    /// Sessions whose settings stay the same are not touched. With `soft` nor is what they announce. On
    /// failure nothing has changed.
    base::Result<void> reconfigure(bird::Config config, bool soft);
    const bird::Config& config() const { return m_config; }

    // By operators. Each is told of a protocol that exists.
    /// Whether that changed anything.
    bool enable(const std::string& name);
    /// `message` is sent to a neighbor (RFC 9003).
    bool disable(const std::string& name, const std::string& message);
    /// Ends the session and begins anew. False when it is disabled.
    bool restart(const std::string& name, const std::string& message);
    /// Announces everything again. False when there is no session.
    bool reload(const std::string& name);
    /// Only of neighbors; false for others.
    bool drain(const std::string& name, std::optional<bird::Drain::Method> method);

    /// Ends all sessions with a Cease. The connections then end by themselves, within two seconds.
    void stop(const std::string& message);

    bool isEnabled(const std::string& name) const;
    bgp::RouterId routerId() const { return m_routerId; }
    const InterfaceTable& interfaces() const { return m_watch->table(); }
    const OwnRoutes& routes() const { return *m_routes; }
    /// When the routes that this prefix's protocol made were last other ones.
    base::WallTime routesSince() const { return m_routesSince; }
    const std::map<std::string, std::unique_ptr<Neighbor>>& neighbors() const { return m_neighbors; }
    const std::map<std::string, std::unique_ptr<Check>>& checks() const { return m_checks; }
    const std::map<std::string, PlainProtocol>& plain() const { return m_plain; }

private:
    explicit Speaker(Hands& hands);

    base::Result<void> openPorts(const bird::Config& config);
    void setPasswords(const bird::Config& before);
    void replaceNeighbors(const bird::Config& before, bool restarting, bool soft);
    void replaceChecks();
    void replacePlain(const bird::Config& before);
    void accept(asio::ip::tcp::socket socket, const base::IpAddress& neighbor, const base::IpAddress& local,
                std::uint16_t port);
    void interfacesChanged();
    void update();
    Demotion demotionOf(const std::string& neighbor) const;

    Hands& m_hands;
    bird::Config m_config;
    bgp::RouterId m_routerId;
    Listeners m_listeners;
    std::unique_ptr<InterfaceWatch> m_watch;
    std::map<std::string, PlainProtocol> m_plain;
    std::map<std::string, std::unique_ptr<Neighbor>> m_neighbors;
    std::map<std::string, std::unique_ptr<Check>> m_checks;
    std::map<std::string, bird::Drain::Method> m_drains;
    std::shared_ptr<const OwnRoutes> m_routes;
    base::WallTime m_routesSince;
    OneShot m_nextUpdate;
    base::SteadyTime m_notBefore{}; ///< of the next update
    bool m_updateWaits = false;
};

} // namespace understudy::speaker
