// A control socket as the daemon has one, answered in a thread: for the programs of BIRD that ask.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "core/bird/command_parser.h"
#include "core/bird/reply_writer.h"

namespace understudy::test {

/// Serves one connection after the other until it goes. Refuses what a restricted connection may not do.
class ControlServer {
public:
    /// Writes the whole reply to a command; called in the server's thread.
    using Answer = std::function<void(const bird::Command&, bird::ReplyWriter&)>;

    explicit ControlServer(Answer answer);
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    std::string path() const { return (m_folder / "bird.ctl").string(); }

private:
    void serve();
    void talk(int connection);
    bool reply(int connection, const std::string& line, bool& restricted);

    Answer m_answer;
    std::filesystem::path m_folder;
    int m_socket = -1;
    std::thread m_thread;
};

/// What a program printed, standard error included, and its exit status.
struct Ran {
    std::string output;
    int exitStatus = -1;
};
Ran run(const std::string& shellCommand);

} // namespace understudy::test
