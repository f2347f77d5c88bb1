// Where neighbors connect to.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace understudy::speaker {

/// A listening socket for each family and port that some neighbor may use. A port below 1024 can be opened
/// only until privileges are dropped.
class Listeners {
public:
    /// The socket of a new connection, and who is at its other end.
    using Accepted = std::function<void(asio::ip::tcp::socket, const base::IpAddress& neighbor,
                                        const base::IpAddress& local, std::uint16_t localPort)>;
    /// Something went wrong that the daemon goes on after.
    using Complaint = std::function<void(const std::string&)>;

    Listeners(asio::io_context& io, Accepted accepted, Complaint complaint);

    /// Nothing when it is open already.
    base::Result<void> open(base::Family family, std::uint16_t port);
    /// Connections of this neighbor must be signed with this from now on; empty: need not be signed.
    base::Result<void> setPassword(const base::IpAddress& neighbor, std::uint16_t port,
                                   const base::Secret& password);
    /// Closes what is not in `used`.
    void keepOnly(const std::set<std::pair<base::Family, std::uint16_t>>& used);

private:
    using Key = std::pair<base::Family, std::uint16_t>;

    void accept(Key key);

    asio::io_context& m_io;
    Accepted m_accepted;
    Complaint m_complaint;
    std::map<Key, asio::ip::tcp::acceptor> m_acceptors;
};

} // namespace understudy::speaker
