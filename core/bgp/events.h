// What happens to a peer, and what has to be done about it. The caller owns sockets, timers and the clock: it
// tells what happened and carries out the outputs, in their order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/bgp/message.h"
#include "core/bgp/session.h"

namespace understudy::bgp {

/// RFC 4271 section 8.2.2, in the order of progress.
enum class State : std::uint8_t { Idle, Connect, Active, OpenSent, OpenConfirm, Established };

/// A peer has at most two TCP connections: the one that it opens and the one that it accepts.
enum class Side : std::uint8_t { Outgoing, Incoming };

enum class Timer : std::uint8_t {
    IdleHold,     ///< before a connection is tried (again)
    ConnectRetry, ///< for one attempt to connect
    Hold,         ///< since the neighbor's last message
    Keepalive,    ///< until our next one
    SendHold,     ///< since the transport last took anything of what waits (RFC 9687)
};

// Inputs of one connection. One that belongs to nothing there (octets without a connection, a timer that does
// not run) came too late and is ignored in every state.

/// Events 1 and 3 to 7: begin, after a delay of 0 or more.
struct Start {
    std::chrono::milliseconds delay{0};
};
/// Events 2 and 8: end, telling the neighbor why if there is a session to be ended.
struct Stop {
    Notification why = Notification{Cease::AdministrativeShutdown};
};
/// Events 16 and 17: the connection stands.
struct TcpConnected {};
/// Event 18: no connection could be made, or it is gone. `why` is for people, e.g. "Connection refused".
struct TcpFailed {
    std::string why;
};
/// What the connection brought, in pieces of any size.
struct BytesReceived {
    base::ByteView bytes;
};
/// The transport took `count` more octets of what SendBytes gave it.
struct BytesSent {
    std::size_t count = 0;
};
/// Events 9 to 13.
struct TimerExpired {
    Timer timer = Timer::Hold;
};
/// The answer to OpenReceived: go on.
struct AcceptOpen {};
/// The other answer, and event 23: the other connection survives.
struct CollisionLost {};
/// The neighbor has restarted and begun anew on another connection: close without a word (RFC 4724 section
/// 5).
struct Replaced {};

using Input = std::variant<Start, Stop, TcpConnected, TcpFailed, BytesReceived, BytesSent, TimerExpired,
                           AcceptOpen, CollisionLost, Replaced>;

/// Why a connection, or an attempt, ended.
struct Ended {
    enum class Kind : std::uint8_t {
        Stopped,
        ConnectFailed, ///< never stood
        ConnectionLost,
        NotificationSent,
        NotificationReceived,
        SendHoldExpired,
        CollisionLost,
        Replaced,
    };

    Side side = Side::Outgoing;
    Kind kind = Kind::Stopped;
    std::optional<Notification> notification; ///< that was sent or received
    std::string why;                          ///< for people; sanitized
    bool wasEstablished = false;
};

// Outputs.

/// Connect to the neighbor; answer with TcpConnected or TcpFailed.
struct OpenTcp {
    Side side = Side::Outgoing;
};
/// Close once what was given to SendBytes is written, without waiting for it long; at once, with a reset,
/// when `abort`. Nothing is to be told of this connection afterwards.
struct CloseTcp {
    Side side = Side::Outgoing;
    bool abort = false;
};
struct SendBytes {
    Side side = Side::Outgoing;
    base::Bytes bytes;
};
/// Answer with TimerExpired at that time or later; replaces the timer's earlier setting.
struct SetTimer {
    Side side = Side::Outgoing;
    Timer timer = Timer::Hold;
    base::SteadyTime at{};
};
struct CancelTimer {
    Side side = Side::Outgoing;
    Timer timer = Timer::Hold;
};
struct StateChanged {
    Side side = Side::Outgoing;
    State from = State::Idle;
    State to = State::Idle;
};
/// A good OPEN: to be answered with AcceptOpen or CollisionLost before anything else of this connection. Of
/// an FSM; Peer answers itself.
struct OpenReceived {
    Side side = Side::Outgoing;
    RouterId neighborId;
};
/// Established.
struct Up {
    Side side = Side::Outgoing;
    Session session;
};
/// The neighbor wants to have all routes of a family again. Of an FSM; Peer answers itself.
struct RefreshRequested {
    base::Family family = base::Family::V4;
};
/// The neighbor has announced all that it has.
struct EndOfRibReceived {
    base::Family family = base::Family::V4;
};
/// Something for the log, in words; sanitized.
struct Log {
    std::string text;
};

using Output = std::variant<OpenTcp, CloseTcp, SendBytes, SetTimer, CancelTimer, StateChanged, OpenReceived,
                            Up, Ended, RefreshRequested, EndOfRibReceived, Log>;
using Outputs = std::vector<Output>;

} // namespace understudy::bgp
