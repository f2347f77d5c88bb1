// A kept report that holds anything. One that is accepted can be written in every form that is text, and is
// read back as it was.
#include <cstddef>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "check.h"
#include "core/cluster/rehearsal_history.h"
#include "core/ops/report/report_html.h"
#include "core/ops/report/report_json.h"
#include "core/ops/report/report_markdown.h"
#include "core/ops/report/report_reader.h"

using namespace understudy;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto report =
        ops::reportFromJson(std::string(reinterpret_cast<const char*>(data), size), "report.json");
    if (!report) {
        fuzz::checkClean(report.error().what);
        return 0;
    }
    const auto written = ops::reportJson(*report);
    const auto again = ops::reportFromJson(written.dump(), "report.json");
    fuzz::check(again && ops::reportJson(*again) == written);
    fuzz::check(!ops::reportMarkdown(*report).empty());
    fuzz::check(ops::reportHtml(*report).starts_with("<!DOCTYPE html>"));
    cluster::summarize(*report);
    return 0;
}
