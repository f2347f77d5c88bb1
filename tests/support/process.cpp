#include "tests/support/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>

extern char** environ;

namespace understudy::test {
namespace {

pid_t spawn(const std::vector<std::string>& command, const std::string& output) {
    std::vector<char*> arguments;
    for (const auto& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);

    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0)
        throw std::runtime_error("cannot start " + command.front());
    return pid;
}

/// All processes below this one. Found by their parents, for sshd's sessions leave the process group.
std::vector<pid_t> below(pid_t root) {
    std::map<pid_t, std::vector<pid_t>> children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        const auto stat = contentsOf(entry.path() / "stat");
        const auto end = stat.rfind(')');
        if (end == std::string::npos)
            continue;
        // After the name: " S PPID ...".
        children[static_cast<pid_t>(std::atoi(stat.c_str() + end + 4))].push_back(
            static_cast<pid_t>(std::atoi(stat.c_str())));
    }
    std::vector<pid_t> found = children[root];
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& next = children[found[i]];
        found.insert(found.end(), next.begin(), next.end());
    }
    return found;
}

} // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "understudy-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary folder");
    m_path = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
    const auto path = m_path / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return path.string();
}

Process::Process(const std::vector<std::string>& command, const std::string& output)
    : m_pid(spawn(command, output)) {}

Process::~Process() {
    kill();
}

void Process::kill() {
    if (m_pid < 0)
        return;
    const auto all = below(m_pid);
    ::kill(m_pid, SIGKILL);
    for (const pid_t one : all)
        ::kill(one, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
    m_pid = -1;
}

void Process::signalChildren(int signal) const {
    for (const pid_t one : below(m_pid))
        ::kill(one, signal);
}

void run(const std::vector<std::string>& command) {
    const pid_t pid = spawn(command, "/dev/null");
    int status = 0;
    if (::waitpid(pid, &status, 0) != pid || status != 0)
        throw std::runtime_error(command.front() + " failed");
}

std::string contentsOf(const std::string& file) {
    const std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    // Not by iterators, which throw when a process ends while its file in /proc is read.
    text << stream.rdbuf();
    return text.str();
}

int freePort() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("no free port");
    ::close(fd);
    return ntohs(address.sin_port);
}

ScopedEnvironment::ScopedEnvironment(std::string name, const std::string& value) : m_name(std::move(name)) {
    const char* before = std::getenv(m_name.c_str());
    m_wasSet = before != nullptr;
    m_before = m_wasSet ? before : "";
    ::setenv(m_name.c_str(), value.c_str(), 1);
}

ScopedEnvironment::~ScopedEnvironment() {
    if (m_wasSet)
        ::setenv(m_name.c_str(), m_before.c_str(), 1);
    else
        ::unsetenv(m_name.c_str());
}

} // namespace understudy::test
