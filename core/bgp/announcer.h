// The routes that the neighbor should have, against those that it has got (Adj-RIB-Out of RFC 4271).
#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "core/base/bytes.h"
#include "core/bgp/route.h"
#include "core/bgp/session.h"

namespace understudy::bgp {

/// Makes one message at a time, when the transport can take it: what is pending is prefixes, never octets, so
/// a neighbor that does not read costs no memory. Withdraws go first. A prefix that changes and changes back
/// before it was sent is not sent; changed attributes replace the route without a withdraw.
class Announcer {
public:
    /// A session is up: everything is to be sent, and an End-of-RIB for each family (RFC 4724) even if
    /// there is nothing.
    void begin(const Session& session);
    /// The session is gone, and with it what the neighbor had.
    void end();

    /// What is to be announced from now on, of both families. Routes whose attributes fit into no message are
    /// left out; their prefixes are returned.
    std::vector<base::Prefix> setRoutes(Routes routes);

    /// The neighbor asks for all of a family again (RFC 2918, with the marks of RFC 7313 where agreed). Asked
    /// during an answer, another answer follows; more often is once.
    void refresh(base::Family family);

    /// The next message to send; empty when there is nothing to tell.
    base::Bytes next();

    const Routes& wanted() const { return m_wanted; }
    /// What the neighbor has, as far as messages were made.
    const Routes& sent() const { return m_sent; }
    /// Families with at least one route to announce.
    FamilySet wantedFamilies() const;

private:
    /// What is pending of one family.
    struct Pending {
        std::set<base::Prefix> withdraws;
        std::map<PathAttributes, std::set<base::Prefix>> announces;
        std::set<base::Prefix> repeats; ///< to be sent even if the neighbor has them already
        bool endOfRib = false;
        bool refreshAsked = false;
        bool refreshing = false;
    };

    Pending& pendingOf(base::Family family) { return family == base::Family::V4 ? m_pending4 : m_pending6; }
    void place(const base::Prefix& prefix);
    void unplace(Pending& pending, const base::Prefix& prefix);
    base::Bytes takeWithdraw(Pending& pending);
    base::Bytes takeAnnounce(Pending& pending);
    base::Bytes nextOf(base::Family family);
    base::Bytes beginRefresh(base::Family family, Pending& pending);

    Session m_session;
    bool m_up = false;
    Routes m_wanted;
    Routes m_sent;
    /// Attributes under which a prefix is found in Pending::announces.
    Routes m_placed;
    Pending m_pending4;
    Pending m_pending6;
};

} // namespace understudy::bgp
