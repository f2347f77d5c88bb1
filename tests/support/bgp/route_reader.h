// The router's end: what a neighbor that installs routes reads out of our UPDATEs. Written apart from the
// encoder under test, and stricter than a speaker has to be: anything odd fails.
#pragma once

#include <set>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/bgp/route.h"

namespace understudy::test {

struct ReadUpdate {
    bgp::Routes announced;
    std::set<base::Prefix> withdrawn;
};

/// `body`: of an UPDATE, without the header.
base::Result<ReadUpdate> readUpdate(base::ByteView body, bool fourOctetAs);

/// A routing table fed by readUpdate().
class RouterTable {
public:
    explicit RouterTable(bool fourOctetAs = true) : m_fourOctetAs(fourOctetAs) {}

    void useFourOctetAs(bool fourOctetAs) { m_fourOctetAs = fourOctetAs; }
    base::Result<void> feed(base::ByteView body);
    void clear() { m_routes.clear(); }
    const bgp::Routes& routes() const { return m_routes; }

private:
    bool m_fourOctetAs;
    bgp::Routes m_routes;
};

} // namespace understudy::test
