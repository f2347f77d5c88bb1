#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>

#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <fmt/format.h>

#include "core/speaker/check_probe.h"

namespace understudy::speaker {
namespace {

/// The child of one check. Asio's operations hold it until the child is reaped, also after stop().
class Child : public std::enable_shared_from_this<Child> {
public:
    Child(Hands& hands, CheckProbe::Done done) : m_ended(hands.io, SIGCHLD), m_done(std::move(done)) {}

    void run(const std::vector<std::string>& arguments) {
        wait();
        if (const int error = spawn(arguments); error != 0) {
            m_ended.cancel();
            finishLater(fmt::format("{} cannot be run: {}", arguments.front(), std::strerror(error)));
        }
    }

    void stop() {
        m_done = nullptr;
        if (m_pid > 0)
            ::kill(-m_pid, SIGKILL);
    }

private:
    int spawn(const std::vector<std::string>& arguments) {
        std::vector<char*> argv;
        for (const auto& argument : arguments)
            argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);
        char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        char* environment[] = {path, nullptr};

        posix_spawn_file_actions_t files;
        posix_spawnattr_t attributes;
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawnattr_init(&attributes);
        for (const int fd : {0, 1, 2})
            ::posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
        sigset_t usual;
        ::sigfillset(&usual);
        ::posix_spawnattr_setsigdefault(&attributes, &usual);
        sigset_t none;
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setflags(&attributes,
                                   POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        const int error = ::posix_spawn(&m_pid, argv[0], &files, &attributes, argv.data(), environment);
        ::posix_spawnattr_destroy(&attributes);
        ::posix_spawn_file_actions_destroy(&files);
        if (error != 0)
            m_pid = -1;
        return error;
    }

    void wait() {
        m_ended.async_wait([self = shared_from_this()](const asio::error_code& cancelled, int) {
            if (!cancelled)
                self->reap();
        });
    }

    void reap() {
        int status = 0;
        const auto pid = ::waitpid(m_pid, &status, WNOHANG);
        if (pid == 0)
            return wait();
        m_pid = -1;
        if (pid < 0)
            return finish(base::failure(std::strerror(errno)));
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            return finish({});
        finish(base::failure(WIFEXITED(status) ? fmt::format("Exit status {}", WEXITSTATUS(status))
                                               : fmt::format("Killed by signal {}", WTERMSIG(status))));
    }

    void finishLater(std::string why) {
        asio::post(m_ended.get_executor(),
                   [self = shared_from_this(), why = std::move(why)] { self->finish(base::failure(why)); });
    }

    void finish(base::Result<void> result) {
        if (const auto done = std::exchange(m_done, nullptr))
            done(std::move(result));
    }

    asio::signal_set m_ended;
    CheckProbe::Done m_done;
    pid_t m_pid = -1;
};

class ChildProbe final : public CheckProbe {
public:
    explicit ChildProbe(std::shared_ptr<Child> child) : m_child(std::move(child)) {}
    ~ChildProbe() override { m_child->stop(); }

private:
    std::shared_ptr<Child> m_child;
};

} // namespace

std::unique_ptr<CheckProbe> probe(Hands& hands, const bird::ExecCheck& check, CheckProbe::Done done) {
    auto child = std::make_shared<Child>(hands, std::move(done));
    child->run(check.arguments);
    return std::make_unique<ChildProbe>(std::move(child));
}

} // namespace understudy::speaker
