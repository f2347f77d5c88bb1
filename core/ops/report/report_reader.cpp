#include "core/ops/report/report_reader.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/cluster/names.h"
#include "core/cluster/rehearsal_names.h"
#include "core/ops/json_text.h"
#include "core/ops/rehearsal/plan_json.h"
#include "core/ops/report/report_timeline.h"
#include "core/ops/status_json.h"

namespace understudy::ops {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t maxInstances = 1000;
constexpr std::size_t maxAddresses = 100;
constexpr std::size_t maxSteps = 10'000;
constexpr std::size_t maxRecords = 100'000;
constexpr std::size_t longestText = 16 << 10;
/// A week: no rehearsal lasts longer.
constexpr std::int64_t longestMs = 7LL * 24 * 3600 * 1000;
constexpr std::int64_t mostRequests = 100'000'000;

std::string textOf(const JsonValue& value) {
    return base::sanitized(value.string().value_or(""), longestText);
}

/// What must not be missing.
std::string name(const JsonValue& value) {
    const auto text = value.string();
    if (!text || !cluster::isDisplayName(*text)) {
        value.fail("a name of 1 to 64 characters");
        return {};
    }
    return *text;
}

base::WallTime timeOf(const JsonValue& value) {
    const auto time = base::fromIso8601(value.string().value_or(""));
    if (!time)
        value.fail("a time such as \"2026-01-02T03:04:05.678Z\"");
    return time.value_or(base::WallTime{});
}

std::optional<nanoseconds> ms(const JsonValue& value) {
    const auto number = value.number(0, static_cast<double>(longestMs));
    return number ? std::optional{nanoseconds{std::llround(*number * 1e6)}} : std::nullopt;
}

std::optional<std::chrono::milliseconds> wholeMs(const JsonValue& value) {
    const auto time = ms(value);
    return time ? std::optional{std::chrono::round<std::chrono::milliseconds>(*time)} : std::nullopt;
}

bool flag(const JsonValue& value) {
    const auto read = value.boolean();
    if (!read)
        value.fail("true or false");
    return read.value_or(false);
}

/// The value that a name stands for.
template <typename Find>
auto kindOf(const JsonValue& value, Find find, const char* expected) {
    const auto found = find(value.string().value_or(""));
    if (!found)
        value.fail(expected);
    return found.value_or(typename std::remove_cvref_t<decltype(found)>::value_type{});
}

cluster::Verdict verdict(const JsonValue& value) {
    return kindOf(value, cluster::verdictOf, "\"pass\", \"fail\" or \"aborted\"");
}

class Reader {
public:
    explicit Reader(JsonReader& reader) : m_reader(reader) {}

    cluster::Report read() {
        const auto root = m_reader.root();
        m_report.cluster = textOf(root.member("cluster"));
        readPlanKinds(root, m_report.plan);
        readPlanSettings(root.member("settings"), m_report.plan);
        m_report.who = textOf(root.member("by"));
        m_report.startedAt = timeOf(root.member("startedAt"));
        m_report.endedAt = timeOf(root.member("endedAt"));
        if (m_report.endedAt < m_report.startedAt || !isNear(m_report.endedAt))
            root.member("endedAt").fail("a time after the start, a week at the most");
        else
            m_report.endedSteady = steady(m_report.endedAt);
        m_report.verdict = verdict(root.member("verdict"));
        m_report.why = textOf(root.member("why"));
        m_report.restored = flag(root.member("restored"));
        list(root.member("notRestored"), maxRecords,
             [&](const JsonValue& value) { m_report.notRestored.push_back(textOf(value)); });
        readProbe(root.member("probe"));
        list(root.member("instances"), maxInstances, [&](const JsonValue& value) { readInstance(value); });
        list(root.member("steps"), maxSteps, [&](const JsonValue& value) { readStep(value); });
        list(root.member("commands"), maxRecords, [&](const JsonValue& value) { readCommand(value); });
        list(root.member("events"), maxRecords, [&](const JsonValue& value) { readEvent(value); });
        if (!m_reader.error())
            readTimeline(root.member("timeline"), m_report);
        return std::move(m_report);
    }

private:
    /// Nothing is read any more once something was wrong.
    template <typename Read>
    void list(const JsonValue& value, std::size_t most, Read read) {
        const auto count = value.size();
        if (count > most)
            return value.fail("a shorter list");
        for (std::size_t i = 0; i < count && !m_reader.error(); ++i)
            read(value.element(i));
    }

    bool isNear(base::WallTime time) const {
        constexpr std::chrono::milliseconds week{longestMs};
        return time >= m_report.startedAt - week && time <= m_report.startedAt + week;
    }

    base::SteadyTime steady(base::WallTime time) const {
        return m_report.startedSteady + (time - m_report.startedAt);
    }

    /// A time of the rehearsal.
    base::WallTime during(const JsonValue& value) const {
        const auto time = timeOf(value);
        if (isNear(time))
            return time;
        value.fail("a time within a week of the start");
        return m_report.startedAt;
    }

    void readProbe(const JsonValue& value) {
        if (const auto interval = value.member("intervalMs").integer(1, 60'000))
            m_report.plan.probeInterval = std::chrono::milliseconds{*interval};
        list(value.member("addresses"), maxAddresses,
             [&](const JsonValue& address) { m_report.addresses.push_back(name(address)); });
    }

    void readInstance(const JsonValue& value) {
        cluster::ReportedInstance instance;
        instance.name = cluster::InstanceName{name(value.member("name"))};
        instance.tier = static_cast<int>(value.member("tier").integer(0, 16).value_or(0));
        instance.speaker = textOf(value.member("speaker"));
        instance.system = textOf(value.member("system"));
        if (instanceOf(instance.name.value()))
            value.member("name").fail("a name that no other instance has");
        m_report.instances.push_back(std::move(instance));
    }

    std::optional<std::size_t> instanceOf(const std::string& wanted) const {
        const auto& all = m_report.instances;
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name.value() == wanted; });
        return found == all.end() ? std::nullopt
                                  : std::optional{static_cast<std::size_t>(found - all.begin())};
    }

    /// Absent: nobody.
    std::optional<std::size_t> instance(const JsonValue& value) const {
        const auto wanted = value.string();
        const auto found = wanted ? instanceOf(*wanted) : std::nullopt;
        if (wanted && !found)
            value.fail("an instance of the report");
        return found;
    }

    std::vector<std::size_t> instances(const JsonValue& value) {
        std::vector<std::size_t> all;
        list(value, maxInstances, [&](const JsonValue& element) {
            if (const auto one = instance(element))
                all.push_back(*one);
        });
        return all;
    }

    void readStep(const JsonValue& value) {
        cluster::StepOutcome step;
        step.step.instance = cluster::InstanceName{name(value.member("instance"))};
        step.step.action = kindOf(value.member("action"), cluster::stepActionOf, "\"fail\" or \"restore\"");
        step.name = textOf(value.member("name"));
        step.verdict = verdict(value.member("verdict"));
        step.why = textOf(value.member("why"));
        if (value.member("begunAt").present()) {
            step.at = during(value.member("begunAt"));
            step.steady = steady(step.at);
        }
        if (value.member("at").present()) {
            const auto error = ms(value.member("atErrorMs")).value_or(nanoseconds{0});
            step.change = cluster::ChangeTime{steady(during(value.member("at"))), error,
                                              ms(value.member("measured").member("withdrawMs"))};
        }
        list(value.member("targets"), maxAddresses,
             [&](const JsonValue& target) { readTarget(target, step); });
        m_report.steps.push_back(std::move(step));
    }

    void readTarget(const JsonValue& value, cluster::StepOutcome& step) {
        cluster::TargetOutcome target;
        const auto address = value.member("address").string().value_or("");
        const auto& all = m_report.addresses;
        const auto found = std::find(all.begin(), all.end(), address);
        if (found == all.end())
            return value.member("address").fail("a floating IP of the report");
        target.forecast = forecast(value.member("predicted"));
        target.forecast.floatingIndex = static_cast<std::size_t>(found - all.begin());
        target.predicted = textOf(value.member("predicted").member("why"));
        target.judgement.verdict = verdict(value.member("verdict"));
        target.judgement.why = textOf(value.member("why"));
        const auto difference = value.member("difference");
        if (difference.present())
            target.judgement.difference =
                kindOf(difference, cluster::differenceOf, "how the measurement differs");
        if (value.member("measured").present())
            target.measured = measured(value.member("measured"));
        step.targets.push_back(std::move(target));
    }

    cluster::TargetForecast forecast(const JsonValue& value) {
        cluster::TargetForecast result;
        result.before = instances(value.member("before"));
        result.announcing = instances(value.member("announcing"));
        result.takeOver = instances(value.member("shared"));
        if (const auto heir = instance(value.member("takeoverBy")); heir && result.takeOver.empty())
            result.takeOver = {*heir};
        if (value.member("reason").present())
            result.reason = kindOf(value.member("reason"), cluster::forecastReasonOf, "a forecast's reason");
        result.after = wholeMs(value.member("takeoverAfterMs"));
        result.gap = wholeMs(value.member("gapMs"));
        result.assumed = value.member("assumed").boolean().value_or(false);
        return result;
    }

    cluster::TargetMeasurement measured(const JsonValue& value) const {
        const auto count = [&](const char* member) {
            return static_cast<std::uint64_t>(value.member(member).integer(0, mostRequests).value_or(0));
        };
        cluster::TargetMeasurement result;
        const auto gap = ms(value.member("gapMs"));
        if (!gap)
            value.member("gapMs").fail("a time in milliseconds");
        result.gap = gap.value_or(nanoseconds{0});
        result.gapError = ms(value.member("gapErrorMs")).value_or(nanoseconds{0});
        result.darkAtEnd = value.member("dark").boolean().value_or(false);
        result.sent = count("sent");
        result.lost = count("lost");
        result.late = count("late");
        result.notSent = count("notSent");
        result.takeoverBy = instance(value.member("takeoverBy"));
        result.takeoverAfter = ms(value.member("takeoverAfterMs"));
        result.rttBefore = ms(value.member("rttBeforeMs"));
        result.rttAfter = ms(value.member("rttAfterMs"));
        return result;
    }

    void readCommand(const JsonValue& value) {
        cluster::ReportedCommand command;
        command.at = during(value.member("at"));
        command.instance = cluster::InstanceName{textOf(value.member("instance"))};
        command.command = textOf(value.member("command"));
        if (const auto exit = value.member("exit").integer(INT32_MIN, INT32_MAX))
            command.exit = static_cast<int>(*exit);
        command.duration =
            std::chrono::milliseconds{value.member("durationMs").integer(0, longestMs).value_or(0)};
        m_report.commands.push_back(std::move(command));
    }

    void readEvent(const JsonValue& value) {
        cluster::Event event;
        event.at = during(value.member("at"));
        event.steady = steady(event.at);
        event.kind = kindOf(value.member("what"), eventKindOf, "a kind of event");
        if (value.member("instance").present())
            event.instance = cluster::InstanceName{textOf(value.member("instance"))};
        if (value.member("address").present())
            event.address = textOf(value.member("address"));
        if (const auto family = value.member("family").integer(4, 6))
            event.family = *family == 4 ? base::Family::V4 : base::Family::V6;
        event.from = textOf(value.member("from"));
        event.to = textOf(value.member("to"));
        event.detail = textOf(value.member("detail"));
        m_report.events.push_back(std::move(event));
    }

    JsonReader& m_reader;
    cluster::Report m_report;
};

} // namespace

base::Result<cluster::Report> reportFromJson(const std::string& text, const std::string& source) {
    const auto document = parseJson(text, source, "a rehearsal's report (JSON)");
    if (!document)
        return tl::make_unexpected(document.error());
    JsonReader reader{*document, text, source};
    auto report = Reader{reader}.read();
    if (reader.error())
        return tl::make_unexpected(*reader.error());
    return report;
}

} // namespace understudy::ops
