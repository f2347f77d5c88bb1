// What a node's own programs answer: a survey, of which a plan is made, looks at the interface, firewalls,
// and ping.
#include <cstddef>
#include <cstdint>
#include <string>

#include "check.h"
#include "core/cluster/names.h"
#include "core/ops/node/look.h"
#include "core/ops/probe/ping_output.h"
#include "core/ops/setup/plan.h"
#include "core/ops/setup/survey.h"

using namespace understudy;

namespace {

const auto neighbor4 = base::IpAddress::parse("169.254.169.254").value();
const auto neighbor6 = base::IpAddress::parse("2001:19f0:ffff::1").value();

void survey(const std::string& text) {
    const auto survey = ops::parseSurvey(text, {"dummy1", neighbor4, neighbor6}, "MARK");
    if (!survey)
        return fuzz::checkClean(survey.error().what);
    ops::SetupTarget target;
    target.instance.name = cluster::InstanceName{"primary"};
    target.cloud.neighbor4 = neighbor4;
    target.cloud.neighbor6 = neighbor6;
    for (const auto* floating : {"192.0.2.2/32", "2001:db8:2222::1/64"})
        target.floating.push_back({floating, base::Prefix::parse(floating).value()});
    ops::SetupOptions options;
    options.openFirewall = true;
    options.password4 = options.password6 = base::Secret{"open-sesame"};
    for (const auto& step : ops::planSetup(target, *survey, options).steps) {
        fuzz::check(step.what.find("open-sesame") == std::string::npos);
        for (const auto& command : step.commands)
            fuzz::check(command.find("open-sesame") == std::string::npos);
    }
}

void looks(std::string text) {
    while (const auto look = ops::takeLook(text, "dummy1", "MARK")) {
        if (!*look)
            return fuzz::checkClean(look->error().what);
        fuzz::check((*look)->interface.name == "dummy1");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    survey(text);
    looks(text);
    for (const auto& interface :
         {ops::parseIpAddress(text, 0, "dummy1"), ops::parseIfconfig(text, 0, "dummy1")}) {
        if (!interface)
            fuzz::checkClean(interface.error().what);
    }
    ops::parseEchoCounters(text);
    ops::parsePingLine(text, neighbor4);
    return 0;
}
