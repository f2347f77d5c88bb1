#include "tests/support/sshd.h"

#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace understudy::test {
namespace {

using namespace std::chrono_literals;

/// "Server listening on" in the log: a connection made to find out would itself count as a login under way.
bool waitForListening(const std::string& logFile) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < deadline) {
        if (contentsOf(logFile).find("Server listening on") != std::string::npos)
            return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

} // namespace

void makeKey(const std::string& file, const std::string& passphrase) {
    run({"ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", std::filesystem::path(file).filename(),
         "-f", file});
}

Sshd::Sshd(const std::vector<std::string>& settings, const std::string& address,
           const std::vector<std::string>& wrapper)
    : m_address(address), m_port(static_cast<std::uint16_t>(freePort())) {
    ::mkdir("/run/sshd", 0755);
    makeKey(m_folder.file("host_key"));
    m_folder.write("authorized_keys", "");
    std::ostringstream config;
    for (const auto& setting : settings)
        config << setting << '\n';
    config << "Port " << m_port << "\nListenAddress " << address << "\nHostKey " << m_folder.file("host_key")
           << "\nAuthorizedKeysFile " << m_folder.file("authorized_keys")
           << "\nSetEnv HOME=" << m_folder.path().string()
           << "\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nPasswordAuthentication no\n"
              "KbdInteractiveAuthentication no\nLogLevel VERBOSE\nUseDNS no\n";
    const auto file = m_folder.write("sshd_config", config.str());
    auto command = wrapper;
    command.insert(command.end(), {"/usr/sbin/sshd", "-D", "-e", "-f", file});
    m_process = std::make_unique<Process>(command, m_folder.file("log"));
    if (!waitForListening(m_folder.file("log")))
        throw std::runtime_error("sshd does not listen: " + log());
}

Sshd::~Sshd() = default;

std::string Sshd::knownHostsLine() const {
    const auto key = contentsOf(m_folder.file("host_key.pub"));
    return "[" + m_address + "]:" + std::to_string(m_port) + " " + key.substr(0, key.rfind(' ')) + "\n";
}

std::string Sshd::fingerprint() const {
    const auto list = m_folder.file("fingerprint");
    Process process({"ssh-keygen", "-l", "-E", "sha256", "-f", m_folder.file("host_key.pub")}, list);
    std::string text;
    for (int i = 0; i < 1000 && text.find('\n') == std::string::npos; ++i) {
        std::this_thread::sleep_for(5ms);
        text = contentsOf(list);
    }
    const auto begin = text.find("SHA256:");
    return text.substr(begin, text.find(' ', begin) - begin);
}

std::string Sshd::addUserKey(const std::string& name, const std::string& passphrase) const {
    const auto file = m_folder.file(name);
    makeKey(file, passphrase);
    authorize(file);
    return file;
}

void Sshd::authorize(const std::string& keyFile) const {
    std::ofstream(m_folder.file("authorized_keys"), std::ios::app) << contentsOf(keyFile + ".pub");
}

void Sshd::forgetKeys() const {
    m_folder.write("authorized_keys", "");
}

std::string Sshd::log() const {
    return contentsOf(m_folder.file("log"));
}

bool Sshd::logs(const std::string& text) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (log().find(text) == std::string::npos) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

void Sshd::killSessions() const {
    m_process->signalChildren(SIGKILL);
}

void Sshd::freezeSessions() const {
    m_process->signalChildren(SIGSTOP);
}

} // namespace understudy::test
