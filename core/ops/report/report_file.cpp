#include "core/ops/report/report_file.h"

#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QSaveFile>

#include "core/ops/report/report_json.h"
#include "core/ops/report/report_markdown.h"

namespace understudy::ops {
namespace {

struct Form {
    std::string_view suffix;
    std::function<std::string(const cluster::Report&)> write;
};

const std::array forms{
    Form{".json",
         [](const cluster::Report& report) {
             return reportJson(report).dump(2) + "\n";
         }},
    Form{".md", reportMarkdown},
};

const Form* formOf(const std::string& path) {
    const auto* found = std::find_if(forms.begin(), forms.end(),
                                     [&](const Form& form) { return path.ends_with(form.suffix); });
    return found == forms.end() ? nullptr : found;
}

} // namespace

base::Result<void> checkReportName(const std::string& path) {
    if (formOf(path) != nullptr)
        return {};
    std::string known;
    for (const auto& form : forms)
        known += fmt::format("{}{}", known.empty() ? "" : ", ", form.suffix);
    return base::failure(fmt::format("{}: a report's name ends in one of {}", path, known));
}

base::Result<void> writeReport(const cluster::Report& report, const std::string& path) {
    if (const auto named = checkReportName(path); !named)
        return named;
    const auto text = formOf(path)->write(report);
    QSaveFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(text)) < 0 || !file.commit())
        return base::failure(
            fmt::format("{}: the report cannot be written: {}", path, file.errorString().toStdString()));
    return {};
}

} // namespace understudy::ops
