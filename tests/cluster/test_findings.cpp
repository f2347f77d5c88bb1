#include "core/cluster/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cluster/sessions.h"
#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::Contains;
using testing::IsEmpty;

namespace {

std::vector<std::string> ids(const Snapshot& snapshot) {
    std::vector<std::string> result;
    for (const auto& finding : examine(snapshot))
        result.push_back(finding.id);
    return result;
}

/// Healthy, and quick to fail over.
Snapshot flawless() {
    auto snapshot = healthySnapshot();
    auto fast = speaker(0);
    for (auto& session : fast->sessions)
        session.protocol.holdTime = 9s;
    Observer{snapshot}.see("primary", SpeakerSeen{fast});
    return snapshot;
}

} // namespace

TEST(Findings, nothingIsFoundWhereNothingIsWrong) {
    EXPECT_THAT(ids(flawless()), IsEmpty());
}

TEST(Findings, aLongHoldTimeIsAWarning) {
    EXPECT_THAT(ids(healthySnapshot()), Contains("slow-failover"));
}

TEST(Findings, everyFaultHasItsName) {
    struct Case {
        const char* id;
        void (*fault)(Snapshot&, Observer&);
    };
    const std::vector<Case> cases{
        {"unreachable",
         [](Snapshot& s, Observer&) {
             s.targets[0].reachable = false;
         }},
        {"no-probe",
         [](Snapshot& s, Observer&) {
             s.targets[0].error = "not permitted";
         }},
        {"not-asked",
         [](Snapshot&, Observer& o) {
             o.see("backup1", LinkSeen{LinkState::Lost, "cut", {}});
         }},
        {"equal-tiers",
         [](Snapshot&, Observer& o) {
             o.see("backup1", SpeakerSeen{speaker(0)});
         }},
        {"tier-differs",
         [](Snapshot&, Observer& o) {
             o.see("backup1", SpeakerSeen{speaker(3)});
         }},
        {"interface-down",
         [](Snapshot&, Observer& o) {
             o.see("backup1", InterfaceSeen{interface(false)});
         }},
        {"interface-missing",
         [](Snapshot&, Observer& o) {
             o.see("backup1", InterfaceSeen{std::make_shared<InterfaceState>(
                                  InterfaceState{"dummy1", false, false, {}})});
         }},
        {"address-missing",
         [](Snapshot&, Observer& o) {
             auto bare = interface();
             bare->addresses.clear();
             o.see("backup1", InterfaceSeen{bare});
         }},
        {"session-down",
         [](Snapshot&, Observer& o) {
             auto active = speaker(1);
             active->sessions[0].protocol.state = bird::BgpState::Active;
             o.see("backup1", SpeakerSeen{active});
         }},
        {"exports-more",
         [](Snapshot&, Observer& o) {
             auto leak = speaker(1);
             leak->sessions[0].exported.push_back({prefix("10.0.0.0/8"), {ownAs}});
             o.see("backup1", SpeakerSeen{leak});
         }},
        {"speaker-not-running",
         [](Snapshot& s, Observer& o) {
             o.see("backup1", SpeakerSeen{std::make_shared<SpeakerState>(
                                  notRunning(s.cluster->instances[1], nullptr, "gone"))});
         }},
        {"no-session",
         [](Snapshot&, Observer& o) {
             auto only4 = speaker(1);
             only4->sessions.pop_back();
             o.see("backup1", SpeakerSeen{only4});
         }},
    };
    for (const auto& [id, fault] : cases) {
        auto snapshot = flawless();
        Observer observer{snapshot};
        fault(snapshot, observer);
        EXPECT_THAT(ids(snapshot), Contains(id));
    }
}

TEST(Findings, aloneIsNobodysBackup) {
    auto snapshot = flawless();
    Observer observer{snapshot};
    for (const auto* name : {"backup1", "backup2"})
        observer.see(name, LinkSeen{LinkState::Lost, "cut", {}});
    EXPECT_THAT(ids(snapshot), Contains("no-backup"));
    observer.see("primary", LinkSeen{LinkState::Lost, "cut", {}});
    EXPECT_THAT(ids(snapshot), Contains("no-announcer"));
}

TEST(Findings, errorsComeFirst) {
    auto snapshot = healthySnapshot();
    Observer{snapshot}.see("backup2", LinkSeen{LinkState::Lost, "cut", {}});
    const auto findings = examine(snapshot);
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(findings.front().severity, Severity::Error);
    for (std::size_t i = 1; i < findings.size(); ++i)
        EXPECT_GE(findings[i - 1].severity, findings[i].severity);
}

TEST(Findings, silenceInConnectPointsAtThePassword) {
    auto snapshot = flawless();
    auto silent = speaker(1);
    silent->sessions[0].protocol.state = bird::BgpState::Connect;
    Observer{snapshot}.see("backup1", SpeakerSeen{silent});
    const auto findings = examine(snapshot);
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [](const Finding& finding) { return finding.id == "session-down"; });
    ASSERT_NE(found, findings.end());
    EXPECT_NE(found->fix.find("password"), std::string::npos);
}
