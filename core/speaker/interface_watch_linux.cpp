#include "core/speaker/interface_watch.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <asio/posix/stream_descriptor.hpp>

#include "core/speaker/netlink_decoder.h"

namespace understudy::speaker {
namespace {

/// The kernel makes no longer datagrams for those who ask with so much room.
using Buffer = std::array<std::uint8_t, 32768>;

base::Error systemError(const char* what) {
    return {std::string(what) + ": " + std::strerror(errno) + "."};
}

int openNetlink(std::uint32_t groups) {
    const int fd = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0)
        return -1;
    sockaddr_nl own{};
    own.nl_family = AF_NETLINK;
    own.nl_groups = groups;
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0)
        return fd;
    ::close(fd);
    return -1;
}

/// Nothing but the kernel may speak to this socket. 0 octets: somebody else did.
ssize_t receiveFromKernel(int fd, Buffer& buffer, int flags) {
    sockaddr_nl from{};
    socklen_t length = sizeof from;
    const auto count =
        ::recvfrom(fd, buffer.data(), buffer.size(), flags, reinterpret_cast<sockaddr*>(&from), &length);
    return count > 0 && from.nl_pid != 0 ? 0 : count;
}

base::Result<void> dump(int fd, std::uint16_t type, Buffer& buffer, InterfaceTable& table) {
    struct {
        nlmsghdr header{};
        rtgenmsg body{};
    } request;
    request.header.nlmsg_len = NLMSG_LENGTH(sizeof(rtgenmsg));
    request.header.nlmsg_type = type;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.body.rtgen_family = AF_UNSPEC;
    if (::send(fd, &request, request.header.nlmsg_len, 0) < 0)
        return tl::make_unexpected(systemError("The kernel cannot be asked for its interfaces"));
    for (;;) {
        const auto count = receiveFromKernel(fd, buffer, 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return tl::make_unexpected(systemError("The kernel does not tell its interfaces"));
        const auto outcome = applyNetlink({buffer.data(), static_cast<std::size_t>(count)}, table);
        if (outcome.error != 0)
            return base::failure(std::string("The kernel does not tell its interfaces: ") +
                                 std::strerror(outcome.error) + ".");
        if (outcome.done)
            return {};
    }
}

base::Result<InterfaceTable> readAll(Buffer& buffer) {
    const int fd = openNetlink(0);
    if (fd < 0)
        return tl::make_unexpected(systemError("The kernel's interfaces cannot be watched"));
    InterfaceTable table;
    auto result = dump(fd, RTM_GETLINK, buffer, table);
    if (result)
        result = dump(fd, RTM_GETADDR, buffer, table);
    ::close(fd);
    if (!result)
        return tl::make_unexpected(result.error());
    return table;
}

class NetlinkWatch final : public InterfaceWatch {
public:
    NetlinkWatch(asio::io_context& io, int fd, std::function<void()> changed, Overrun overrun)
        : m_socket(io, fd), m_changed(std::move(changed)), m_overrun(std::move(overrun)) {}

    base::Result<void> begin() {
        auto table = readAll(m_buffer);
        if (!table)
            return tl::make_unexpected(table.error());
        m_table = std::move(*table);
        wait();
        return {};
    }

    const InterfaceTable& table() const override { return m_table; }

private:
    void wait() {
        m_socket.async_wait(asio::posix::stream_descriptor::wait_read, [this](const asio::error_code& error) {
            if (error)
                return;
            takeEvents();
            wait();
        });
    }

    /// All that are there, each acted on before the next is read: a link that goes down is told of three
    /// times.
    void takeEvents() {
        for (;;) {
            const auto count = receiveFromKernel(m_socket.native_handle(), m_buffer, MSG_DONTWAIT);
            if (count >= 0) {
                if (applyNetlink({m_buffer.data(), static_cast<std::size_t>(count)}, m_table).changed)
                    m_changed();
                continue;
            }
            if (errno == EINTR)
                continue;
            if (errno != ENOBUFS)
                return;
            // Events were lost. Those that still wait are older than what is read now, and harmless: the last
            // one of each address tells how it is.
            m_overrun();
            if (auto table = readAll(m_buffer)) {
                m_table = std::move(*table);
                m_changed();
            }
        }
    }

    asio::posix::stream_descriptor m_socket;
    std::function<void()> m_changed;
    Overrun m_overrun;
    InterfaceTable m_table;
    Buffer m_buffer{};
};

} // namespace

base::Result<std::unique_ptr<InterfaceWatch>>
InterfaceWatch::open(asio::io_context& io, std::function<void()> changed, Overrun overrun) {
    // Listening begins before the table is read, so that nothing falls between the two.
    const int fd = openNetlink(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
    if (fd < 0)
        return tl::make_unexpected(systemError("The kernel's interfaces cannot be watched"));
    auto watch = std::make_unique<NetlinkWatch>(io, fd, std::move(changed), std::move(overrun));
    if (auto begun = watch->begin(); !begun)
        return tl::make_unexpected(begun.error());
    return watch;
}

} // namespace understudy::speaker
