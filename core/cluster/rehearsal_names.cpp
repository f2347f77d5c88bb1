#include "core/cluster/rehearsal_names.h"

#include <algorithm>
#include <array>

namespace understudy::cluster {
namespace {

template <typename Kind>
struct Named {
    Kind kind;
    std::string_view name;
};
template <typename Kind>
Named(Kind, const char*) -> Named<Kind>;

constexpr std::array reasons{
    Named{ForecastReason::NothingMoves, "nothing-moves"},
    Named{ForecastReason::Withdrawn, "withdrawn"},
    Named{ForecastReason::SessionClosed, "session-closed"},
    Named{ForecastReason::RouteKept, "route-kept"},
    Named{ForecastReason::HoldTimer, "hold-timer"},
    Named{ForecastReason::NobodyLeft, "nobody-left"},
    Named{ForecastReason::Announces, "announces"},
    Named{ForecastReason::SessionComes, "session-comes"},
    Named{ForecastReason::NotKnown, "not-known"},
};

constexpr std::array differences{
    Named{Difference::None, "none"},
    Named{Difference::Shorter, "shorter"},
    Named{Difference::Longer, "longer"},
    Named{Difference::OtherHeir, "other-heir"},
    Named{Difference::NotDark, "not-dark"},
    Named{Difference::StillDark, "still-dark"},
    Named{Difference::NotMoved, "not-moved"},
    Named{Difference::LocalFault, "local-fault"},
    Named{Difference::NotMeasurable, "not-measurable"},
};

template <typename Table, typename Kind>
std::string_view nameIn(const Table& table, Kind kind) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const auto& named) { return named.kind == kind; });
    return found->name;
}

template <typename Table>
auto kindIn(const Table& table, std::string_view name) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const auto& named) { return named.name == name; });
    return found == table.end() ? std::nullopt : std::optional{found->kind};
}

} // namespace

std::string_view nameOf(ForecastReason reason) {
    return nameIn(reasons, reason);
}

std::optional<ForecastReason> forecastReasonOf(std::string_view name) {
    return kindIn(reasons, name);
}

std::string_view nameOf(Difference difference) {
    return nameIn(differences, difference);
}

std::optional<Difference> differenceOf(std::string_view name) {
    return kindIn(differences, name);
}

std::optional<Verdict> verdictOf(std::string_view name) {
    return kindIn(std::array{Named{Verdict::Pass, "pass"}, Named{Verdict::Fail, "fail"},
                             Named{Verdict::Aborted, "aborted"}},
                  name);
}

std::optional<StepAction> stepActionOf(std::string_view name) {
    return kindIn(std::array{Named{StepAction::Fail, "fail"}, Named{StepAction::Restore, "restore"}}, name);
}

} // namespace understudy::cluster
