// From a survey to the steps that a node needs.
#include "core/ops/setup/plan.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ops/setup/node_survey.h"

using namespace understudy;
using namespace understudy::ops;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

/// All that an operator is shown.
std::string shown(const SetupPlan& plan) {
    std::string text;
    for (const auto& note : plan.notes)
        text += "note: " + note + "\n";
    for (const auto& objection : plan.objections)
        text += "objection: " + objection + "\n";
    for (const auto& step : plan.steps) {
        text += "step: " + step.what + "\ncost: " + step.cost + "\n";
        for (const auto& file : step.files) {
            for (const auto& line : shownDiff(file))
                text += line + "\n";
            text += "mode " + file.mode + " owner " + file.owner + "\n";
        }
        for (const auto& command : step.commands)
            text += "# " + command + "\n";
    }
    return text;
}

const SetupStep* find(const SetupPlan& plan, SetupKind kind) {
    const auto found = std::find_if(plan.steps.begin(), plan.steps.end(),
                                    [&](const SetupStep& step) { return step.kind == kind; });
    return found == plan.steps.end() ? nullptr : &*found;
}

SetupOptions understudydOptions() {
    auto options = test::withPassword();
    options.speaker = cluster::SpeakerChoice::Understudyd;
    options.bundle = SpeakerBundle{"daemon", "client", "d00d", "c11e", "x86_64", "[Unit]\n", "#!/bin/sh\n"};
    return options;
}

/// Carrying out what is planned leaves nothing to plan.
void expectIdempotent(const Survey& survey, const SetupOptions& options) {
    const auto target = test::target();
    const auto plan = planSetup(target, survey, options);
    EXPECT_THAT(plan.objections, IsEmpty()) << shown(plan);
    EXPECT_FALSE(plan.empty());
    const auto again = planSetup(target, test::carriedOut(survey, plan, target), options);
    EXPECT_TRUE(again.empty()) << shown(again);
    EXPECT_THAT(again.objections, IsEmpty()) << shown(again);
}

} // namespace

TEST(Plan, ABareDebianGetsBirdFirst) {
    const auto plan = planSetup(test::target(), test::bareDebian().survey(), test::withPassword());
    ASSERT_THAT(plan.objections, IsEmpty()) << shown(plan);
    EXPECT_TRUE(plan.leadsToAnother());
    EXPECT_THAT(plan.steps.front().commands, Contains(HasSubstr("apt-get install -y")));
    EXPECT_THAT(shown(plan),
                AllOf(HasSubstr("+++ /etc/bird/bird.conf"), HasSubstr("mode 640 owner root:bird"),
                      HasSubstr("# ip link add dev dummy1 type dummy"),
                      HasSubstr("# ip addr add 2001:db8:2222::1/64 dev dummy1 nodad"),
                      HasSubstr("# sysctl -q -w net.ipv6.conf.dummy1.keep_addr_on_down=1"),
                      HasSubstr("+Address=192.0.2.2/32"), HasSubstr("# systemctl enable -q bird")));
}

TEST(Plan, NoPasswordIsEverShown) {
    auto answer = test::debianWithBird2();
    answer.files.push_back({"/etc/bird/bird.conf", "# password \"in-a-comment\"\nprotocol bgp cloud {\n"
                                                   "  neighbor 169.254.169.254 as 64515; local as 65500;\n"
                                                   "  password\n    \"old-secret\";\n}\n"});
    for (const auto& survey : {test::bareDebian().survey(), answer.survey()}) {
        const auto text = shown(planSetup(test::target(), survey, test::withPassword()));
        EXPECT_THAT(text, AllOf(Not(HasSubstr("sesame")), Not(HasSubstr("old-secret")),
                                Not(HasSubstr("in-a-comment")), HasSubstr("password***")));
    }
}

TEST(Plan, CarriedOutNothingIsLeft) {
    expectIdempotent(test::debianWithBird2().survey(), test::withPassword());
    expectIdempotent(test::debianWithBird1().survey(), test::withPassword());
    expectIdempotent(test::bareDebian().survey(), understudydOptions());
    for (const auto* keeper : {"netplan", "ifupdown", "none"}) {
        auto answer = test::debianWithBird2();
        answer.parts["keeper"] = keeper;
        expectIdempotent(answer.survey(), test::withPassword());
    }
}

TEST(Plan, WithoutTheFirstPasswordASecondPlanNeedsNone) {
    const auto target = test::target();
    const auto survey = test::debianWithBird2().survey();
    const auto plan = planSetup(target, survey, test::withPassword());
    const auto again = planSetup(target, test::carriedOut(survey, plan, target), {});
    EXPECT_TRUE(again.empty()) << shown(again);
    EXPECT_THAT(planSetup(target, survey, {}).objections, Contains(HasSubstr("no password")));
}

TEST(Plan, EachNeighborHasItsOwnPassword) {
    SetupOptions options;
    options.password4 = base::Secret{"of-ipv4"};
    const auto survey = test::debianWithBird2().survey();
    EXPECT_THAT(planSetup(test::target(), survey, options).objections,
                Contains(HasSubstr("no password for the session with 2001:19f0:ffff::1")));
    options.password6 = base::Secret{"of-ipv6"};
    const auto target = test::target();
    const auto plan = planSetup(target, survey, options);
    EXPECT_THAT(plan.objections, IsEmpty());
    // One of them is changed; the other one stays.
    options = {};
    options.password6 = base::Secret{"new-of-ipv6"};
    const auto next = planSetup(target, test::carriedOut(survey, plan, target), options);
    ASSERT_EQ(next.steps.size(), 1U) << shown(next);
    const auto text = next.steps[0].files.at(0).after.reveal();
    EXPECT_THAT(text, AllOf(HasSubstr("password \"of-ipv4\""), HasSubstr("password \"new-of-ipv6\""),
                            Not(HasSubstr("password \"of-ipv6\""))));
}

TEST(Plan, EveryKeeperOfTheNetworkGetsItsFile) {
    const auto with = [](const char* keeper) {
        auto answer = test::debianWithBird2();
        answer.parts["keeper"] = keeper;
        return shown(planSetup(test::target(), answer.survey(), test::withPassword()));
    };
    EXPECT_THAT(with("networkd"), AllOf(HasSubstr("+++ /etc/systemd/network/50-understudy-dummy1.netdev"),
                                        HasSubstr("+Kind=dummy"), HasSubstr("+Address=2001:db8:2222::1/64")));
    EXPECT_THAT(with("netplan"),
                AllOf(HasSubstr("+++ /etc/netplan/90-understudy-dummy1.yaml"), HasSubstr("+  dummy-devices:"),
                      HasSubstr("+        - 2001:db8:2222::1/64"), HasSubstr("mode 600")));
    EXPECT_THAT(with("ifupdown"),
                AllOf(HasSubstr("+++ /etc/network/interfaces.d/understudy-dummy1"), HasSubstr("+auto dummy1"),
                      HasSubstr("+source /etc/network/interfaces.d/understudy-dummy1")));
    EXPECT_THAT(with("none"), AllOf(HasSubstr("+++ /etc/systemd/system/understudy-dummy1.service"),
                                    HasSubstr("# systemctl enable -q understudy-dummy1")));
    EXPECT_THAT(with("networkd"), HasSubstr("+net.ipv6.conf.dummy1.keep_addr_on_down = 1"));
}

TEST(Plan, InterfacesAreToldOfTheFileUnlessTheyReadItAnyway) {
    const auto with = [](const char* interfaces) {
        auto answer = test::debianWithBird2();
        answer.parts["keeper"] = "ifupdown";
        answer.files.push_back({"/etc/network/interfaces", interfaces, "644", "root:root"});
        return shown(planSetup(test::target(), answer.survey(), test::withPassword()));
    };
    constexpr const char* added = "+source /etc/network/interfaces.d/understudy-dummy1";
    for (const auto* reads :
         {"source /etc/network/interfaces.d/*", "source-directory /etc/network/interfaces.d/",
          "auto lo\n  source /etc/network/interfaces.d/understudy-dummy1\n"})
        EXPECT_THAT(with(reads), Not(HasSubstr(added))) << reads;
    for (const auto* doesNot :
         {"# source /etc/network/interfaces.d/*\n", "source /etc/network/interfaces.d/*.cfg\n",
          "source-directory /etc/network/interfaces.d.old\n"})
        EXPECT_THAT(with(doesNot), HasSubstr(added)) << doesNot;
}

TEST(Plan, AnInterfaceThatSomebodyElseMakesIsLeftToThem) {
    auto answer = test::debianWithBird2();
    answer.parts["mentions"] = "/etc/systemd/system/dummy1.service";
    answer.exits["mentions"] = 0;
    const auto plan = planSetup(test::target(), answer.survey(), test::withPassword());
    EXPECT_EQ(find(plan, SetupKind::Boot), nullptr);
    EXPECT_THAT(plan.notes, Contains(HasSubstr("/etc/systemd/system/dummy1.service names dummy1 already")));
}

TEST(Plan, ARunningSpeakerIsChangedInTheWayThatUndoesItself) {
    auto answer = test::debianWithBird2();
    answer.files.push_back({"/etc/bird/bird.conf", "router id 192.0.2.111;\nprotocol device {}\n"});
    const auto plan = planSetup(test::target(), answer.survey(), test::withPassword());
    const auto* step = find(plan, SetupKind::Configuration);
    ASSERT_NE(step, nullptr);
    EXPECT_TRUE(step->timed);
    EXPECT_THAT(step->cost, HasSubstr("begin anew"));
    EXPECT_EQ(find(plan, SetupKind::Service), nullptr) << "it runs, and is started at boot";
}

TEST(Plan, Bird1HasAFileAndAServiceAFamily) {
    const auto plan = planSetup(test::target(), test::debianWithBird1().survey(), test::withPassword());
    EXPECT_THAT(shown(plan),
                AllOf(HasSubstr("+++ /etc/bird/bird.conf"), HasSubstr("+++ /etc/bird/bird6.conf"),
                      HasSubstr("# systemctl start bird6"),
                      HasSubstr("# /usr/sbin/bird6 -p -c /etc/bird/bird6.conf"), Not(HasSubstr("ipv4 {"))));
}

TEST(Plan, UnderstudydComesWithItsSumAndTakesBirdsPlace) {
    const auto plan = planSetup(test::target(), test::debianWithBird2().survey(), understudydOptions());
    ASSERT_THAT(plan.objections, IsEmpty()) << shown(plan);
    EXPECT_THAT(shown(plan),
                AllOf(HasSubstr("echo 'd00d  /usr/local/sbin/understudyd' | sha256sum -c --quiet"),
                      HasSubstr("useradd --system"), HasSubstr("# systemctl stop bird"),
                      HasSubstr("bird is stopped: its sessions end"), HasSubstr("+++ /etc/understudyd.conf"),
                      HasSubstr("owner root:understudyd"), HasSubstr("a program of 6 bytes")));
    EXPECT_EQ(plan.client, "understudyc");
}

TEST(Plan, UnderstudydOfAnotherMachineIsRefused) {
    auto options = understudydOptions();
    options.bundle->machine = "aarch64";
    EXPECT_THAT(planSetup(test::target(), test::bareDebian().survey(), options).objections,
                Contains("understudyd at hand runs on aarch64, and the node is x86_64"));
}

TEST(Plan, TheTierIsInTheExportAndBareMetalHasItsOwnNeighbor) {
    auto target = test::target();
    target.instance.tier = 2;
    target.cloud.neighborAs = 20473;
    const auto plan = planSetup(target, test::debianWithBird2().survey(), test::withPassword());
    const auto text = shown(plan);
    EXPECT_THAT(
        text, AllOf(HasSubstr("neighbor 169.254.169.254 as 20473;"), HasSubstr("bgp_path.prepend(65500);")));
    EXPECT_EQ(plan.prepends, 2u);
}

TEST(Plan, TheHoldTimeIsAsChosen) {
    auto options = test::withPassword();
    options.holdTime = std::chrono::seconds{9};
    EXPECT_THAT(shown(planSetup(test::target(), test::debianWithBird2().survey(), options)),
                HasSubstr("hold time 9;"));
}

TEST(Plan, AClosedFirewallIsShownAndOpenedWhenAsked) {
    auto answer = test::debianWithBird2();
    answer.parts["firewall"] =
        "nftables\ntable inet filter {\n\tchain input {\n\t\ttype filter hook input priority "
        "0; policy drop;\n\t\ttcp dport 22 accept\n\t}\n}";
    answer.files.push_back({"/etc/nftables.conf", "flush ruleset\n", "755", "root:root"});
    auto options = test::withPassword();
    const auto asked = planSetup(test::target(), answer.survey(), options);
    EXPECT_EQ(find(asked, SetupKind::Firewall), nullptr);
    EXPECT_THAT(asked.notes,
                Contains(HasSubstr("closes TCP 179 from 169.254.169.254; --open-firewall opens it")));
    options.openFirewall = true;
    EXPECT_THAT(
        shown(planSetup(test::target(), answer.survey(), options)),
        AllOf(HasSubstr("# nft 'insert rule inet filter input ip saddr 169.254.169.254 tcp dport 179 accept"),
              HasSubstr("+++ /etc/nftables.conf")));
    answer.parts["firewall"] = "ufw\nStatus: active\nDefault: deny (incoming), allow (outgoing)";
    EXPECT_THAT(shown(planSetup(test::target(), answer.survey(), options)),
                AllOf(HasSubstr("# ufw prepend allow proto tcp from 169.254.169.254 to any port 179\n"),
                      HasSubstr("# ufw prepend allow proto tcp from 2001:19f0:ffff::1 to any port 179\n")));
}

TEST(Plan, FirewalldIsOpenedInTheNeighborsZone) {
    auto answer = test::debianWithBird2();
    answer.parts["firewall"] = "firewalld\ndefault public\npublic\n  target: default\n"
                               "work (active)\n  target: default\n  interfaces: eth0";
    auto options = test::withPassword();
    options.openFirewall = true;
    constexpr const char* rules =
        "--zone=work --add-rich-rule='rule priority=\"-100\" family=\"ipv4\" source "
        "address=\"169.254.169.254\" "
        "port port=\"179\" protocol=\"tcp\" accept' --add-rich-rule='rule priority=\"-100\" family=\"ipv6\" "
        "source address=\"2001:19f0:ffff::1\" port port=\"179\" protocol=\"tcp\" accept' >/dev/null";
    const auto opening = planSetup(test::target(), answer.survey(), options);
    const auto* step = find(opening, SetupKind::Firewall);
    ASSERT_NE(step, nullptr);
    EXPECT_THAT(step->commands, testing::ElementsAre(std::string{"firewall-cmd "} + rules,
                                                     std::string{"firewall-cmd --permanent "} + rules));
    answer.parts["firewall"] = "firewalld\ndefault public\npublic\n  target: default\n"
                               "work (active)\n  target: default\n  sources: 169.254.0.0/16";
    EXPECT_THAT(shown(planSetup(test::target(), answer.survey(), options)),
                AllOf(HasSubstr("--zone=work --add-rich-rule='rule priority=\"-100\" family=\"ipv4\""),
                      HasSubstr("--zone=public --add-rich-rule='rule priority=\"-100\" family=\"ipv6\"")));
    answer.parts["firewall"] = "firewalld\ndefault public\npublic\n  target: ACCEPT\n"
                               "work (active)\n  target: default\n  sources: ipset:routers";
    const auto plan = planSetup(test::target(), answer.survey(), options);
    EXPECT_EQ(find(plan, SetupKind::Firewall), nullptr);
    EXPECT_THAT(plan.notes, Contains(HasSubstr("not known which zone of firewalld 169.254.169.254 is in")));
}

TEST(Plan, SaysWhyItCannotBeCarriedOut) {
    auto answer = test::debianWithBird2();
    answer.parts["system"] = "Linux\nx86_64\n1000\nDebian";
    EXPECT_THAT(planSetup(test::target(), answer.survey(), test::withPassword()).objections,
                Contains(HasSubstr("not root's")));
    answer = test::debianWithBird2();
    answer.parts["setup"] = "underway";
    EXPECT_THAT(planSetup(test::target(), answer.survey(), test::withPassword()).objections,
                Contains(HasSubstr("another set-up of this node is under way")));
    auto target = test::target();
    target.instance.address4 = base::IpAddress::parse("192.0.2.200").value();
    EXPECT_THAT(
        planSetup(target, test::debianWithBird2().survey(), test::withPassword()).objections,
        Contains("192.0.2.200 is not an address of this node: correct address4 of primary in the cluster "
                 "file"));
}

TEST(Plan, AnInterruptedSetUpIsPutBackFirst) {
    auto answer = test::debianWithBird2();
    answer.parts["setup"] = "unfinished";
    const auto plan = planSetup(test::target(), answer.survey(), test::withPassword());
    ASSERT_EQ(plan.steps.size(), 1u);
    EXPECT_EQ(plan.steps.front().kind, SetupKind::PutBack);
    EXPECT_TRUE(plan.leadsToAnother());
}

TEST(Plan, AFileOfMoreOpenModeIsClosed) {
    const auto target = test::target();
    const auto survey = test::debianWithBird2().survey();
    auto done = test::carriedOut(survey, planSetup(target, survey, test::withPassword()), target);
    done.files["/etc/bird/bird.conf"].mode = "644";
    const auto plan = planSetup(target, done, test::withPassword());
    ASSERT_EQ(plan.steps.size(), 1u) << shown(plan);
    EXPECT_FALSE(plan.steps.front().timed) << "the text is the same";
}
