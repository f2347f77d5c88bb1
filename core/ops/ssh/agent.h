// The user's ssh-agent, one chosen key at a time (draft-ietf-sshm-ssh-agent).
//
// libssh offers all keys of an agent, in the agent's order, and blocks on the agent's answers. So libssh gets
// a socket of ours in the agent's place: it shows one key, and passes requests to sign on to the agent. Its
// thread lets go as soon as the Wake is stopped, however long the agent takes (it may be asking its user).
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <libssh/libssh.h>

#include "core/ops/ssh/file_descriptor.h"
#include "core/ops/ssh/key.h"

namespace understudy::ops::ssh {

class Wake;

struct AgentKey {
    std::string blob;    ///< the public key, as on the wire
    std::string comment; ///< as the agent has it

    /// Whether this is the agent's half of `key`.
    bool matches(ssh_key key) const;
    /// Null for a kind of key that libssh cannot read.
    Key publicKey() const;
};

class Agent {
public:
    /// The agent at SSH_AUTH_SOCK with the keys that it holds; null when there is none or it holds no key.
    static std::unique_ptr<Agent> connect(const Wake& wake);
    ~Agent();
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    const std::vector<AgentKey>& keys() const { return m_keys; }

    /// Makes this agent the session's. Outlives the use of ssh_userauth_agent().
    void serve(ssh_session session);
    /// The one key that the session sees from now on.
    void show(const AgentKey& key);

private:
    Agent(FileDescriptor socket, std::vector<AgentKey> keys, const Wake& wake);
    void relay();

    FileDescriptor m_socket;
    std::vector<AgentKey> m_keys;
    const Wake& m_wake;
    FileDescriptor m_client; ///< the relay's end of libssh's socket
    std::mutex m_mutex;
    AgentKey m_shown;
    std::thread m_thread;
};

/// The answer to SSH_AGENTC_REQUEST_IDENTITIES without its length; no keys when it is anything else.
std::vector<AgentKey> parseAgentKeys(std::string_view message);

} // namespace understudy::ops::ssh
