// The parts that a plan is put together from. Each adds its steps, notes and objections.
#pragma once

#include <string_view>

#include "core/ops/setup/plan.h"

namespace understudy::ops {

/// What all parts know.
struct PlanContext {
    const SetupTarget& target;
    const Survey& survey;
    const SetupOptions& options;
    cluster::SpeakerChoice speaker = cluster::SpeakerChoice::Bird; ///< decided, never Auto
    std::vector<base::Prefix> addresses;                           ///< what the interface is to hold
    std::optional<base::IpAddress> source4;
    std::optional<base::IpAddress> source6;

    bool wants(base::Family family) const {
        return family == base::Family::V4 ? bool{source4} : bool{source6};
    }
};

void planInstall(const PlanContext& context, SetupPlan& plan);
void planInterface(const PlanContext& context, SetupPlan& plan);
void planBoot(const PlanContext& context, SetupPlan& plan);
void planProgram(const PlanContext& context, SetupPlan& plan);
void planFirewall(const PlanContext& context, SetupPlan& plan);
/// Configuration and service.
void planSpeaker(const PlanContext& context, SetupPlan& plan);

// What is another thing on FreeBSD.
void planFreeBsdInterface(const PlanContext& context, SetupPlan& plan);
void planFreeBsdBoot(const PlanContext& context, SetupPlan& plan);
void planFreeBsdMd5(const PlanContext& context, SetupPlan& plan);

/// The file as surveyed, to become `after`; nullopt when it is so already. `mode` and `owner` count, too.
std::optional<SetupFile> changedFile(const Survey& survey, const std::string& path, std::string_view after,
                                     const std::string& mode, const std::string& owner);

} // namespace understudy::ops
