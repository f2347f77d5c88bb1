#include "tests/ops/setup/node_survey.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace understudy::test {
namespace {

using base::IpAddress;
using base::Prefix;

IpAddress ip(const char* text) {
    return IpAddress::parse(text).value();
}

std::string program(const std::string& path, const std::string& version, bool running,
                    const std::string& group) {
    return fmt::format("{}\nversion {}\n{}enabled {}", path, version,
                       running ? fmt::format("group {}\nconfig \n", group) : "", running ? "yes" : "");
}

} // namespace

std::string SurveyAnswer::text() const {
    auto text = fmt::format("Welcome to the node!\n\n{} begin\n", surveyMark);
    for (const auto& [name, said] : parts) {
        const auto exit = exits.find(name);
        text += fmt::format("{} {} {} {}\n{}\n", surveyMark, name, exit == exits.end() ? 0 : exit->second,
                            said.size(), said);
    }
    for (const auto& file : files)
        text += fmt::format("{} file 0 {} {} {} {}\n{}\n", surveyMark, file.text.size(), file.path, file.mode,
                            file.owner, file.text);
    return text + fmt::format("{} end\n", surveyMark);
}

ops::Survey SurveyAnswer::survey() const {
    auto survey = ops::parseSurvey(text(), surveyRequest(), surveyMark);
    EXPECT_TRUE(survey) << survey.error().what;
    return survey ? *std::move(survey) : ops::Survey{};
}

ops::SurveyRequest surveyRequest(const std::string& interface) {
    return {interface, ip("169.254.169.254"), ip("2001:19f0:ffff::1")};
}

SurveyAnswer bareDebian() {
    SurveyAnswer answer;
    answer.parts = {
        {"system", "Linux\nx86_64\n0\nDebian GNU/Linux 12 (bookworm)"},
        {"init", "systemd"},
        {"packages", "apt-get"},
        {"keeper", "networkd"},
        {"firewall", "none"},
        {"bird", ""},
        {"bird6", ""},
        {"understudyd", ""},
        {"sum", ""},
        {"groups", ""},
        {"ip", "Device \"dummy1\" does not exist."},
        {"keeps", "0"},
        {"addresses", "2: eth0    inet 192.0.2.111/32 scope global eth0\\       valid_lft forever\n"
                      "2: eth0    inet6 2001:db8:1111::111/128 scope global \\       valid_lft forever"},
        {"way4", "169.254.169.254 via 192.0.2.254 dev eth0 src 192.0.2.111 uid 0 \\    cache "},
        {"way6",
         "2001:19f0:ffff::1 from :: via fe80::1 dev eth0 src 2001:db8:1111::111 metric 1024 pref medium"},
        {"pristine", ""},
        {"mentions", ""},
        {"setup", "none"}};
    answer.exits = {{"ip", 1}, {"mentions", 1}};
    return answer;
}

SurveyAnswer debianWithBird2() {
    auto answer = bareDebian();
    answer.parts["bird"] = program("/usr/sbin/bird", "2.0.12", true, "bird");
    answer.parts["groups"] = "bird";
    return answer;
}

SurveyAnswer debianWithBird1() {
    auto answer = bareDebian();
    answer.parts["bird"] = program("/usr/sbin/bird", "1.6.8", false, "");
    answer.parts["bird6"] = program("/usr/sbin/bird6", "1.6.8", false, "");
    answer.parts["groups"] = "bird";
    return answer;
}

SurveyAnswer bareFreeBsd() {
    auto answer = bareDebian();
    answer.parts["system"] = "FreeBSD\namd64\n0\nFreeBSD 13.2-RELEASE";
    answer.parts["init"] = "rc";
    answer.parts["packages"] = "pkg";
    answer.parts["keeper"] = "rc.conf";
    answer.parts["firewall"] = "pf\nblock drop in all\npass out all flags S/SA keep state";
    answer.parts.erase("ip");
    answer.parts["ifconfig"] = "ifconfig: interface lo1 does not exist";
    answer.exits = {{"ifconfig", 1}, {"mentions", 1}};
    answer.parts["way4"] = "169.254.169.254 dev vtnet0 src 192.0.2.111";
    answer.parts["way6"] = "2001:19f0:ffff::1 dev vtnet0 src 2001:db8:1111::111";
    answer.parts["addresses"] = "0: lo0 inet 127.0.0.1/8\n0: vtnet0 inet 192.0.2.111/24\n"
                                "0: vtnet0 inet6 2001:db8:1111::111/64";
    answer.files = {{"/etc/rc.conf", "hostname=\"primary\"\nifconfig_vtnet0=\"DHCP\"\nsshd_enable=\"YES\"\n",
                     "644", "root:wheel"},
                    {"/etc/pf.conf", "block in all\npass out all keep state\n", "600", "root:wheel"},
                    {"/boot/loader.conf", "autoboot_delay=\"2\"\n", "644", "root:wheel"}};
    return answer;
}

ops::SetupTarget target() {
    ops::SetupTarget target;
    target.instance.name = cluster::InstanceName{"primary"};
    target.instance.address4 = ip("192.0.2.111");
    target.instance.address6 = ip("2001:db8:1111::111");
    target.cloud.neighbor4 = ip("169.254.169.254");
    target.cloud.neighbor6 = ip("2001:19f0:ffff::1");
    for (const auto* text : {"192.0.2.2/32", "2001:db8:2222::1/64"})
        target.floating.push_back({text, Prefix::parse(text).value()});
    return target;
}

ops::SetupOptions withPassword() {
    ops::SetupOptions options;
    options.password4 = options.password6 = base::Secret{"open-sesame"};
    return options;
}

ops::Survey carriedOut(ops::Survey survey, const ops::SetupPlan& plan, const ops::SetupTarget& target) {
    for (const auto& step : plan.steps) {
        for (const auto& file : step.files)
            survey.files[file.path] = {file.after, file.mode, file.owner, false};
        for (const auto& command : step.commands) {
            const auto has = [&](std::string_view text) {
                return command.find(text) != std::string::npos;
            };
            if (has("ip link add"))
                survey.interface.exists = true;
            if (has(" up"))
                survey.interface.up = true;
            if (has("keep_addr_on_down=1"))
                survey.keepsAddresses = true;
            for (const auto& floating : target.floating) {
                if (has("ip addr add " + floating.prefix.toString() + " "))
                    survey.interface.addresses.push_back(floating.prefix);
            }
            for (auto [service, program] :
                 {std::pair{"bird", &survey.bird}, std::pair{"bird6", &survey.bird6},
                  std::pair{"understudyd", &survey.understudyd}}) {
                if (command == fmt::format("systemctl enable -q {}", service))
                    program->enabled = true;
                if (command == fmt::format("systemctl start {}", service))
                    program->running = true;
                if (command == fmt::format("systemctl disable -q {}", service))
                    program->enabled = false;
                if (command == fmt::format("systemctl stop {}", service))
                    program->running = false;
            }
            if (has("useradd"))
                survey.understudydUser = true;
            if (has("sha256sum") && has("/understudyd'"))
                survey.understudydSum = command.substr(6, command.find(' ', 6) - 6);
        }
        if (step.kind == ops::SetupKind::Program)
            survey.understudyd.path = "/usr/local/sbin/understudyd";
        if (step.kind == ops::SetupKind::Install) {
            survey.bird = {"/usr/sbin/bird", "2.0.12", true, true, "bird", ""};
            survey.birdGroup = "bird";
        }
    }
    return survey;
}

} // namespace understudy::test
