// What a step of a rehearsal really did: from the probe's samples, the kernels' echo counters, and the node's
// own clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/cluster/samples.h"
#include "core/cluster/snapshot.h"

namespace understudy::cluster {

/// When a change was made, mapped from the node's clock to this machine's.
struct ChangeTime {
    base::SteadyTime at{};
    std::chrono::nanoseconds error{0}; ///< either side
    /// Until the speaker was first seen to announce nothing any more; nullopt: not seen, or not expected.
    std::optional<std::chrono::nanoseconds> withdrawn;

    friend bool operator==(const ChangeTime&, const ChangeTime&) = default;
};

/// One reading of a node's counters of echo requests.
struct EchoReading {
    std::size_t node = 0; ///< index into Snapshot::nodes
    base::SteadyTime at{};
    EchoCounters counters;

    friend bool operator==(const EchoReading&, const EchoReading&) = default;
};

/// A step is watched from its change until the next one.
struct StepWindow {
    ChangeTime change;
    base::SteadyTime until{};
    std::chrono::nanoseconds interval{0}; ///< between two requests
};

struct TargetMeasurement {
    /// The longest time without replies; 0: every request was answered. While `darkAtEnd`, what it had come
    /// to by the end of the window.
    std::chrono::nanoseconds gap{0};
    std::chrono::nanoseconds gapError{
        0}; ///< either side: one interval, plus the change's error from the dark
    bool darkAtEnd = false;
    std::uint64_t sent = 0;
    std::uint64_t lost = 0;
    std::uint64_t late = 0;
    std::uint64_t notSent = 0; ///< of `lost`: the local machine refused, so the fault is here
    /// Who received the requests at the end of the window, by the echo counters; nullopt: nobody, or not
    /// known.
    std::optional<std::size_t> takeoverBy;
    /// From the change until the first request arrived there; nullopt when it received them before as well.
    std::optional<std::chrono::nanoseconds> takeoverAfter;
    /// Medians of the answered requests before the change and after it: another path shows.
    std::optional<std::chrono::nanoseconds> rttBefore;
    std::optional<std::chrono::nanoseconds> rttAfter;

    friend bool operator==(const TargetMeasurement&, const TargetMeasurement&) = default;
};

/// `samples` in order of sending, from some seconds before the change to the window's end or beyond.
/// `wasDark`: nobody announced the address before the step, so the gap counts from the change.
TargetMeasurement measure(const StepWindow& window, std::span<const Sample> samples, bool wasDark);

/// Adds who took over, from readings of all nodes; `family` is the address's. Not for several floating IPs of
/// one family, whose requests cannot be told apart by counting.
void addTakeover(TargetMeasurement& measurement, const StepWindow& window,
                 std::span<const EchoReading> readings, base::Family family);

} // namespace understudy::cluster
