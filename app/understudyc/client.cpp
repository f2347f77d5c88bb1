#include "app/understudyc/client.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

namespace understudy::understudyc {
namespace {

base::Error broken(const char* what) {
    return {fmt::format("The connection to the daemon broke: {}.", what)};
}

void printLine(int code, char mark, std::string_view text, bool verbose) {
    if (verbose)
        fmt::print("{:04}{}{}\n", code, mark, text);
    else
        fmt::print("{}\n", text);
}

} // namespace

Client::~Client() {
    if (m_socket >= 0)
        ::close(m_socket);
}

base::Result<void> Client::open(const std::string& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.size() >= sizeof address.sun_path)
        return base::failure(fmt::format("{} is too long for a socket's path.", socket));
    socket.copy(address.sun_path, socket.size());
    m_socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (m_socket < 0 || ::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return base::failure(
            fmt::format("The daemon's control socket {} cannot be opened: {}. Is understudyd running?",
                        socket, std::strerror(errno)));
    const auto greeting = receive();
    if (!greeting)
        return tl::make_unexpected(greeting.error());
    print(*greeting);
    return {};
}

base::Result<int> Client::command(std::string_view line) {
    auto rest = std::string(line) + "\n";
    while (!rest.empty()) {
        const auto count = ::send(m_socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return tl::make_unexpected(broken(std::strerror(errno)));
        rest.erase(0, static_cast<std::size_t>(count));
    }
    const auto reply = receive();
    if (!reply)
        return tl::make_unexpected(reply.error());
    print(*reply);
    return reply->code;
}

base::Result<bird::Reply> Client::receive() {
    for (;;) {
        auto reply = m_reader.next();
        if (!reply)
            return tl::make_unexpected(reply.error());
        if (*reply)
            return std::move(**reply);
        char piece[4096];
        const auto count = ::recv(m_socket, piece, sizeof piece, 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return tl::make_unexpected(broken(count == 0 ? "it was closed" : std::strerror(errno)));
        m_reader.feed({piece, static_cast<std::size_t>(count)});
    }
}

void Client::print(const bird::Reply& reply) const {
    for (const auto& line : reply.lines)
        printLine(line.code, '-', line.text, m_verbose);
    if (reply.code != 0 || m_verbose)
        printLine(reply.code, ' ', reply.text, m_verbose);
    std::fflush(stdout);
}

} // namespace understudy::understudyc
