// Rehearsals in words: plans, failures, phases, forecasts and measurements.
#pragma once

#include <QString>

#include "core/cluster/judgement.h"
#include "core/cluster/report.h"
#include "core/ops/rehearsal/runner.h"

namespace understudy::ui {

/// "In turn", "Ladder", "Single"; and what such a plan does, as a sentence.
QString word(cluster::PlanKind kind);
QString explanation(cluster::PlanKind kind);
/// "Link down", "Session closed", "Daemon killed", "Silent death"; and what it shows, as a sentence.
QString word(cluster::FailureKind failure);
QString explanation(cluster::FailureKind failure);

/// passed, failed, aborted
QString word(cluster::Verdict verdict);
/// Which shape a verdict is shown with.
cluster::Health healthOf(cluster::Verdict verdict);

/// What is going on, of `steps` in all; `stepName`: of the present one.
QString sentence(const ops::RehearsalProgress& progress, std::size_t steps, const QString& stepName);
/// The same of one step, in a word or two.
QString word(ops::RehearsalPhase phase);

/// "none", "< 0.1 s", "at most 9 s", "dark", "not known"
QString predictedGap(const cluster::TargetForecast& forecast);
/// "none", "9.02 s ± 20 ms", "60 ms ± 20 ms, still dark"
QString measuredGap(const cluster::TargetMeasurement& measured);
/// "none", "60.0 ms", "9.02 s"
QString gapLength(std::chrono::nanoseconds length);
QString gap(std::chrono::nanoseconds length, std::chrono::nanoseconds error);

/// "3 days ago", "today"; for times in the past.
QString age(base::WallTime time, base::WallTime now);
/// Local time to the minute: `2026-01-02 03:04`.
QString day(base::WallTime time);

} // namespace understudy::ui
