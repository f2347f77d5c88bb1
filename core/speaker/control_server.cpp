#include "core/speaker/control_server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <utility>

#include <asio/buffer.hpp>
#include <fmt/format.h>

#include "core/bird/answers.h"
#include "core/bird/command_parser.h"
#include "core/speaker/one_shot.h"
#include "core/speaker/socket_errors.h"

namespace understudy::speaker {
namespace {

using Protocol = asio::local::stream_protocol;

constexpr std::size_t maxClients = 64;

/// A client that asked and does not read what it asked for.
constexpr std::chrono::seconds readLimit{60};

} // namespace

/// Takes a line only when the answer to the one before is written, so what waits is never more than one
/// answer.
class ControlServer::Client : public std::enable_shared_from_this<Client> {
public:
    Client(ControlServer& server, Protocol::socket socket)
        : m_server(&server), m_socket(std::move(socket)), m_limit(server.m_hands.io) {
        asio::error_code ignored;
        m_socket.non_blocking(true, ignored);
        m_reply.last(1, server.m_greeting);
    }

    void begin() { write(); }

    void close() {
        m_server = nullptr;
        m_limit.cancel();
        asio::error_code ignored;
        m_socket.close(ignored);
    }

private:
    void end() {
        auto* server = m_server;
        const auto self = shared_from_this();
        close();
        if (server != nullptr)
            server->forget(self);
    }

    void write() {
        for (;;) {
            if (m_written == m_piece.size()) {
                auto piece = m_reply.take();
                if (!piece)
                    break;
                m_piece = std::move(*piece);
                m_written = 0;
            }
            asio::error_code error;
            m_written += m_socket.write_some(
                asio::buffer(m_piece.data() + m_written, m_piece.size() - m_written), error);
            if (wouldBlock(error))
                return waitToWrite();
            if (error)
                return end();
        }
        m_limit.cancel();
        takeLines();
    }

    void waitToWrite() {
        m_limit.after(readLimit, [this] { end(); });
        m_socket.async_wait(Protocol::socket::wait_write, [self = shared_from_this()](const auto& error) {
            if (!error && self->m_server != nullptr)
                self->write();
        });
    }

    void takeLines() {
        const auto end = m_input.find('\n');
        if (end == std::string::npos) {
            if (m_input.size() > bird::maxCommandBytes)
                return refuseLongLine();
            return waitToRead();
        }
        const auto line = m_input.substr(0, end);
        m_input.erase(0, end + 1);
        m_server->m_handler(line, m_state, m_reply);
        // Not at once: a client that sends many lines must not keep all others waiting.
        m_socket.async_wait(Protocol::socket::wait_write, [self = shared_from_this()](const auto& error) {
            if (!error && self->m_server != nullptr)
                self->write();
        });
    }

    void refuseLongLine() {
        m_reply.last(bird::parseError("command line too long"));
        if (const auto piece = m_reply.take()) {
            asio::error_code ignored;
            m_socket.write_some(asio::buffer(*piece), ignored);
        }
        end();
    }

    void waitToRead() {
        m_socket.async_wait(Protocol::socket::wait_read, [self = shared_from_this()](const auto& error) {
            if (!error && self->m_server != nullptr)
                self->read();
        });
    }

    void read() {
        std::array<char, 1024> piece;
        asio::error_code error;
        const auto count = m_socket.read_some(asio::buffer(piece), error);
        if (wouldBlock(error))
            return waitToRead();
        if (error)
            return end();
        m_input.append(piece.data(), count);
        takeLines();
    }

    ControlServer* m_server; ///< null: closed
    Protocol::socket m_socket;
    OneShot m_limit;
    ControlState m_state;
    bird::ReplyWriter m_reply;
    std::string m_input;
    std::string m_piece;
    std::size_t m_written = 0;
};

ControlServer::ControlServer(Hands& hands, std::string path, std::string greeting, ControlHandler handler)
    : m_hands(hands), m_path(std::move(path)), m_greeting(std::move(greeting)), m_handler(std::move(handler)),
      m_acceptor(hands.io), m_pause(hands.io) {}

ControlServer::~ControlServer() {
    for (const auto& client : m_clients)
        client->close();
    ::unlink(m_path.c_str());
}

base::Result<std::unique_ptr<ControlServer>>
ControlServer::open(Hands& hands, const std::string& path, std::string greeting, ControlHandler handler) {
    const auto refused = [&](const std::string& why) {
        return base::failure(fmt::format("The control socket {} cannot be opened: {}.", path, why));
    };
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return refused("its path is too long");
    const Protocol::endpoint endpoint(path);
    asio::error_code error;
    Protocol::socket other(hands.io);
    other.connect(endpoint, error);
    if (!error)
        return refused("another daemon answers there");
    if (error == asio::error::connection_refused)
        ::unlink(path.c_str());

    Protocol::acceptor acceptor(hands.io);
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        const auto before = ::umask(0117);
        acceptor.bind(endpoint, error);
        ::umask(before);
    }
    if (error)
        return refused(error.message());
    std::unique_ptr<ControlServer> server(
        new ControlServer(hands, path, std::move(greeting), std::move(handler)));
    server->m_acceptor = std::move(acceptor);
    server->m_acceptor.listen(16, error);
    if (error)
        return refused(error.message());
    server->accept();
    return server;
}

void ControlServer::accept() {
    m_acceptor.async_accept([this](const asio::error_code& error, Protocol::socket socket) {
        if (error == asio::error::operation_aborted)
            return;
        if (error) {
            m_hands.log.error("A control client cannot be accepted: " + error.message());
            m_pause.after(acceptPause, [this] { accept(); });
            return;
        }
        if (m_clients.size() < maxClients) {
            auto client = std::make_shared<Client>(*this, std::move(socket));
            m_clients.insert(client);
            client->begin();
        }
        accept();
    });
}

} // namespace understudy::speaker
