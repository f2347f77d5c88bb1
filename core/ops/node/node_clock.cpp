#include "core/ops/node/node_clock.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::ops {
namespace {

using std::chrono::nanoseconds;

constexpr int askings = 3;
constexpr std::string_view mark = "understudy-times";

std::optional<nanoseconds> parseTime(std::string_view text) {
    const auto number = base::toNumber<std::int64_t>(base::trimmed(text));
    return number ? std::optional{nanoseconds{*number}} : std::nullopt;
}

Moment between(base::SteadyTime from, base::SteadyTime to) {
    return {from + (to - from) / 2, (to - from) / 2};
}

} // namespace

std::optional<NodeClock> readClock(ssh::Connection& connection, base::SteadyTime deadline) {
    std::optional<NodeClock> best;
    for (int i = 0; i < askings; ++i) {
        const auto sent = base::systemClock().steady();
        const auto output = connection.exec("date +%s%N", {}, deadline, 256);
        const auto trip = between(sent, base::systemClock().steady());
        const auto time = output ? parseTime(output->out) : std::nullopt;
        if (!time)
            return best;
        if (!best || trip.error < best->error)
            best = NodeClock{*time - trip.at.time_since_epoch(), trip.error};
    }
    return best;
}

std::string timed(const std::string& commands) {
    return fmt::format("change() {{\n{}\n}}\nbefore=$(date +%s%N)\nchange\nstatus=$?\n"
                       "echo \"{} $before $(date +%s%N)\"\nexit $status\n",
                       commands, mark);
}

Moment whenChanged(std::string_view output, const std::optional<NodeClock>& clock, base::SteadyTime sent,
                   base::SteadyTime answered) {
    const auto unsure = between(sent, answered);
    if (!clock)
        return unsure;
    for (const auto line : base::lines(output)) {
        const auto words = base::words(line);
        if (words.size() != 3 || words[0] != mark)
            continue;
        const auto before = parseTime(words[1]);
        const auto after = parseTime(words[2]);
        if (!before || !after || *after < *before)
            return unsure;
        auto moment =
            between(base::SteadyTime{*before - clock->offset}, base::SteadyTime{*after - clock->offset});
        moment.error += clock->error;
        // A clock that was set in between tells nonsense.
        const bool possible = moment.at + moment.error >= sent && moment.at - moment.error <= answered;
        return possible ? moment : unsure;
    }
    return unsure;
}

} // namespace understudy::ops
