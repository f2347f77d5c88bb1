// The steps that a node with FreeBSD needs.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ops/setup/plan.h"
#include "tests/ops/setup/node_survey.h"

using namespace understudy;
using namespace understudy::ops;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

class FreeBsdPlan : public testing::Test {
protected:
    FreeBsdPlan() { m_target.instance.interface = "lo1"; }

    Survey survey() const {
        const auto survey = parseSurvey(m_answer.text(), test::surveyRequest("lo1"), test::surveyMark);
        EXPECT_TRUE(survey) << survey.error().what;
        return survey.value_or(Survey{});
    }
    SetupPlan plan(const Survey& survey) const {
        auto options = test::withPassword();
        options.openFirewall = true;
        return planSetup(m_target, survey, options);
    }
    static const SetupStep* stepWith(const SetupPlan& plan, const std::string& path) {
        for (const auto& step : plan.steps) {
            if (std::any_of(step.files.begin(), step.files.end(),
                            [&](const SetupFile& file) { return file.path == path; }))
                return &step;
        }
        return nullptr;
    }
    /// What a file is to become; "" where it stays as it is.
    static std::string textOf(const SetupPlan& plan, const std::string& path) {
        const auto* step = stepWith(plan, path);
        return step == nullptr ? std::string{} : step->files.front().after.reveal();
    }
    static const SetupStep* find(const SetupPlan& plan, SetupKind kind) {
        const auto found = std::find_if(plan.steps.begin(), plan.steps.end(),
                                        [&](const SetupStep& step) { return step.kind == kind; });
        return found == plan.steps.end() ? nullptr : &*found;
    }
    void writeRcConf(const std::string& text) {
        m_answer.files.front() = {"/etc/rc.conf", text, "644", "root:wheel"};
    }

    SetupTarget m_target = test::target();
    test::SurveyAnswer m_answer = test::bareFreeBsd();
};

} // namespace

TEST_F(FreeBsdPlan, HasNoObjection) {
    const auto plan = this->plan(survey());
    EXPECT_THAT(plan.objections, IsEmpty());
    EXPECT_THAT(find(plan, SetupKind::Install)->commands, ElementsAre("pkg install -y bird2"));
    EXPECT_EQ(stepWith(plan, "/usr/local/etc/bird.conf")->files.front().owner, "root:birdvty");
    EXPECT_THAT(find(plan, SetupKind::Service)->commands,
                ElementsAre("sysrc bird_enable=YES >/dev/null", "service bird start"));
    EXPECT_THAT(find(plan, SetupKind::Service)->undo,
                ElementsAre("service bird stop || :", "sysrc -x bird_enable || :"));
}

TEST_F(FreeBsdPlan, MakesAClonedLoopbackInterface) {
    const auto plan = this->plan(survey());
    const auto* step = find(plan, SetupKind::Interface);
    ASSERT_NE(step, nullptr);
    EXPECT_THAT(step->commands,
                ElementsAre("ifconfig lo1 create", "ifconfig lo1 inet 192.0.2.2/32 alias",
                            "ifconfig lo1 inet6 2001:db8:2222::1/64 alias", "ifconfig lo1 up"));
    EXPECT_THAT(step->undo, ElementsAre("! ifconfig lo1 >/dev/null 2>&1 || ifconfig lo1 destroy"));
    m_target.instance.interface = "dummy1";
    EXPECT_THAT(this->plan(survey()).objections, Contains(HasSubstr("cloned loopback")));
}

TEST_F(FreeBsdPlan, ChangesAnInterfaceThatIsThere) {
    m_answer.parts["ifconfig"] = "lo1: flags=8008<LOOPBACK,MULTICAST> metric 0 mtu 16384\n"
                                 "\tinet 192.0.2.2 netmask 0xffffffff\n";
    m_answer.exits.erase("ifconfig");
    const auto plan = this->plan(survey());
    const auto* step = find(plan, SetupKind::Interface);
    ASSERT_NE(step, nullptr);
    EXPECT_THAT(step->commands,
                ElementsAre("ifconfig lo1 inet6 2001:db8:2222::1/64 alias", "ifconfig lo1 up"));
    EXPECT_THAT(step->undo, ElementsAre("ifconfig lo1 down",
                                        "ifconfig lo1 inet6 2001:db8:2222::1 -alias 2>/dev/null || :"));
}

TEST_F(FreeBsdPlan, RcConfMakesTheInterfaceAtBoot) {
    m_target.floating.push_back({"198.51.100.7/32", base::Prefix::parse("198.51.100.7/32").value()});
    const std::string wanted = "cloned_interfaces=\"lo1\"\nifconfig_lo1=\"inet 192.0.2.2/32\"\n"
                               "ifconfig_lo1_ipv6=\"inet6 2001:db8:2222::1/64\"\n"
                               "ifconfig_lo1_aliases=\"inet 198.51.100.7/32\"\n";
    const auto before = survey();
    const auto plan = this->plan(before);
    EXPECT_EQ(textOf(plan, "/etc/rc.conf"), before.file("/etc/rc.conf")->text.reveal() + wanted);
    EXPECT_EQ(textOf(this->plan(test::carriedOut(before, plan, m_target)), "/etc/rc.conf"), "");
    EXPECT_EQ(textOf(this->plan(test::carriedOut(before, plan, m_target)), "/boot/loader.conf"), "");
}

TEST_F(FreeBsdPlan, WhatRcConfSaysElseStays) {
    writeRcConf("cloned_interfaces=\"bridge0\"\nifconfig_lo1=\"inet "
                "192.0.2.9/32\"\nifconfig_lo1_ipv6=\"inet6 auto_linklocal\"\n");
    const auto plan = this->plan(survey());
    EXPECT_EQ(textOf(plan, "/etc/rc.conf"),
              "cloned_interfaces=\"bridge0 lo1\"\nifconfig_lo1=\"inet 192.0.2.2/32\"\n"
              "ifconfig_lo1_ipv6=\"inet6 auto_linklocal\"\n");
    EXPECT_THAT(plan.notes, Contains(HasSubstr("/etc/rc.conf sets ifconfig_lo1_ipv6 already")));
    writeRcConf("cloned_interfaces=\"$others\"\n");
    EXPECT_THAT(textOf(this->plan(survey()), "/etc/rc.conf"),
                HasSubstr("cloned_interfaces=\"$others\"\ncloned_interfaces=\"${cloned_interfaces} lo1\"\n"));
}

TEST_F(FreeBsdPlan, AServiceThatWasSwitchedOffIsSoAgainAfterAFailure) {
    writeRcConf("bird_enable=\"NO\"\n");
    EXPECT_THAT(find(this->plan(survey()), SetupKind::Service)->undo,
                Contains("sysrc bird_enable=NO >/dev/null || :"));
}

TEST_F(FreeBsdPlan, PfIsOpenedInItsFile) {
    const auto plan = this->plan(survey());
    EXPECT_EQ(textOf(plan, "/etc/pf.conf"), "pass in quick proto tcp from 169.254.169.254 to any port 179\n"
                                            "pass in quick proto tcp from 2001:19f0:ffff::1 to any port "
                                            "179\nblock in all\npass out all keep state\n");
    const auto* step = find(plan, SetupKind::Firewall);
    EXPECT_THAT(step->commands, ElementsAre("pfctl -q -n -f /etc/pf.conf", "pfctl -q -f /etc/pf.conf"));
    EXPECT_THAT(step->reload, ElementsAre("pfctl -q -f /etc/pf.conf"));
    m_answer.files.erase(m_answer.files.begin() + 1);
    const auto without = this->plan(survey());
    EXPECT_EQ(find(without, SetupKind::Firewall), nullptr);
    EXPECT_THAT(without.notes, Contains(HasSubstr("pf has its rules from elsewhere than /etc/pf.conf")));
}

TEST_F(FreeBsdPlan, OtherFirewallsAreLeftToTheOperator) {
    m_answer.parts["firewall"] = "ipfw";
    const auto plan = this->plan(survey());
    EXPECT_EQ(find(plan, SetupKind::Firewall), nullptr);
    EXPECT_THAT(plan.notes,
                Contains("the rules of ipfw are not read: see that it lets TCP 179 in from 169.254.169.254"));
}

TEST_F(FreeBsdPlan, Md5IsLoadedNowAndAtBoot) {
    const auto plan = this->plan(survey());
    EXPECT_EQ(textOf(plan, "/boot/loader.conf"), "autoboot_delay=\"2\"\ntcpmd5_load=\"YES\"\n");
    EXPECT_THAT(stepWith(plan, "/boot/loader.conf")->commands,
                ElementsAre("kldstat -q -m tcpmd5 || kldload tcpmd5"));
    writeRcConf("kld_list=\"tcpmd5\"\n");
    EXPECT_EQ(textOf(this->plan(survey()), "/boot/loader.conf"), "");
}
