#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "tests/support/example_cluster.h"
#include "tests/ui/text.h"
#include "ui/format/words.h"
#include "ui/models/command_model.h"
#include "ui/models/detail_facts.h"
#include "ui/models/event_model.h"
#include "ui/models/headline.h"
#include "ui/models/instance_model.h"
#include "ui/models/route_model.h"

using namespace understudy;
using namespace std::chrono_literals;
using cluster::Health;
using Mode = QAbstractItemModelTester::FailureReportingMode;

namespace {

class Models : public testing::Test {
protected:
    void show() { model.setSnapshot(snapshot, clock.steady()); }
    QString cell(int row, int column) { return model.index(row, column).data().toString(); }

    test::StillClock clock;
    cluster::Snapshot snapshot = test::healthySnapshot(clock);
    ui::InstanceModel model;
    QAbstractItemModelTester tester{&model, Mode::Fatal};
};

} // namespace

TEST_F(Models, rowsAreSortedByTier) {
    auto cluster = *snapshot.cluster;
    cluster.instances[0].tier = 3;
    cluster.instances[3].tier = 0;
    snapshot.cluster = std::make_shared<const cluster::Cluster>(cluster);
    show();
    ASSERT_EQ(model.rowCount(), 4);
    EXPECT_TRUE(cell(0, ui::InstanceModel::Instance).startsWith("backup3"));
    EXPECT_TRUE(cell(3, ui::InstanceModel::Instance).startsWith("primary"));
}

TEST_F(Models, onlyRowsThatLookDifferentAreRepainted) {
    show();
    QSignalSpy changed{&model, &QAbstractItemModel::dataChanged};
    QSignalSpy reset{&model, &QAbstractItemModel::modelReset};
    show();
    EXPECT_EQ(changed.count(), 0);
    test::takeInterfaceDown(snapshot, 2);
    show();
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 2);
    EXPECT_EQ(changed[0][1].toModelIndex().row(), 2);
    EXPECT_EQ(reset.count(), 0);
}

TEST_F(Models, anotherSetOfInstancesResets) {
    show();
    QSignalSpy reset{&model, &QAbstractItemModel::modelReset};
    snapshot.nodes.pop_back();
    show();
    EXPECT_EQ(reset.count(), 1);
    EXPECT_EQ(model.rowCount(), 3);
}

TEST_F(Models, aLostNodeIsUnknownAndItsAgeGrows) {
    test::loseNode(snapshot, 1, clock.steady() - 12s, "no answer");
    show();
    EXPECT_EQ(model.row(1).health, Health::Unknown);
    EXPECT_EQ(model.row(1).session, Health::Unknown);
    EXPECT_EQ(cell(1, ui::InstanceModel::Session), "unknown for 12 s, no answer");
    EXPECT_EQ(cell(1, ui::InstanceModel::Exported), ui::absent);
    EXPECT_EQ(cell(1, ui::InstanceModel::Path), ui::absent);
    EXPECT_FALSE(model.row(1).serving);
    clock.advance(5s);
    show();
    EXPECT_EQ(cell(1, ui::InstanceModel::Session), "unknown for 17 s, no answer");
}

TEST_F(Models, theWorstOfTwoSessionsLeads) {
    test::setSessionState(snapshot, 1, base::Family::V6, bird::BgpState::Active, "Connection refused");
    show();
    EXPECT_EQ(model.row(1).session, Health::Degraded);
    EXPECT_EQ(model.row(1).sessionWord, "IPv6: Active");
    EXPECT_EQ(model.row(1).sessionDetail, "Connection refused");
    EXPECT_EQ(model.row(0).sessionWord, "Established");
}

TEST_F(Models, aSilentNeighborHintsAtThePassword) {
    test::setSessionState(snapshot, 3, base::Family::V4, bird::BgpState::Connect);
    show();
    EXPECT_TRUE(model.row(3).sessionDetail.contains("wrong password"));
}

TEST_F(Models, aPendingRestoreCountsDown) {
    test::takeInterfaceDown(snapshot, 0);
    snapshot.nodes[0].deadMan = cluster::DeadMan{clock.steady() + 78s};
    show();
    EXPECT_EQ(cell(0, ui::InstanceModel::Interface), "dummy1 down · restores in 78 s");
    EXPECT_TRUE(model.row(0).restorePending);
    clock.advance(1500ms);
    show();
    EXPECT_EQ(cell(0, ui::InstanceModel::Interface), "dummy1 down · restores in 77 s");
}

TEST_F(Models, aTierThatIsNotObservedIsNoted) {
    auto cluster = *snapshot.cluster;
    cluster.instances[1].tier = 2;
    snapshot.cluster = std::make_shared<const cluster::Cluster>(cluster);
    show();
    EXPECT_EQ(model.row(model.indexOf(cluster::InstanceName{"backup1"})).tierNote, "observed 2");
    EXPECT_TRUE(model.row(0).tierNote.isEmpty());
}

TEST_F(Models, aHealthyHeadlineSaysWhoServesAndWhoIsNext) {
    const auto line = ui::describeTarget(snapshot, 0, clock.steady());
    EXPECT_EQ(line.health, Health::Up);
    EXPECT_EQ(line.state, "reachable");
    EXPECT_EQ(line.servedBy, "primary");
    EXPECT_EQ(line.next, "backup1");
    EXPECT_EQ(line.worstCase, "9 s");
    EXPECT_FALSE(line.worstCaseIsLong);
}

TEST_F(Models, aHeadlineIsNeverGreenWithoutACurrentReply) {
    snapshot.targets[0].reachable.reset();
    snapshot.targets[0].since = clock.steady() - 12s;
    EXPECT_EQ(ui::describeTarget(snapshot, 0, clock.steady()).health, Health::Unknown);
    EXPECT_EQ(ui::describeTarget(snapshot, 0, clock.steady()).state, "unknown for 12 s");
    snapshot.targets[0].reachable = false;
    const auto down = ui::describeTarget(snapshot, 0, clock.steady());
    EXPECT_EQ(down.health, Health::Down);
    EXPECT_EQ(down.state, "not reachable for 12 s");
}

TEST_F(Models, aLongHoldTimeIsAWorstCaseWithAWarning) {
    test::setHoldTime(snapshot, 240s);
    const auto line = ui::describeTarget(snapshot, 0, clock.steady());
    EXPECT_EQ(line.worstCase, "240 s");
    EXPECT_TRUE(line.worstCaseIsLong);
}

TEST_F(Models, losingTheServingInstanceCostsTheHoldTime) {
    test::setHoldTime(snapshot, 240s);
    const auto losses = ui::lossesOf(snapshot, snapshot.nodes[0]);
    ASSERT_EQ(losses.size(), 3U);
    EXPECT_EQ(losses[0], (ui::Loss{"link down", "backup1", "< 0.1 s", false}));
    EXPECT_EQ(losses[1], (ui::Loss{"daemon killed", "kept, then backup1", "120 s", true}));
    EXPECT_EQ(losses[2], (ui::Loss{"machine dies", "backup1", "240 s", true}));
}

TEST_F(Models, losingABackupMovesNothing) {
    for (const auto& loss : ui::lossesOf(snapshot, snapshot.nodes[2]))
        EXPECT_EQ(loss.takeOver, "no traffic moves");
}

TEST_F(Models, losingTheOnlyAnnouncerLeavesNobody) {
    for (const std::size_t node : {1U, 2U, 3U})
        test::takeInterfaceDown(snapshot, node);
    const auto losses = ui::lossesOf(snapshot, snapshot.nodes[0]);
    ASSERT_EQ(losses.size(), 3U);
    EXPECT_EQ(losses[0], (ui::Loss{"link down", "nobody", "until restored", true}));
}

TEST_F(Models, nothingIsForetoldOfAnUnknownInstance) {
    test::loseNode(snapshot, 0, clock.steady(), "no answer");
    EXPECT_TRUE(ui::lossesOf(snapshot, snapshot.nodes[0]).empty());
}

TEST_F(Models, aMissingFloatingAddressIsAFactWithAWarning) {
    auto interface = *snapshot.nodes[0].interface.last();
    interface.addresses.pop_back();
    snapshot.nodes[0].interface.succeed(std::make_shared<cluster::InterfaceState>(interface), clock.steady(),
                                        clock.wall());
    const auto facts = ui::interfaceFacts(snapshot, snapshot.nodes[0], clock.steady());
    const auto missing =
        std::find_if(facts.begin(), facts.end(), [](const ui::Fact& f) { return f.isWarning; });
    ASSERT_NE(missing, facts.end());
    EXPECT_EQ(missing->value, "2001:db8:2222::1/64 is missing");
}

TEST(RouteModel, tenThousandRoutesArriveByThePage) {
    const test::StillClock clock;
    auto snapshot = test::healthySnapshot(clock);
    auto speaker = *snapshot.nodes[0].speaker.last();
    speaker.sessions.resize(1);
    speaker.sessions[0].exported.clear();
    for (std::uint32_t i = 0; i < 10'000; ++i)
        speaker.sessions[0].exported.push_back(
            {base::Prefix{base::IpAddress::v4(
                              {10, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i), 0}),
                          24},
             {65500}});
    snapshot.nodes[0].speaker.succeed(std::make_shared<cluster::SpeakerState>(speaker), clock.steady(),
                                      clock.wall());

    ui::RouteModel model;
    model.setNode(&snapshot.nodes[0]);
    EXPECT_EQ(model.total(), 10'000U);
    EXPECT_EQ(model.rowCount(), ui::RouteModel::pageSize);
    while (model.canFetchMore({}))
        model.fetchMore({});
    // The tester fetches more in the middle of every insertion, so it comes when there is no more.
    QAbstractItemModelTester tester{&model, Mode::Fatal};
    EXPECT_EQ(model.rowCount(), 10'000);
    EXPECT_EQ(model.index(9'999, ui::RouteModel::Prefix).data().toString(), "10.39.15.0/24");

    QSignalSpy reset{&model, &QAbstractItemModel::modelReset};
    model.setNode(&snapshot.nodes[0]);
    EXPECT_EQ(reset.count(), 0) << "the same routes must not throw the reader back to the top";
    model.setNode(nullptr);
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(LogModels, theNewestIsFirstAndTheOldestLeaves) {
    ui::CommandModel model;
    const auto append = [&](int i) {
        model.append(
            {base::WallTime{}, cluster::InstanceName{"primary"}, "command " + std::to_string(i), 0, 1ms});
    };
    for (int i = 0; i < 4'998; ++i)
        append(i);
    // It looks at every row for every change: only where the oldest begin to leave.
    QAbstractItemModelTester tester{&model, Mode::Fatal};
    for (int i = 4'998; i < 5'003; ++i)
        append(i);
    EXPECT_EQ(model.rowCount(), 5'000);
    EXPECT_EQ(model.index(0, ui::CommandModel::Command).data().toString(), "command 5002");
    EXPECT_EQ(model.index(4'999, ui::CommandModel::Command).data().toString(), "command 3");
}

TEST(LogModels, aCommandWithoutAnAnswerIsUnknown) {
    ui::CommandModel model;
    QAbstractItemModelTester tester{&model, Mode::Fatal};
    model.append({base::WallTime{}, cluster::InstanceName{"primary"}, "ip link", std::nullopt, 5000ms});
    EXPECT_EQ(model.index(0, ui::CommandModel::Exit).data().toString(), "no answer");
    EXPECT_EQ(model.index(0, 0).data(ui::CommandModel::HealthRole).toInt(),
              static_cast<int>(Health::Unknown));
}

TEST(LogModels, eventsAreTold) {
    ui::EventModel model;
    QAbstractItemModelTester tester{&model, Mode::Fatal};
    ops::Event event;
    event.kind = ops::EventKind::InterfaceDown;
    event.instance = cluster::InstanceName{"primary"};
    model.append(event);
    EXPECT_EQ(model.index(0, ui::EventModel::Subject).data().toString(), "primary");
    EXPECT_EQ(model.index(0, ui::EventModel::What).data().toString(), "interface down");
    EXPECT_EQ(model.index(0, 0).data(ui::EventModel::HealthRole).toInt(), static_cast<int>(Health::Down));
}
