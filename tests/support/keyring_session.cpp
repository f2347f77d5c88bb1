#include "tests/support/keyring_session.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <utility>

namespace understudy::test {
namespace {

using namespace std::chrono_literals;

constexpr auto startLimit = 20s;

bool succeeds(const std::vector<std::string>& command) {
    try {
        run(command);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

void waitUntil(const char* what, const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + startLimit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error(std::string("not in time: ") + what);
        std::this_thread::sleep_for(20ms);
    }
}

std::vector<std::string> toSecretService(const std::string& path, const std::string& member,
                                         const std::vector<std::string>& arguments) {
    std::vector<std::string> words{
        "dbus-send", "--session", "--print-reply", "--reply-timeout=10000", "--dest=org.freedesktop.secrets",
        path,        member};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

} // namespace

KeyringSession::KeyringSession(Has has) {
    for (const auto* folder : {"home", "runtime"})
        ::mkdir(m_folder.file(folder).c_str(), 0700);
    if (has == Has::NoBus)
        return;
    const auto config = m_folder.write(
        "bus.conf",
        "<busconfig><type>session</type><listen>unix:path=" + m_folder.file("runtime/bus") +
            "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow send_destination=\"*\" "
            "eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
    m_bus = std::make_unique<Process>(
        std::vector<std::string>{"dbus-daemon", "--nofork", "--config-file=" + config},
        m_folder.file("bus.log"));
    waitUntil("the bus", [this] { return ::access(m_folder.file("runtime/bus").c_str(), F_OK) == 0; });
    if (has == Has::Keyring)
        startKeyring();
}

bool KeyringSession::isPossible() {
    return succeeds({"sh", "-c", "command -v dbus-daemon dbus-send gnome-keyring-daemon secret-tool"});
}

void KeyringSession::startKeyring() {
    m_keyring = std::make_unique<Process>(
        command({"sh", "-c",
                 "printf test | exec gnome-keyring-daemon --foreground --unlock --components=secrets"}),
        m_folder.file("keyring.log"));
    waitUntil("the keyring", [this] {
        return succeeds(command(toSecretService(
            "/org/freedesktop/secrets/collection/login", "org.freedesktop.DBus.Properties.Get",
            {"string:org.freedesktop.Secret.Collection", "string:Locked"})));
    });
}

std::string KeyringSession::busAddress() const {
    return m_bus ? "unix:path=" + m_folder.file("runtime/bus") : std::string{};
}

std::vector<std::string> KeyringSession::command(const std::vector<std::string>& program) const {
    std::vector<std::string> words{"env",
                                   "HOME=" + m_folder.file("home"),
                                   "XDG_RUNTIME_DIR=" + m_folder.file("runtime"),
                                   "DBUS_SESSION_BUS_ADDRESS=" + busAddress(),
                                   "DISPLAY=",
                                   "XDG_CURRENT_DESKTOP=",
                                   "XDG_DATA_HOME=",
                                   "DESKTOP_SESSION="};
    words.insert(words.end(), program.begin(), program.end());
    return words;
}

std::string KeyringSession::inside(const std::function<std::string()>& body) const {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0)
        throw std::runtime_error("no pipe");
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::close(pipe[0]);
        ::setenv("HOME", m_folder.file("home").c_str(), 1);
        ::setenv("XDG_RUNTIME_DIR", m_folder.file("runtime").c_str(), 1);
        ::setenv("DBUS_SESSION_BUS_ADDRESS", busAddress().c_str(), 1);
        for (const auto* name : {"DISPLAY", "XDG_CURRENT_DESKTOP", "XDG_DATA_HOME", "DESKTOP_SESSION"})
            ::unsetenv(name);
        const auto answer = body();
        const auto written = ::write(pipe[1], answer.data(), answer.size());
        ::_exit(written == static_cast<ssize_t>(answer.size()) ? 0 : 1);
    }
    ::close(pipe[1]);
    std::string answer;
    std::array<char, 4096> buffer{};
    for (ssize_t size = 0; (size = ::read(pipe[0], buffer.data(), buffer.size())) > 0;)
        answer.append(buffer.data(), static_cast<std::size_t>(size));
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status == 0 ? answer : "the process ended with " + std::to_string(status) + " after: " + answer;
}

void KeyringSession::lock() const {
    run(command(toSecretService("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                                {"array:objpath:/org/freedesktop/secrets/collection/login"})));
}

void KeyringSession::freeze() const {
    m_keyring->signalChildren(SIGSTOP);
}

std::optional<std::string> KeyringSession::stored(const std::string& key) const {
    const auto output = m_folder.file("stored");
    std::filesystem::remove(output);
    const bool found = succeeds(
        command({"sh", "-c", "secret-tool lookup server understudy user \"$0\" > \"$1\"", key, output}));
    return found ? std::optional{contentsOf(output)} : std::nullopt;
}

} // namespace understudy::test
