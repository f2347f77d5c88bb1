// The control socket: clients, their lines, and their answers.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include <asio/local/stream_protocol.hpp>

#include "core/bird/reply_writer.h"
#include "core/speaker/hands.h"
#include "core/speaker/one_shot.h"

namespace understudy::speaker {

/// What one client has asked for so far that outlasts a command.
struct ControlState {
    bool restricted = false;
    std::optional<bird::TimeFormat> timeFormat; ///< nullopt: as configured
};

/// Carries out one line and writes the whole reply.
using ControlHandler =
    std::function<void(std::string_view line, ControlState& state, bird::ReplyWriter& reply)>;

class ControlServer {
public:
    /// Listens at `path`, mode 0660, and removes it at its end. A socket that nobody listens on any more is
    /// replaced; another running daemon is an error. `greeting` is the first line of each connection, with
    /// its code.
    static base::Result<std::unique_ptr<ControlServer>> open(Hands& hands, const std::string& path,
                                                             std::string greeting, ControlHandler handler);
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

private:
    class Client;

    ControlServer(Hands& hands, std::string path, std::string greeting, ControlHandler handler);
    void accept();
    void forget(const std::shared_ptr<Client>& client) { m_clients.erase(client); }

    Hands& m_hands;
    std::string m_path;
    std::string m_greeting;
    ControlHandler m_handler;
    asio::local::stream_protocol::acceptor m_acceptor;
    OneShot m_pause;
    std::set<std::shared_ptr<Client>> m_clients;
};

} // namespace understudy::speaker
