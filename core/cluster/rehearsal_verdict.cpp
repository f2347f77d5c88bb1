#include "core/cluster/rehearsal_verdict.h"

#include <algorithm>

#include <fmt/format.h>

namespace understudy::cluster {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Reason = ForecastReason;

milliseconds rounded(std::chrono::nanoseconds time) {
    return std::chrono::round<milliseconds>(time);
}

std::string measuredTime(std::chrono::nanoseconds time) {
    const auto ms = rounded(time);
    if (ms < 1s)
        return fmt::format("{} ms", ms.count());
    return fmt::format("{:.2f} s", static_cast<double>(ms.count()) / 1000);
}

/// By how much the gap may exceed what is predicted.
milliseconds tolerance(const TargetForecast& forecast, const RehearsalPlan& plan) {
    auto tolerated = plan.gapTolerance;
    // How long a session needs to come up is the two speakers' business, up to BIRD's error wait time.
    if (forecast.reason == Reason::SessionComes && forecast.before.empty())
        tolerated += 60s;
    // Hold timers have a jitter, and the router's runs since the last message that it received.
    if (forecast.reason == Reason::HoldTimer)
        tolerated += forecast.gap.value_or(0ms) / 4;
    return tolerated;
}

/// What explains a gap that is well below or above the forecast.
std::string explained(const TargetForecast& forecast, const TargetMeasurement& measured) {
    const bool shorter = forecast.gap && measured.gap + measured.gapError < *forecast.gap;
    switch (forecast.reason) {
    case Reason::HoldTimer:
        return shorter ? "the hold timer had been running since the last keepalive before the failure"
                       : "the router noticed when the hold time had run out";
    case Reason::RouteKept:
        return "the machine lives, so it answered until the router gave the kept route up";
    case Reason::SessionComes:
        return forecast.before.empty() ? "nobody answered until the session was up again"
                                       : "the other instance answered until the session was up again";
    case Reason::Withdrawn:
    case Reason::SessionClosed:
        return "the withdraw moved the traffic";
    default:
        return {};
    }
}

std::string gapText(const TargetMeasurement& measured) {
    if (measured.lost == 0)
        return "no request was lost";
    return fmt::format("dark for {} (±{})", measuredTime(measured.gap), measuredTime(measured.gapError));
}

Judgement judgeDark(const TargetMeasurement& measured, const std::string& address) {
    if (measured.darkAtEnd)
        return {Verdict::Pass, Difference::None, fmt::format("{}: dark, as nobody announced it", address)};
    return {
        Verdict::Fail, Difference::NotDark,
        fmt::format("{}: still answered though nobody was left to announce it: find out who does", address)};
}

} // namespace

std::string_view nameOf(Verdict verdict) {
    switch (verdict) {
    case Verdict::Pass:
        return "pass";
    case Verdict::Fail:
        return "fail";
    case Verdict::Aborted:
        break;
    }
    return "aborted";
}

Judgement judge(const TargetForecast& forecast, const TargetMeasurement& measured, const PlanStep& step,
                const RehearsalPlan& plan, const Snapshot& snapshot) {
    const auto& address = snapshot.cluster->floating[forecast.floatingIndex].text;
    const auto fail = [&](Difference difference, const std::string& why) {
        return Judgement{Verdict::Fail, difference, fmt::format("{}: {}", address, why)};
    };
    if (measured.sent == 0)
        return fail(Difference::NotMeasurable, "nothing was measured: the probe sent no request");
    if (measured.notSent > 0 && measured.notSent == measured.lost)
        return fail(Difference::LocalFault,
                    "this machine could not send: its own network was at fault, so nothing is proved");
    if (forecast.takeOver.empty())
        return judgeDark(measured, address);
    if (measured.darkAtEnd)
        return fail(Difference::StillDark,
                    fmt::format("dark for {} and not back: {} did not take over", measuredTime(measured.gap),
                                namesOf(snapshot, forecast.takeOver)));
    const bool oneHeir = forecast.takeOver.size() == 1;
    if (measured.takeoverBy && std::find(forecast.takeOver.begin(), forecast.takeOver.end(),
                                         *measured.takeoverBy) == forecast.takeOver.end()) {
        const auto& name = snapshot.nodes[*measured.takeoverBy].name;
        const bool stayed = std::find(forecast.before.begin(), forecast.before.end(), *measured.takeoverBy) !=
                            forecast.before.end();
        return fail(stayed ? Difference::NotMoved : Difference::OtherHeir,
                    fmt::format("{} serves, not {}", name.value(), namesOf(snapshot, forecast.takeOver)));
    }
    if (!measured.takeoverBy && oneHeir)
        return fail(Difference::NotMeasurable,
                    fmt::format("it is not known who serves: the echo counters do not show {}",
                                namesOf(snapshot, forecast.takeOver)));
    if (forecast.gap && measured.gap > *forecast.gap + tolerance(forecast, plan) + measured.gapError)
        return fail(Difference::Longer,
                    fmt::format("{}, at most {} was predicted and {} more is tolerated; {}",
                                gapText(measured), measuredTime(*forecast.gap),
                                measuredTime(tolerance(forecast, plan)), explain(forecast, step, snapshot)));
    Judgement result{Verdict::Pass, Difference::None, {}};
    if (forecast.gap && *forecast.gap > politeGap && measured.gap + measured.gapError < *forecast.gap)
        result.difference = Difference::Shorter;
    auto why = gapText(measured);
    if (measured.takeoverBy && forecast.reason != Reason::NothingMoves) {
        why += fmt::format(", {} took over", snapshot.nodes[*measured.takeoverBy].name.value());
        if (measured.takeoverAfter)
            why += fmt::format(" after {}", measuredTime(*measured.takeoverAfter));
        if (forecast.after && *forecast.after > 1s)
            why += fmt::format(", {} predicted", measuredTime(*forecast.after));
        if (const auto because = explained(forecast, measured); !because.empty())
            why += ": " + because;
    }
    result.why = fmt::format("{}: {}", address, why);
    return result;
}

} // namespace understudy::cluster
