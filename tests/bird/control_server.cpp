#include "control_server.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/bird/answers.h"

namespace understudy::test {
namespace {

bool sendAll(int connection, bird::ReplyWriter& writer) {
    while (const auto piece = writer.take()) {
        if (::send(connection, piece->data(), piece->size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(piece->size()))
            return false;
    }
    return true;
}

std::filesystem::path newFolder() {
    auto name = (std::filesystem::temp_directory_path() / "understudy-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary folder");
    return name;
}

} // namespace

ControlServer::ControlServer(Answer answer)
    : m_answer(std::move(answer)), m_folder(newFolder()),
      m_socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof(address.sun_path) - 1);
    if (::bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(m_socket, 8) != 0)
        throw std::runtime_error("cannot listen on " + path());
    m_thread = std::thread([this] { serve(); });
}

ControlServer::~ControlServer() {
    ::shutdown(m_socket, SHUT_RDWR);
    m_thread.join();
    ::close(m_socket);
    std::filesystem::remove_all(m_folder);
}

void ControlServer::serve() {
    for (;;) {
        const int connection = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0)
            return;
        talk(connection);
        ::close(connection);
    }
}

void ControlServer::talk(int connection) {
    bird::ReplyWriter writer;
    writer.last(bird::greeting("0.1.0"));
    bool open = sendAll(connection, writer);
    bool restricted = false;
    std::string received;
    std::array<char, 4096> buffer{};
    while (open) {
        const auto count = ::recv(connection, buffer.data(), buffer.size(), 0);
        if (count <= 0)
            return;
        received.append(buffer.data(), static_cast<std::size_t>(count));
        for (auto end = received.find('\n'); open && end != std::string::npos; end = received.find('\n')) {
            open = reply(connection, received.substr(0, end), restricted);
            received.erase(0, end + 1);
        }
    }
}

bool ControlServer::reply(int connection, const std::string& line, bool& restricted) {
    bird::ReplyWriter writer;
    const auto command = bird::parseCommand(line);
    if (!command) {
        writer.last(command.error());
    } else if (std::holds_alternative<bird::Restrict>(*command)) {
        restricted = true;
        writer.last(bird::accessRestricted());
    } else if (restricted && !bird::allowedRestricted(*command)) {
        writer.last(bird::accessDenied());
    } else {
        m_answer(*command, writer);
    }
    return sendAll(connection, writer);
}

Ran run(const std::string& shellCommand) {
    Ran ran;
    auto* const pipe = ::popen((shellCommand + " 2>&1").c_str(), "r");
    if (pipe == nullptr)
        return ran;
    std::array<char, 4096> buffer{};
    for (auto count = buffer.size(); count > 0;) {
        count = std::fread(buffer.data(), 1, buffer.size(), pipe);
        ran.output.append(buffer.data(), count);
    }
    const int status = ::pclose(pipe);
    ran.exitStatus = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
}

} // namespace understudy::test
