// Polls a node's speaker: sessions with the cloud, what they export, with which AS path.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/cluster/sessions.h"
#include "core/cluster/snapshot.h"
#include "core/ops/node/speaker_query.h"

namespace understudy::ops {

/// For one connection. BIRD 1.6 has a daemon a family; both are asked and told as one speaker.
class SpeakerReader {
public:
    /// All outlive the reader. `wantsV6`: the cluster has an IPv6 floating address.
    SpeakerReader(ssh::Connection& connection, const cluster::Instance& instance, const cluster::Cloud& cloud,
                  bool wantsV6, Meanwhile meanwhile);

    /// One whole poll. A daemon that certainly does not run is a value (SpeakerState::running is false).
    QueryResult<std::shared_ptr<const cluster::SpeakerState>> poll();

    /// What the last poll's daemons said, letter by letter but for control characters.
    const std::string& raw() const { return m_raw; }

private:
    /// Where a daemon is looked for.
    struct Daemon {
        std::vector<std::string> sockets;
        std::vector<std::string> clients; ///< programs that know its socket, where sshd does not forward it
        std::unique_ptr<SpeakerQuery> query;
    };
    /// A list of exported routes and what BIRD's counters said when it was read.
    struct Exports {
        std::vector<bird::Channel> channels;
        std::string since;
        base::SteadyTime readAt{};
        std::vector<bird::Route> routes;
    };
    /// One daemon's answers.
    struct Answers {
        std::string serverTime;
        std::vector<bird::BgpProtocol> protocols;
    };

    static Daemon mainDaemon(cluster::SpeakerChoice choice);
    QueryResult<void> open(Daemon& daemon);
    QueryResult<void> openByClient(Daemon& daemon);
    QueryResult<bird::Reply> ask(Daemon& daemon, std::string_view command);
    QueryResult<Answers> read(Daemon& daemon);
    QueryResult<Answers> readSix();
    QueryResult<void> addExports(cluster::Session& session, Daemon& daemon);
    bool sixIsDue() const;

    ssh::Connection& m_connection;
    const cluster::Instance& m_instance;
    const cluster::Cloud& m_cloud;
    bool m_wantsV6;
    Meanwhile m_meanwhile;
    Daemon m_main;
    Daemon m_six;
    base::SteadyTime m_sixRetryAt{};
    std::map<std::string, Exports> m_exports; ///< by daemon and protocol
    std::shared_ptr<const cluster::SpeakerState> m_last;
    std::string m_raw;
};

} // namespace understudy::ops
