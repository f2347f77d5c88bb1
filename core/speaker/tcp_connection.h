// One TCP connection to a neighbor.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "core/base/bytes.h"
#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/bgp/events.h"

namespace understudy::speaker {

/// What happens to a connection. Any of these may let go of it.
class ConnectionUser {
public:
    virtual void connected(bgp::Side side) = 0;
    virtual void received(bgp::Side side, base::ByteView bytes) = 0;
    /// The transport took `count` octets more.
    virtual void sent(bgp::Side side, std::size_t count) = 0;
    /// It is gone, or never stood. `why` is for people.
    virtual void failed(bgp::Side side, std::string why) = 0;

protected:
    ~ConnectionUser() = default;
};

/// Owned by its user until finish(); it then ends by itself, for its operations hold it too.
class TcpConnection : public std::enable_shared_from_this<TcpConnection> {
public:
    /// Where octets are read into; one for the whole thread.
    using Scratch = std::span<std::uint8_t>;

    /// `socket` is non-blocking, with its options set.
    TcpConnection(asio::ip::tcp::socket socket, bgp::Side side, ConnectionUser& user, Scratch scratch);

    /// Tells connected() or failed(), later.
    void connect(const asio::ip::tcp::endpoint& neighbor);
    /// Of an accepted connection, or one that is connected: begins to read.
    void begin();
    /// Tells sent() for each piece that the system takes, the first before it returns.
    void send(base::Bytes bytes);

    /// Nothing is told any more. What waits is still sent, and the neighbor's octets are read and dropped so
    /// that the last message is not lost in a reset; all within two seconds. At once, with a reset, when
    /// `abort`.
    void finish(bool abort);

    /// nullopt when it does not stand.
    std::optional<base::IpAddress> localAddress() const;
    int handle() { return m_socket.native_handle(); }

private:
    void waitToRead();
    void read();
    void waitToWrite();
    void write();
    void fail(const asio::error_code& error);
    void readToEnd();
    void close();

    asio::ip::tcp::socket m_socket;
    asio::steady_timer m_limit;
    bgp::Side m_side;
    ConnectionUser* m_user; ///< null: finished
    Scratch m_scratch;
    std::deque<base::Bytes> m_waiting;
    std::size_t m_written = 0; ///< of the first that waits
    bool m_writing = false;    ///< waits for room, or a call of write() is under way
};

} // namespace understudy::speaker
