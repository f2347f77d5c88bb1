#include "core/speaker/tcp_connection.h"

#include <asio/buffer.hpp>

#include "core/speaker/addresses.h"
#include "core/speaker/socket_errors.h"

namespace understudy::speaker {
namespace {

using asio::ip::tcp;

constexpr std::chrono::seconds finishLimit{2};

/// Reads in a row before others have their turn.
constexpr int readsInARow = 32;

std::string inWords(const asio::error_code& error) {
    return error == asio::error::eof ? "The neighbor closed the connection" : error.message();
}

} // namespace

TcpConnection::TcpConnection(tcp::socket socket, bgp::Side side, ConnectionUser& user, Scratch scratch)
    : m_socket(std::move(socket)), m_limit(m_socket.get_executor()), m_side(side), m_user(&user),
      m_scratch(scratch) {}

void TcpConnection::connect(const tcp::endpoint& neighbor) {
    m_socket.async_connect(neighbor, [self = shared_from_this()](const asio::error_code& error) {
        if (self->m_user == nullptr)
            return;
        if (error)
            return self->fail(error);
        self->m_user->connected(self->m_side);
    });
}

void TcpConnection::begin() {
    waitToRead();
}

void TcpConnection::waitToRead() {
    m_socket.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const asio::error_code& error) {
        if (self->m_user != nullptr && !error)
            self->read();
    });
}

void TcpConnection::read() {
    for (int turn = 0; turn < readsInARow; ++turn) {
        asio::error_code error;
        const auto count = m_socket.read_some(asio::buffer(m_scratch.data(), m_scratch.size()), error);
        if (wouldBlock(error))
            break;
        if (error)
            return fail(error);
        m_user->received(m_side, m_scratch.first(count));
        if (m_user == nullptr)
            return;
        if (count < m_scratch.size())
            break;
    }
    waitToRead();
}

void TcpConnection::send(base::Bytes bytes) {
    m_waiting.push_back(std::move(bytes));
    if (!m_writing)
        write();
}

void TcpConnection::write() {
    const auto self = shared_from_this();
    m_writing = true;
    while (!m_waiting.empty()) {
        const auto& piece = m_waiting.front();
        asio::error_code error;
        const auto count =
            m_socket.write_some(asio::buffer(piece.data() + m_written, piece.size() - m_written), error);
        if (wouldBlock(error))
            return waitToWrite();
        if (error)
            return m_user == nullptr ? close() : fail(error);
        m_written += count;
        if (m_written == piece.size()) {
            m_waiting.pop_front();
            m_written = 0;
        }
        if (m_user != nullptr)
            m_user->sent(m_side, count);
    }
    m_writing = false;
    if (m_user == nullptr && m_socket.is_open()) {
        asio::error_code ignored;
        m_socket.shutdown(tcp::socket::shutdown_send, ignored);
    }
}

void TcpConnection::waitToWrite() {
    m_socket.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const asio::error_code& error) {
        if (!error)
            self->write();
    });
}

void TcpConnection::fail(const asio::error_code& error) {
    const auto self = shared_from_this();
    auto* user = std::exchange(m_user, nullptr);
    close();
    user->failed(m_side, inWords(error));
}

void TcpConnection::finish(bool abort) {
    m_user = nullptr;
    if (!m_socket.is_open())
        return;
    asio::error_code error;
    if (abort)
        m_socket.set_option(asio::socket_base::linger(true, 0), error);
    m_socket.remote_endpoint(error);
    if (abort || error)
        return close();
    m_limit.expires_after(finishLimit);
    m_limit.async_wait([self = shared_from_this()](const asio::error_code& cancelled) {
        if (!cancelled)
            self->close();
    });
    if (!m_writing)
        write();
    readToEnd();
}

void TcpConnection::readToEnd() {
    m_socket.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const asio::error_code& failed) {
        asio::error_code error = failed;
        if (!error)
            self->m_socket.read_some(asio::buffer(self->m_scratch.data(), self->m_scratch.size()), error);
        if (error && !wouldBlock(error))
            return self->close();
        self->readToEnd();
    });
}

void TcpConnection::close() {
    asio::error_code ignored;
    m_socket.close(ignored);
    m_limit.cancel();
    m_waiting.clear();
}

std::optional<base::IpAddress> TcpConnection::localAddress() const {
    asio::error_code error;
    const auto endpoint = m_socket.local_endpoint(error);
    if (error)
        return std::nullopt;
    return toIpAddress(endpoint.address());
}

} // namespace understudy::speaker
