#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include "core/cluster/rehearsal_names.h"
#include "core/ops/report/kept_reports.h"
#include "core/ops/report/report_html.h"
#include "core/ops/report/report_json.h"
#include "core/ops/report/report_markdown.h"
#include "core/ops/report/report_reader.h"
#include "core/ops/report/report_timeline.h"
#include "tests/ops/rehearsal/made_up_report.h"

using namespace understudy;
using namespace understudy::ops;
using namespace std::chrono_literals;
using nlohmann::ordered_json;
using ops::test::madeUpReport;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

cluster::Report eventfulReport() {
    auto report = madeUpReport();
    cluster::Event event;
    event.at = report.startedAt + 5s;
    event.kind = cluster::EventKind::ServingMoved;
    event.address = "192.0.2.2/32";
    event.from = "primary";
    event.to = "backup1";
    report.events.push_back(event);
    event = {};
    event.at = report.startedAt + 6s;
    event.kind = cluster::EventKind::SessionChanged;
    event.instance = cluster::InstanceName{"primary"};
    event.family = base::Family::V6;
    event.detail = "Hold timer expired";
    report.events.push_back(event);
    report.steps[0].at = report.startedAt + 4s;
    report.steps[1].change.reset();
    for (auto& target : report.steps[1].targets)
        target.measured.reset();
    report.notRestored = {"primary announces nothing"};
    report.samples[0][3].kind = cluster::SampleKind::Late;
    return report;
}

ordered_json keptJson(const cluster::Report& report) {
    auto json = reportJson(report);
    json["timeline"] = timelineJson(report);
    return json;
}

base::Result<cluster::Report> readBack(const ordered_json& json) {
    return reportFromJson(json.dump(), "r.json");
}

std::string whatIsWrong(const ordered_json& json) {
    const auto report = readBack(json);
    return report ? "nothing" : report.error().what;
}

class KeptReports : public testing::Test {
protected:
    std::string path(const char* name) const {
        return folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    void write(const char* name, const QByteArray& text) const {
        QFile file{folder.filePath(QString::fromLatin1(name))};
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QTemporaryDir folder;
    std::string kept = path("web.rehearsals");
};

} // namespace

TEST(ReportReader, everyFormOfAReportIsTheSameAfterReadingItBack) {
    const auto report = eventfulReport();
    const auto back = readBack(keptJson(report));
    ASSERT_TRUE(back) << back.error().what;
    EXPECT_EQ(keptJson(*back), keptJson(report));
    EXPECT_EQ(reportHtml(*back), reportHtml(report));
    EXPECT_EQ(reportMarkdown(*back), reportMarkdown(report));
    EXPECT_EQ(cluster::summarize(*back), cluster::summarize(report));
}

TEST(ReportReader, valuesComeBack) {
    const auto report = eventfulReport();
    const auto back = *readBack(keptJson(report));
    EXPECT_EQ(back.plan, report.plan);
    EXPECT_EQ(back.steps[0].targets[1].forecast, report.steps[0].targets[1].forecast);
    EXPECT_EQ(back.steps[0].targets[1].measured, report.steps[0].targets[1].measured);
    EXPECT_EQ(back.steps[0].targets[1].judgement.difference, report.steps[0].targets[1].judgement.difference);
    EXPECT_FALSE(back.steps[1].targets[0].measured);
    ASSERT_EQ(back.samples[0].size(), report.samples[0].size());
    EXPECT_EQ(back.samples[0][3].kind, cluster::SampleKind::Late);
    EXPECT_EQ(back.samples[1][400].sentAt - back.startedSteady,
              report.samples[1][400].sentAt - report.startedSteady);
    ASSERT_EQ(back.events.size(), 2u);
    EXPECT_EQ(back.events[1].family, base::Family::V6);
    EXPECT_EQ(back.events[0].kind, cluster::EventKind::ServingMoved);
}

TEST(ReportReader, aReportThatWasWrittenForOthersHasNoPictureAndIsReadAllTheSame) {
    const auto back = readBack(reportJson(eventfulReport()));
    ASSERT_TRUE(back) << back.error().what;
    EXPECT_TRUE(back->samples.empty());
    EXPECT_FALSE(reportHtml(*back).empty());
}

TEST(ReportReader, aRehearsalThatNeverBeganIsReadBack) {
    cluster::Report report;
    report.startedAt = report.endedAt = *base::fromIso8601("2026-01-02T03:04:05.678Z");
    EXPECT_TRUE(readBack(keptJson(report)));
}

TEST(ReportReader, theNamesOfAllReasonsAndDifferencesAreReadBack) {
    for (int i = 0; i <= static_cast<int>(cluster::ForecastReason::NotKnown); ++i) {
        const auto reason = static_cast<cluster::ForecastReason>(i);
        EXPECT_EQ(cluster::forecastReasonOf(nameOf(reason)), reason);
    }
    for (int i = 0; i <= static_cast<int>(cluster::Difference::NotMeasurable); ++i) {
        const auto difference = static_cast<cluster::Difference>(i);
        EXPECT_EQ(cluster::differenceOf(nameOf(difference)), difference);
    }
    EXPECT_FALSE(cluster::verdictOf("passed"));
    EXPECT_FALSE(cluster::stepActionOf(""));
}

TEST(ReportReader, anErrorNamesWhereAndWhatIsExpected) {
    auto json = keptJson(madeUpReport());
    json["steps"][1]["targets"][0]["measured"]["gapMs"] = "long";
    EXPECT_THAT(whatIsWrong(json), AllOf(StartsWith("r.json:1: steps[1].targets[0].measured.gapMs: expected"),
                                         HasSubstr("a number")));
}

TEST(ReportReader, whatNoRehearsalCouldReportIsRefused) {
    const auto good = keptJson(madeUpReport());
    ASSERT_EQ(whatIsWrong(good), "nothing");
    const std::pair<const char*, ordered_json> wrong[] = {
        {"/plan", "sideways"},
        {"/failure", nullptr},
        {"/verdict", "great"},
        {"/restored", "yes"},
        {"/startedAt", "9999-01-02T03:04:05.678Z"},
        {"/startedAt", "2026-01-02"},
        {"/endedAt", "2025-01-02T03:04:05.678Z"},
        {"/endedAt", "2027-01-02T03:04:05.678Z"},
        {"/settings/holdMs", -1},
        {"/settings/order/0", ""},
        {"/probe/intervalMs", 0},
        {"/instances/0/tier", 99},
        {"/instances/1/name", "primary"},
        {"/steps/0/action", "explode"},
        {"/steps/0/at", "1700-01-02T03:04:05.678Z"},
        {"/steps/0/targets/0/address", "192.0.2.9/32"},
        {"/steps/0/targets/0/predicted/takeoverBy", "nobody I know"},
        {"/steps/0/targets/0/predicted/gapMs", 1e300},
        {"/steps/0/targets/0/predicted/reason", "magic"},
        {"/steps/0/targets/0/measured/gapMs", nullptr},
        {"/steps/0/targets/0/measured/sent", -1},
        {"/steps/0/targets/0/measured/sent", std::uint64_t{18446744073709551615U}},
        {"/steps/0/targets/0/measured/takeoverBy", 3},
        {"/commands/0/exit", 1e12},
        {"/commands/0/durationMs", -5},
        {"/timeline/samples/0/sentUs/0", 1e18},
        {"/timeline/samples/0/rttUs", ordered_json::array()},
        {"/timeline/samples/0/runs/0/count", 1000000},
        {"/timeline/samples/0/runs/0/what", "eaten"},
        {"/timeline/samples/0/runs", ordered_json::array()},
        {"/timeline/lanes/0/instance", "ghost"},
        {"/timeline/lanes/0/state", "dancing"},
    };
    for (const auto& [pointer, value] : wrong) {
        auto json = good;
        json[ordered_json::json_pointer{pointer}] = value;
        EXPECT_THAT(whatIsWrong(json), StartsWith("r.json:1: ")) << pointer << " " << value;
    }
}

TEST(ReportReader, everyValueReplacedByAnythingIsReadOrRefused) {
    // Few samples: every value is replaced by each of these in turn.
    auto report = eventfulReport();
    for (auto& samples : report.samples)
        samples.resize(5);
    const auto good = keptJson(report);
    const auto flat = good.flatten();
    const ordered_json others[] = {nullptr,        true, -1,  1e308, "",
                                   "\u0001<b>&\n", {},   0.5, 7,     ordered_json::array({1})};
    int read = 0;
    for (auto value = flat.begin(); value != flat.end(); ++value) {
        for (const auto& other : others) {
            auto json = good;
            json[ordered_json::json_pointer{value.key()}] = other;
            if (const auto back = readBack(json)) {
                ++read;
                EXPECT_FALSE(reportHtml(*back).empty());
                EXPECT_FALSE(reportMarkdown(*back).empty());
                EXPECT_FALSE(reportJson(*back).is_null());
                cluster::summarize(*back);
            }
        }
    }
    EXPECT_GT(read, 0);
}

TEST(ReportReader, cutsAreRefused) {
    auto report = madeUpReport();
    for (auto& samples : report.samples)
        samples.resize(2);
    const auto text = keptJson(report).dump();
    for (std::size_t length = 0; length < text.size(); length += 3)
        EXPECT_FALSE(reportFromJson(text.substr(0, length), "r.json")) << length;
    EXPECT_TRUE(reportFromJson(text, "r.json"));
}

TEST(ReportReader, aNumberThatNoMachineHoldsIsAnError) {
    const auto report = reportFromJson(R"({"cluster": 1e999})", "r.json");
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().what, HasSubstr("too large"));
}

TEST_F(KeptReports, lieBesideTheClusterFile) {
    EXPECT_EQ(reportFolderOf("/etc/web-ams.understudy"), "/etc/web-ams.rehearsals");
    EXPECT_EQ(reportFolderOf("/etc/web.ams"), "/etc/web.ams.rehearsals");
}

TEST_F(KeptReports, areListedTheNewestFirst) {
    auto report = madeUpReport();
    const auto first = keepReport(report, kept);
    ASSERT_TRUE(first) << first.error().what;
    EXPECT_THAT(*first, HasSubstr("/web.rehearsals/20260102T030405678Z-single-silent.json"));
    report.startedAt += 24h;
    report.endedAt += 24h;
    ASSERT_TRUE(keepReport(report, kept));
    const auto list = listReports(kept);
    ASSERT_EQ(list.size(), 2u);
    ASSERT_TRUE(list[0].rehearsal && list[1].rehearsal);
    EXPECT_EQ(list[0].rehearsal->startedAt, report.startedAt);
    EXPECT_EQ(list[1].path, *first);
    EXPECT_EQ(*list[0].rehearsal, cluster::summarize(report));
    EXPECT_EQ(reportJson(*readReport(list[0].path)), reportJson(report));
}

TEST_F(KeptReports, ofTheSameMomentDoNotReplaceOneAnother) {
    const auto first = *keepReport(madeUpReport(), kept);
    const auto second = *keepReport(madeUpReport(), kept);
    EXPECT_NE(first, second);
    EXPECT_EQ(listReports(kept).size(), 2u);
}

TEST_F(KeptReports, aDamagedOneIsListedAsDamaged) {
    ASSERT_TRUE(keepReport(madeUpReport(), kept));
    write("web.rehearsals/20260103T000000000Z-ladder-link.json", "{\"cluster\": ");
    write("web.rehearsals/notes.txt", "not a report");
    const auto list = listReports(kept);
    ASSERT_EQ(list.size(), 2u);
    ASSERT_FALSE(list[0].rehearsal);
    EXPECT_THAT(list[0].rehearsal.error().what,
                HasSubstr("20260103T000000000Z-ladder-link.json:1: not valid JSON"));
    EXPECT_EQ(historyOf(list).size(), 1u);
}

TEST_F(KeptReports, noFolderIsNoReports) {
    EXPECT_TRUE(listReports(path("nothing")).empty());
}

TEST_F(KeptReports, aFolderThatCannotBeMadeIsSaid) {
    write("file", "");
    const auto result = keepReport(madeUpReport(), path("file/web.rehearsals"));
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().what, HasSubstr("file/web.rehearsals: the folder"));
}
