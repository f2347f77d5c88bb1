#include "core/ops/status_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using nlohmann::ordered_json;

TEST(StatusJson, holdsEveryFieldOfTheContract) {
    const auto snapshot = healthySnapshot();
    const auto status = ops::statusJson(snapshot);
    EXPECT_EQ(status["cluster"], "test");
    EXPECT_EQ(status["floating"][0]["address"], "192.0.2.2/32");
    EXPECT_EQ(status["floating"][0]["announcedBy"], (ordered_json{"primary", "backup1", "backup2"}));
    EXPECT_EQ(status["floating"][0]["preferred"], ordered_json::array({"primary"}));
    EXPECT_EQ(status["floating"][0]["reachable"], true);
    EXPECT_EQ(status["floating"][0]["servedBy"], nullptr);
    EXPECT_EQ(status["floating"][0]["worstCaseFailoverMs"], 240000);
    const auto& instance = status["instances"][1];
    EXPECT_EQ(instance["name"], "backup1");
    EXPECT_EQ(instance["reachable"], true);
    EXPECT_EQ(instance["error"], nullptr);
    EXPECT_EQ(instance["speaker"]["kind"], "bird");
    EXPECT_EQ(instance["interface"]["addresses"], (ordered_json{"192.0.2.2/32", "2001:db8:2222::1/64"}));
    const auto& session = instance["sessions"][0];
    EXPECT_EQ(session["family"], 4);
    EXPECT_EQ(session["state"], "Established");
    EXPECT_EQ(session["holdTimeMs"], 240000);
    EXPECT_EQ(session["neighborAs"], nullptr);
    EXPECT_EQ(session["exported"][0]["prefix"], "192.0.2.2/32");
    EXPECT_EQ(session["exported"][0]["asPath"], (ordered_json{65500, 65500}));
    EXPECT_EQ(instance["tier"], (ordered_json{{"intended", 1}, {"observed", 1}}));
    EXPECT_TRUE(status["findings"].is_array());
}

TEST(StatusJson, whatIsUnknownIsNull) {
    const auto status = ops::statusJson(emptySnapshot(smallCluster()));
    const auto& instance = status["instances"][0];
    EXPECT_EQ(instance["reachable"], false);
    for (const auto* key : {"speaker", "interface", "sessions", "observedAt", "serving"})
        EXPECT_EQ(instance[key], nullptr) << key;
    EXPECT_EQ(instance["tier"]["observed"], nullptr);
    EXPECT_EQ(status["floating"][0]["reachable"], nullptr);
    EXPECT_EQ(status["floating"][0]["worstCaseFailoverMs"], nullptr);
}

TEST(StatusJson, anEventIsOneObjectWithStableNames) {
    Event event;
    event.kind = EventKind::SessionChanged;
    event.instance = InstanceName{"primary"};
    event.family = base::Family::V6;
    event.from = "Established";
    event.to = "Active";
    EXPECT_EQ(ops::eventJson(event), (ordered_json{{"at", "1970-01-01T00:00:00.000Z"},
                                                   {"instance", "primary"},
                                                   {"what", "session"},
                                                   {"from", "Established"},
                                                   {"to", "Active"},
                                                   {"family", 6}}));
}
