// A program that is typed at.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace understudy::test {

/// A program on a terminal of its own.
class Terminal {
public:
    explicit Terminal(const std::vector<std::string>& command) {
        m_pid = ::forkpty(&m_master, nullptr, nullptr, nullptr);
        if (m_pid != 0)
            return;
        std::vector<char*> words;
        for (const auto& word : command)
            words.push_back(const_cast<char*>(word.c_str()));
        words.push_back(nullptr);
        ::execvp(words[0], words.data());
        ::_exit(127);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        ::close(m_master);
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }

    /// False when the program ends, or falls silent, before it has said so.
    bool waitFor(const std::string& words) {
        while (m_shown.find(words, m_answeredUpTo) == std::string::npos) {
            if (!read())
                return false;
        }
        return true;
    }
    void type(const std::string& line) {
        m_answeredUpTo = m_shown.size();
        EXPECT_EQ(::write(m_master, (line + "\n").data(), line.size() + 1),
                  static_cast<ssize_t>(line.size() + 1));
    }
    /// All that was ever on the terminal.
    const std::string& readToEnd() {
        while (read()) {
        }
        return m_shown;
    }

private:
    static constexpr int mostSilenceMs = 30000;

    bool read() {
        pollfd descriptor{.fd = m_master, .events = POLLIN, .revents = 0};
        char buffer[4096];
        const auto size =
            ::poll(&descriptor, 1, mostSilenceMs) == 1 ? ::read(m_master, buffer, sizeof buffer) : 0;
        if (size > 0)
            m_shown.append(buffer, static_cast<std::size_t>(size));
        return size > 0;
    }

    int m_master = -1;
    pid_t m_pid = -1;
    std::string m_shown;
    std::size_t m_answeredUpTo = 0;
};

} // namespace understudy::test
