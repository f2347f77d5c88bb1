#include "core/ops/rehearsal/plan_file.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QFileInfo>

#include "core/cluster/names.h"
#include "core/ops/beside.h"
#include "core/ops/json_text.h"
#include "core/ops/rehearsal/plan_json.h"

namespace understudy::ops {
namespace {

using base::Result;
using nlohmann::ordered_json;

constexpr std::string_view formatName = "understudy-plans";
constexpr int formatVersion = 1;
constexpr std::int64_t maxFileSize = 4 << 20;
constexpr std::size_t maxPlans = 1000;

Result<ordered_json> parseDocument(const std::string& text, const std::string& path) {
    return parseJson(text, path, "saved rehearsal plans (JSON, \"format\": \"understudy-plans\")");
}

SavedPlan readPlan(const JsonValue& value) {
    SavedPlan saved;
    saved.name = value.member("name").string().value_or("");
    if (!cluster::isDisplayName(saved.name))
        value.member("name").fail("a name of 1 to 64 characters");
    readPlanKinds(value, saved.plan);
    readPlanSettings(value, saved.plan);
    if (const auto interval = value.member("probeIntervalMs").integer(10, 1000))
        saved.plan.probeInterval = std::chrono::milliseconds{*interval};
    return saved;
}

std::vector<SavedPlan> readPlans(JsonReader& reader) {
    const auto root = reader.root();
    if (root.member("format").string().value_or("") != formatName)
        root.member("format").fail(fmt::format("\"{}\"", formatName));
    const auto version = root.member("version").integer(1, INT32_MAX);
    if (!version)
        root.member("version").fail(fmt::format("{}", formatVersion));
    else if (*version > formatVersion)
        root.member("version").fail(
            fmt::format("{} or less: the file was written by a newer Understudy", formatVersion));
    const auto list = root.member("plans");
    std::vector<SavedPlan> plans;
    for (std::size_t i = 0; i < std::min(list.size(), maxPlans + 1) && !reader.error(); ++i) {
        plans.push_back(readPlan(list.element(i)));
        const auto& name = plans.back().name;
        if (std::any_of(plans.begin(), plans.end() - 1,
                        [&](const auto& other) { return other.name == name; }))
            list.element(i).member("name").fail("a name that no other plan has");
    }
    if (plans.size() > maxPlans)
        list.fail(fmt::format("at most {} plans", maxPlans));
    return plans;
}

/// The document to change: as it stands on the disk, checked; a new one when there is none.
Result<ordered_json> documentOf(const std::string& path) {
    if (!QFileInfo::exists(QString::fromStdString(path)))
        return ordered_json{
            {"format", formatName}, {"version", formatVersion}, {"plans", ordered_json::array()}};
    const auto text = readTextFile(path, maxFileSize, "saved plans");
    if (!text)
        return tl::make_unexpected(text.error());
    if (const auto checked = parsePlans(*text, path); !checked)
        return tl::make_unexpected(checked.error());
    auto document = parseDocument(*text, path);
    if (document && (!document->contains("plans") || (*document)["plans"].is_null()))
        (*document)["plans"] = ordered_json::array();
    return document;
}

ordered_json::iterator findPlan(ordered_json& plans, const std::string& name) {
    return std::find_if(plans.begin(), plans.end(),
                        [&](const ordered_json& plan) { return plan.at("name") == name; });
}

} // namespace

std::string planFileOf(const std::string& clusterFile) {
    return beside(clusterFile, ".plans.json");
}

Result<std::vector<SavedPlan>> parsePlans(const std::string& text, const std::string& path) {
    const auto document = parseDocument(text, path);
    if (!document)
        return tl::make_unexpected(document.error());
    JsonReader reader{*document, text, path};
    auto plans = readPlans(reader);
    if (reader.error())
        return tl::make_unexpected(*reader.error());
    return plans;
}

Result<std::vector<SavedPlan>> loadPlans(const std::string& path) {
    if (!QFileInfo::exists(QString::fromStdString(path)))
        return std::vector<SavedPlan>{};
    const auto text = readTextFile(path, maxFileSize, "saved plans");
    if (!text)
        return tl::make_unexpected(text.error());
    return parsePlans(*text, path);
}

Result<void> savePlan(const std::string& path, const SavedPlan& plan) {
    auto document = documentOf(path);
    if (!document)
        return tl::make_unexpected(document.error());
    auto& plans = (*document)["plans"];
    auto found = findPlan(plans, plan.name);
    if (found == plans.end()) {
        plans.push_back({{"name", plan.name}});
        found = plans.end() - 1;
    }
    (*found)["plan"] = nameOf(plan.plan.kind);
    (*found)["failure"] = nameOf(plan.plan.failure);
    (*found).update(planSettingsJson(plan.plan));
    (*found)["probeIntervalMs"] = plan.plan.probeInterval.count();
    const auto text = document->dump(2) + "\n";
    if (const auto readBack = parsePlans(text, path); !readBack)
        return base::failure(fmt::format("not saved, the plan is not valid: {}", readBack.error().what));
    return saveTextFile(path, text);
}

Result<void> removePlan(const std::string& path, const std::string& name) {
    auto document = documentOf(path);
    if (!document)
        return tl::make_unexpected(document.error());
    auto& plans = (*document)["plans"];
    const auto found = findPlan(plans, name);
    if (found == plans.end())
        return {};
    plans.erase(found);
    return saveTextFile(path, document->dump(2) + "\n");
}

} // namespace understudy::ops
