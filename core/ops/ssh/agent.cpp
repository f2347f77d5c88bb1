#include "core/ops/ssh/agent.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <optional>

#include "core/ops/ssh/wake.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr char requestIdentities = 11; // SSH_AGENTC_REQUEST_IDENTITIES
constexpr char identitiesAnswer = 12;  // SSH_AGENT_IDENTITIES_ANSWER
constexpr std::uint32_t longestMessage = 256 * 1024;

std::uint32_t number(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char byte : bytes.substr(0, 4))
        value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

std::string encoded(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
}

std::string encoded(std::string_view text) {
    return encoded(static_cast<std::uint32_t>(text.size())).append(text);
}

std::optional<std::string_view> takeString(std::string_view& rest) {
    if (rest.size() < 4 || number(rest) > rest.size() - 4)
        return std::nullopt;
    const auto text = rest.substr(4, number(rest));
    rest.remove_prefix(4 + text.size());
    return text;
}

using GiveUp = std::function<bool()>;

/// Whether all of it went through before `giveUp`, which is asked every few milliseconds, or the other end
/// closed.
bool transfer(int fd, char* data, std::size_t size, bool sending, const GiveUp& giveUp) {
    while (size > 0) {
        pollfd entry{fd, static_cast<short>(sending ? POLLOUT : POLLIN), 0};
        if (giveUp())
            return false;
        if (::poll(&entry, 1, 20) <= 0)
            continue;
        const auto count = sending ? ::send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT)
                                   : ::recv(fd, data, size, MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
            return false;
        if (count > 0) {
            data += count;
            size -= static_cast<std::size_t>(count);
        }
    }
    return true;
}

/// One message without its length.
std::optional<std::string> receive(int fd, const GiveUp& giveUp) {
    std::string length(4, '\0');
    if (!transfer(fd, length.data(), length.size(), false, giveUp) || number(length) > longestMessage)
        return std::nullopt;
    std::string message(number(length), '\0');
    if (!transfer(fd, message.data(), message.size(), false, giveUp))
        return std::nullopt;
    return message;
}

bool send(int fd, std::string_view message, const GiveUp& giveUp) {
    auto bytes = encoded(message);
    return transfer(fd, bytes.data(), bytes.size(), true, giveUp);
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = i; k < i + 3; ++k)
            group = group << 8 | (k < bytes.size() ? static_cast<std::uint8_t>(bytes[k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k > bytes.size() ? '=' : alphabet[group >> (18 - 6 * k) & 0x3f];
    }
    return text;
}

} // namespace

bool AgentKey::matches(ssh_key key) const {
    char* text = nullptr;
    if (ssh_pki_export_pubkey_base64(key, &text) != SSH_OK)
        return false;
    const bool same = base64(blob) == text;
    ssh_string_free_char(text);
    return same;
}

Key AgentKey::publicKey() const {
    std::string_view rest = blob;
    const auto type = ssh_key_type_from_name(std::string(takeString(rest).value_or("")).c_str());
    const auto text = base64(blob);
    ssh_key key = nullptr;
    if (ssh_pki_import_pubkey_base64(text.c_str(), type, &key) != SSH_OK &&
        ssh_pki_import_cert_base64(text.c_str(), type, &key) != SSH_OK)
        return nullptr;
    return Key(key);
}

std::vector<AgentKey> parseAgentKeys(std::string_view message) {
    std::vector<AgentKey> keys;
    if (message.size() < 5 || message.front() != identitiesAnswer)
        return {};
    const auto count = number(message.substr(1));
    auto rest = message.substr(5);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto blob = takeString(rest);
        const auto comment = blob ? takeString(rest) : std::nullopt;
        if (!comment)
            return {};
        keys.push_back({std::string(*blob), std::string(*comment)});
    }
    return keys;
}

std::unique_ptr<Agent> Agent::connect(const Wake& wake) {
    const char* path = std::getenv("SSH_AUTH_SOCK");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path == nullptr || *path == '\0' || std::strlen(path) >= sizeof address.sun_path)
        return nullptr;
    std::strcpy(address.sun_path, path);
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return nullptr;

    const auto deadline = steady_clock::now() + 5s;
    const auto giveUp = [&] {
        return wake.stopped() || steady_clock::now() >= deadline;
    };
    if (!send(socket.get(), std::string(1, requestIdentities), giveUp))
        return nullptr;
    const auto answer = receive(socket.get(), giveUp);
    auto keys = parseAgentKeys(answer.value_or(std::string{}));
    if (keys.empty())
        return nullptr;
    return std::unique_ptr<Agent>(new Agent(std::move(socket), std::move(keys), wake));
}

Agent::Agent(FileDescriptor socket, std::vector<AgentKey> keys, const Wake& wake)
    : m_socket(std::move(socket)), m_keys(std::move(keys)), m_wake(wake) {}

Agent::~Agent() {
    if (m_thread.joinable()) {
        ::shutdown(m_client.get(), SHUT_RD);
        m_thread.join();
    }
}

void Agent::serve(ssh_session session) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return;
    m_client = FileDescriptor(ends[0]);
    ssh_set_agent_socket(session, ends[1]);
    m_thread = std::thread([this] { relay(); });
}

void Agent::show(const AgentKey& key) {
    const std::lock_guard lock(m_mutex);
    m_shown = key;
}

void Agent::relay() {
    const auto giveUp = [this] {
        return m_wake.stopped();
    };
    while (const auto request = receive(m_client.get(), giveUp)) {
        std::optional<std::string> answer;
        if (!request->empty() && request->front() == requestIdentities) {
            const std::lock_guard lock(m_mutex);
            answer = identitiesAnswer + encoded(std::uint32_t{1}) + encoded(m_shown.blob) +
                     encoded(m_shown.comment);
        } else if (send(m_socket.get(), *request, giveUp)) {
            answer = receive(m_socket.get(), giveUp);
        }
        if (!answer || !send(m_client.get(), *answer, giveUp))
            break;
    }
    // Not closed: a libssh that still writes to it would be killed by SIGPIPE.
    ::shutdown(m_client.get(), SHUT_WR);
}

} // namespace understudy::ops::ssh
