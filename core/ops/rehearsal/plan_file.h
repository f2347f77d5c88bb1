// NAME.plans.json beside the cluster file NAME.understudy: edited rehearsal plans under names of their own
// (JSON, format "understudy-plans", version 1).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/cluster/rehearsal_plan.h"

namespace understudy::ops {

struct SavedPlan {
    std::string name; ///< unique in its file; 1 to 64 characters
    cluster::RehearsalPlan plan;

    friend bool operator==(const SavedPlan&, const SavedPlan&) = default;
};

/// Where the plans of a cluster file are.
std::string planFileOf(const std::string& clusterFile);

/// In the file's order; none when there is no such file. Errors name the file, the line, the JSON path and
/// what is expected there.
base::Result<std::vector<SavedPlan>> loadPlans(const std::string& path);
/// The same from text; `path` is for errors.
base::Result<std::vector<SavedPlan>> parsePlans(const std::string& text, const std::string& path);

/// Adds the plan, or replaces the one of its name. The file is read anew first, so that what others have
/// saved stays, unknown keys are kept, and it is written as a whole. A file that cannot be read is not
/// touched.
base::Result<void> savePlan(const std::string& path, const SavedPlan& plan);

/// Nothing happens when there is none of this name.
base::Result<void> removePlan(const std::string& path, const std::string& name);

} // namespace understudy::ops
