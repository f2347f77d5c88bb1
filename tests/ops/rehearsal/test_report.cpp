#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <QFile>
#include <QTemporaryDir>

#include "core/ops/report/report_file.h"
#include "core/ops/report/report_html.h"
#include "core/ops/report/report_json.h"
#include "core/ops/report/report_markdown.h"
#include "core/ops/report/timeline_drawing.h"
#include "tests/ops/rehearsal/made_up_report.h"

using namespace understudy;
using namespace understudy::ops;
using ops::test::madeUpReport;
using testing::HasSubstr;
using testing::Not;

TEST(Report, theJsonIsWhatContractsPromise) {
    const auto json = reportJson(madeUpReport());
    EXPECT_EQ(json["plan"], "single");
    EXPECT_EQ(json["failure"], "silent");
    EXPECT_EQ(json["startedAt"], "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(json["restored"], true);
    EXPECT_EQ(json["probe"]["intervalMs"], 20);
    EXPECT_EQ(json["probe"]["address"], "192.0.2.2/32");
    ASSERT_EQ(json["steps"].size(), 2u);
    const auto& step = json["steps"][0];
    EXPECT_EQ(step["name"], "primary fails");
    EXPECT_EQ(step["instance"], "primary");
    EXPECT_EQ(step["action"], "fail");
    EXPECT_EQ(step["at"], "2026-01-02T03:04:10.678Z");
    EXPECT_EQ(step["predicted"]["gapMs"], 240000);
    EXPECT_EQ(step["predicted"]["takeoverBy"], "backup1");
    EXPECT_EQ(step["measured"]["gapMs"], 6000);
    EXPECT_EQ(step["measured"]["gapErrorMs"], 20);
    EXPECT_EQ(step["measured"]["takeoverBy"], "backup1");
    EXPECT_EQ(step["measured"]["withdrawMs"], nullptr);
    EXPECT_EQ(step["targets"].size(), 2u);
    EXPECT_EQ(json["commands"][0]["durationMs"], 12);
    EXPECT_EQ(json["commands"][1]["exit"], nullptr);
}

TEST(Report, whatWasNotCarriedOutIsNotMeasured) {
    auto report = madeUpReport();
    report.steps[1].change.reset();
    for (auto& target : report.steps[1].targets)
        target.measured.reset();
    const auto step = reportJson(report)["steps"][1];
    EXPECT_EQ(step["measured"], nullptr);
    EXPECT_EQ(step["at"], nullptr);
    EXPECT_FALSE(reportHtml(report).empty());
    EXPECT_FALSE(reportMarkdown(report).empty());
}

TEST(Report, textFromOutsideNeverBecomesMarkup) {
    const auto report = madeUpReport("<script>alert('x')</script> | a & \"b\"");
    const auto html = reportHtml(report);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)"));
    EXPECT_THAT(reportMarkdown(report), HasSubstr("\\<script>alert('x')\\</script> \\| a"));
    EXPECT_THAT(reportMarkdown(report), Not(HasSubstr(" <script")));
}

TEST(Report, thePageNeedsNothingElse) {
    const auto html = reportHtml(madeUpReport());
    EXPECT_THAT(html, HasSubstr("<svg"));
    EXPECT_THAT(html, HasSubstr("6.00 s"));
    for (const auto* outside : {"src=", "href=", "@import", "<script", "url("})
        EXPECT_THAT(html, Not(HasSubstr(outside)));
}

TEST(Report, theDarknessIsDrawnAsLongAsItWas) {
    const auto drawing = drawTimeline(madeUpReport());
    std::vector<Box> lost;
    for (const auto& shape : drawing.shapes) {
        const auto* box = std::get_if<Box>(&shape);
        if (box != nullptr && box->ink == Ink::Lost)
            lost.push_back(*box);
    }
    // One for each address, and the legend's.
    ASSERT_EQ(lost.size(), 3u);
    EXPECT_NEAR(lost[0].width / 830, 6.0 / 20, 0.01);
    EXPECT_NEAR(lost[0].x, 150 + 830 * 5.0 / 20, 1);
}

TEST(Report, aRehearsalThatNeverBeganCanBeDrawn) {
    cluster::Report empty;
    EXPECT_GT(drawTimeline(empty).height, 0);
    EXPECT_FALSE(reportHtml(empty).empty());
    EXPECT_EQ(reportJson(empty)["probe"]["address"], nullptr);
}

TEST(Report, theNameDecidesTheForm) {
    QTemporaryDir folder;
    const auto path = [&](const char* name) {
        return folder.filePath(QString::fromLatin1(name)).toStdString();
    };
    EXPECT_TRUE(writeReport(madeUpReport(), path("a.json")));
    EXPECT_TRUE(writeReport(madeUpReport(), path("a.html")));
    EXPECT_TRUE(writeReport(madeUpReport(), path("a.md")));
    EXPECT_TRUE(QFile::exists(folder.filePath(QStringLiteral("a.html"))));
    EXPECT_THAT(checkReportName("a.doc").error().what, HasSubstr(".pdf"));
    EXPECT_THAT(writeReport(madeUpReport(), "/nonexistent/a.md").error().what,
                HasSubstr("/nonexistent/a.md"));
    // Without fonts a PDF is refused, and no half of one is left.
    EXPECT_FALSE(writeReport(madeUpReport(), path("a.pdf")));
    EXPECT_FALSE(QFile::exists(folder.filePath(QStringLiteral("a.pdf"))));
}
