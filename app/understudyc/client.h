// One connection to the daemon's control socket, as birdc uses it.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/bird/reply.h"

namespace understudy::understudyc {

/// Blocks while it waits.
class Client {
public:
    /// `verbose`: replies are printed with their codes.
    explicit Client(bool verbose) : m_verbose(verbose) {}
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client();

    /// Connects, and prints the greeting.
    base::Result<void> open(const std::string& socket);
    /// Sends a line, and prints the reply as it is meant for people. The code of its last line.
    base::Result<int> command(std::string_view line);

private:
    base::Result<bird::Reply> receive();
    void print(const bird::Reply& reply) const;

    bool m_verbose;
    int m_socket = -1;
    bird::ReplyReader m_reader;
};

} // namespace understudy::understudyc
