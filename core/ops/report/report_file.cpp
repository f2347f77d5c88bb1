#include "core/ops/report/report_file.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QSaveFile>

#include "core/ops/report/report_html.h"
#include "core/ops/report/report_json.h"
#include "core/ops/report/report_markdown.h"
#include "core/ops/report/report_pdf.h"

namespace understudy::ops {
namespace {

using Write = base::Result<void> (*)(const cluster::Report&, QIODevice&);

struct Form {
    std::string_view suffix;
    Write write;
};

/// A form that is text. What goes wrong with the file is told when it is committed.
template <std::string (*textOf)(const cluster::Report&)>
base::Result<void> writeText(const cluster::Report& report, QIODevice& device) {
    device.write(QByteArray::fromStdString(textOf(report)));
    return {};
}

std::string jsonText(const cluster::Report& report) {
    return reportJson(report).dump(2) + "\n";
}

constexpr std::array forms{
    Form{".json", writeText<jsonText>},
    Form{".html", writeText<reportHtml>},
    Form{".pdf", writePdf},
    Form{".md", writeText<reportMarkdown>},
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
    QSaveFile file(QString::fromStdString(path));
    const auto fileError = [&] {
        return base::failure(
            fmt::format("{}: the report cannot be written: {}", path, file.errorString().toStdString()));
    };
    if (!file.open(QIODevice::WriteOnly))
        return fileError();
    if (const auto written = formOf(path)->write(report, file); !written)
        return base::failure(fmt::format("{}: {}", path, written.error().what));
    if (!file.commit())
        return fileError();
    return {};
}

} // namespace understudy::ops
