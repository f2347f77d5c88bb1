#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <QFile>
#include <QTemporaryDir>

#include "core/ops/rehearsal/plan_file.h"

using namespace understudy;
using namespace understudy::ops;
using namespace std::chrono_literals;
using cluster::InstanceName;
using testing::AllOf;
using testing::HasSubstr;

namespace {

SavedPlan weekly() {
    SavedPlan saved{"weekly", {}};
    saved.plan.kind = cluster::PlanKind::InTurn;
    saved.plan.failure = cluster::FailureKind::Daemon;
    saved.plan.order = {InstanceName{"backup1"}, InstanceName{"primary"}};
    saved.plan.hold = 7s;
    saved.plan.cleanFor = 11s;
    saved.plan.outageLimit = 2500ms;
    saved.plan.gapTolerance = 300ms;
    saved.plan.probeInterval = 40ms;
    return saved;
}

class PlanFile : public testing::Test {
protected:
    void write(const QByteArray& text) const {
        QFile file{QString::fromStdString(path)};
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    std::string read() const {
        QFile file{QString::fromStdString(path)};
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return file.readAll().toStdString();
    }
    std::string errorOf(const char* text) const {
        const auto plans = parsePlans(text, "web.plans.json");
        return plans ? "nothing" : plans.error().what;
    }

    QTemporaryDir folder;
    std::string path = folder.filePath(QStringLiteral("web.plans.json")).toStdString();
};

} // namespace

TEST_F(PlanFile, liesBesideTheClusterFile) {
    EXPECT_EQ(planFileOf("/etc/web-ams.understudy"), "/etc/web-ams.plans.json");
}

TEST_F(PlanFile, noFileIsNoPlans) {
    EXPECT_TRUE(loadPlans(path)->empty());
}

TEST_F(PlanFile, whatWasSavedIsReadBack) {
    ASSERT_TRUE(savePlan(path, weekly()));
    auto other = weekly();
    other.name = "other";
    other.plan.kind = cluster::PlanKind::Single;
    ASSERT_TRUE(savePlan(path, other));
    EXPECT_EQ(*loadPlans(path), (std::vector{weekly(), other}));
}

TEST_F(PlanFile, thatItMayGoDarkIsSaidEveryTime) {
    auto plan = weekly();
    plan.plan.mayGoDark = true;
    ASSERT_TRUE(savePlan(path, plan));
    EXPECT_FALSE(loadPlans(path)->front().plan.mayGoDark);
}

TEST_F(PlanFile, aPlanOfTheSameNameIsReplacedAndOthersStay) {
    ASSERT_TRUE(savePlan(path, weekly()));
    auto other = weekly();
    other.name = "other";
    ASSERT_TRUE(savePlan(path, other));
    auto changed = weekly();
    changed.plan.order = {InstanceName{"spare"}};
    ASSERT_TRUE(savePlan(path, changed));
    EXPECT_EQ(*loadPlans(path), (std::vector{changed, other}));
    ASSERT_TRUE(removePlan(path, "weekly"));
    ASSERT_TRUE(removePlan(path, "weekly"));
    EXPECT_EQ(*loadPlans(path), std::vector{other});
}

TEST_F(PlanFile, unknownKeysAreKept) {
    write(R"({"format": "understudy-plans", "version": 1, "owner": "ada",
              "plans": [{"name": "weekly", "plan": "ladder", "failure": "link", "colour": "blue"}]})");
    ASSERT_TRUE(savePlan(path, weekly()));
    const auto json = nlohmann::json::parse(read());
    EXPECT_EQ(json["owner"], "ada");
    EXPECT_EQ(json["plans"][0]["colour"], "blue");
    EXPECT_EQ(json["plans"][0]["plan"], "in-turn");
}

TEST_F(PlanFile, errorsNameTheLineAndThePath) {
    EXPECT_THAT(
        errorOf("{\n \"format\": \"understudy-plans\", \"version\": 1,\n \"plans\": [\n {\"name\": \"a\", "
                "\"plan\": \"ladder\", \"failure\": \"link\",\n \"holdMs\": 0}]}"),
        AllOf(HasSubstr("web.plans.json:5: plans[0].holdMs: expected"), HasSubstr("1000 to 600000")));
    EXPECT_THAT(errorOf("{"), HasSubstr("web.plans.json:1: not valid JSON"));
    EXPECT_THAT(errorOf("[]"), HasSubstr("expected an object"));
    EXPECT_THAT(errorOf(R"({"format": "else", "version": 1})"), HasSubstr("format: expected"));
    EXPECT_THAT(errorOf(R"({"format": "understudy-plans", "version": 2})"), HasSubstr("newer Understudy"));
    EXPECT_THAT(errorOf(R"({"format": "understudy-plans", "version": 1, "plans": {}})"),
                HasSubstr("an array"));
    EXPECT_THAT(errorOf(R"({"format": "understudy-plans", "version": 1, "plans": [3]})"),
                HasSubstr("an object"));
    const char* twice = R"({"format": "understudy-plans", "version": 1, "plans": [
        {"name": "a", "plan": "ladder", "failure": "link"}, {"name": "a", "plan": "ladder", "failure": "link"}]})";
    EXPECT_THAT(errorOf(twice), HasSubstr("plans[1].name: expected a name that no other plan has"));
    EXPECT_THAT(errorOf(R"({"format": "understudy-plans", "version": 1, "plans": [
        {"name": "a", "plan": "up", "failure": "link"}]})"),
                HasSubstr("plans[0].plan: expected \"in-turn\""));
}

TEST_F(PlanFile, aFileThatCannotBeReadIsNotTouched) {
    write("{ damaged");
    EXPECT_FALSE(loadPlans(path));
    EXPECT_FALSE(savePlan(path, weekly()));
    EXPECT_FALSE(removePlan(path, "weekly"));
    EXPECT_EQ(read(), "{ damaged");
}

TEST_F(PlanFile, aPlanThatCouldNotBeReadBackIsRefused) {
    auto plan = weekly();
    plan.name = "";
    EXPECT_THAT(savePlan(path, plan).error().what, HasSubstr("not saved"));
    plan = weekly();
    plan.plan.hold = 0s;
    EXPECT_FALSE(savePlan(path, plan));
    EXPECT_FALSE(QFile::exists(QString::fromStdString(path)));
}

TEST_F(PlanFile, aFolderThatCannotBeWrittenToIsSaid) {
    EXPECT_THAT(savePlan("/nonexistent/web.plans.json", weekly()).error().what,
                HasSubstr("/nonexistent/web.plans.json: cannot be saved"));
}
