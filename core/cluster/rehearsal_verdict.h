// Whether a step did what was predicted, and what explains the difference.
#pragma once

#include <cstdint>
#include <string>

#include "core/cluster/forecast.h"
#include "core/cluster/rehearsal_measure.h"

namespace understudy::cluster {

enum class Verdict : std::uint8_t { Pass, Fail, Aborted };

/// Stable names: pass, fail, aborted.
std::string_view nameOf(Verdict verdict);

/// How the measurement differs from the forecast.
enum class Difference : std::uint8_t {
    None,          ///< as predicted
    Shorter,       ///< shorter than predicted: its cause ran out earlier, or nothing was lost
    Longer,        ///< longer than predicted and tolerated
    OtherHeir,     ///< somebody else took over
    NotDark,       ///< somebody still answers though nobody was left
    StillDark,     ///< nobody took over
    NotMoved,      ///< the traffic did not move
    LocalFault,    ///< this machine could not send: nothing is proved
    NotMeasurable, ///< there is a forecast, but no samples
};

struct Judgement {
    Verdict verdict = Verdict::Fail;
    Difference difference = Difference::NotMeasurable;
    std::string why; ///< a sentence with both times and what explains their difference
};

/// Of one step and one floating IP.
Judgement judge(const TargetForecast& forecast, const TargetMeasurement& measured, const PlanStep& step,
                const RehearsalPlan& plan, const Snapshot& snapshot);

} // namespace understudy::cluster
