// What nodes answer to a survey, put together from what their programs print.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/ops/setup/plan.h"
#include "core/ops/setup/survey.h"

namespace understudy::test {

inline constexpr const char* surveyMark = "understudy-0123";

struct AnsweredFile {
    std::string path;
    std::string text;
    std::string mode = "640";
    std::string owner = "root:bird";
};

/// An answer that can be changed part by part before it is written down.
struct SurveyAnswer {
    std::map<std::string, std::string> parts;
    std::map<std::string, int> exits; ///< 0 where there is none
    std::vector<AnsweredFile> files;

    std::string text() const;
    /// Fails the test, and gives an empty one, on an error.
    ops::Survey survey() const;
};

ops::SurveyRequest surveyRequest(const std::string& interface = "dummy1");

/// Debian 12 with systemd and systemd-networkd, IPv4 and IPv6, no speaker, no interface.
SurveyAnswer bareDebian();
/// The same with BIRD 2 installed, running, enabled.
SurveyAnswer debianWithBird2();
/// Debian 12 with BIRD 1.6 installed.
SurveyAnswer debianWithBird1();
/// FreeBSD 13 with a cloned loopback interface to come, pf, no speaker.
SurveyAnswer bareFreeBsd();

/// The example cluster's instance `primary`, tier 0, both families.
ops::SetupTarget target();
ops::SetupOptions withPassword();

/// A node as it is once the plan was carried out: its files, interface, programs and services.
ops::Survey carriedOut(ops::Survey survey, const ops::SetupPlan& plan, const ops::SetupTarget& target);

} // namespace understudy::test
