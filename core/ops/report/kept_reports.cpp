#include "core/ops/report/kept_reports.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QDir>

#include "core/ops/beside.h"
#include "core/ops/json_text.h"
#include "core/ops/report/report_json.h"
#include "core/ops/report/report_reader.h"
#include "core/ops/report/report_timeline.h"

namespace understudy::ops {
namespace {

using base::failure;
using nlohmann::ordered_json;

/// Some hours at 20 ms.
constexpr std::int64_t maxFileSize = 256 << 20;
constexpr int mostOfOneMoment = 100;

std::string stemOf(const cluster::Report& report) {
    auto time = base::toIso8601(report.startedAt);
    std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == '.'; });
    return fmt::format("{}-{}-{}", time, nameOf(report.plan.kind), nameOf(report.plan.failure));
}

} // namespace

std::string reportFolderOf(const std::string& clusterFile) {
    return beside(clusterFile, ".rehearsals");
}

base::Result<std::string> keepReport(const cluster::Report& report, const std::string& folder) {
    const QDir kept{QString::fromStdString(folder)};
    if (!kept.mkpath(QStringLiteral(".")))
        return failure(fmt::format("{}: the folder for reports cannot be made", folder));
    auto json = reportJson(report);
    json["timeline"] = timelineJson(report);
    const auto text = json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
    const auto stem = stemOf(report);
    for (int i = 1; i <= mostOfOneMoment; ++i) {
        const auto name = i == 1 ? stem + ".json" : fmt::format("{}-{}.json", stem, i);
        if (kept.exists(QString::fromStdString(name)))
            continue;
        const auto path = kept.filePath(QString::fromStdString(name)).toStdString();
        if (const auto saved = saveTextFile(path, text); !saved)
            return tl::make_unexpected(saved.error());
        return path;
    }
    return failure(fmt::format("{}: there are too many reports of {} already", folder, stem));
}

base::Result<cluster::Report> readReport(const std::string& path) {
    const auto text = readTextFile(path, maxFileSize, "a report");
    if (!text)
        return tl::make_unexpected(text.error());
    return reportFromJson(*text, path);
}

std::vector<KeptReport> listReports(const std::string& folder) {
    const QDir kept{QString::fromStdString(folder)};
    // The names begin with the time.
    auto names = kept.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name | QDir::Reversed);
    names = names.first(std::min(names.size(), static_cast<qsizetype>(mostReports)));
    std::vector<KeptReport> reports;
    for (const auto& name : names) {
        const auto path = kept.filePath(name).toStdString();
        auto report = readReport(path);
        if (report)
            reports.push_back({path, cluster::summarize(*report)});
        else
            reports.push_back({path, tl::make_unexpected(report.error())});
    }
    return reports;
}

std::vector<cluster::PastRehearsal> historyOf(const std::vector<KeptReport>& reports) {
    std::vector<cluster::PastRehearsal> history;
    for (const auto& kept : reports) {
        if (kept.rehearsal)
            history.push_back(*kept.rehearsal);
    }
    return history;
}

} // namespace understudy::ops
