// The interface of the floating addresses: now, and after a reboot.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/setup/plan_parts.h"
#include "core/ops/setup/setup_files.h"

namespace understudy::ops {
namespace {

using base::Family;
using base::Prefix;

/// Duplicate-address detection would only delay an address that is on several instances by design.
std::string options(const Prefix& address) {
    return address.family() == Family::V6 ? " nodad" : "";
}

bool hasV6(const PlanContext& context) {
    return context.wants(Family::V6);
}

void linuxInterface(const PlanContext& context, SetupPlan& plan) {
    const auto& name = context.target.instance.interface;
    const auto& there = context.survey.interface;
    SetupStep step;
    step.kind = SetupKind::Interface;
    const auto add = [&](std::string command, std::string undo) {
        step.commands.push_back(std::move(command));
        if (!undo.empty())
            step.undo.insert(step.undo.begin(), std::move(undo));
    };
    if (!there.exists)
        add(fmt::format("ip link add dev {} type dummy", name),
            fmt::format("! ip link show dev {0} >/dev/null 2>&1 || ip link delete dev {0}", name));
    if (hasV6(context) && !context.survey.keepsAddresses)
        add(fmt::format("sysctl -q -w net.ipv6.conf.{}.keep_addr_on_down=1", name),
            there.exists ? fmt::format("sysctl -q -w net.ipv6.conf.{}.keep_addr_on_down=0", name) : "");
    if (!there.up)
        add(fmt::format("ip link set dev {} up", name),
            there.exists ? fmt::format("ip link set dev {} down", name) : "");
    for (const auto& address : context.addresses) {
        if (std::find(there.addresses.begin(), there.addresses.end(), address) == there.addresses.end())
            add(fmt::format("ip addr add {} dev {}{}", address.toString(), name, options(address)),
                there.exists
                    ? fmt::format("ip addr delete {} dev {} 2>/dev/null || :", address.toString(), name)
                    : "");
    }
    if (step.commands.empty())
        return;
    step.what = there.exists ? fmt::format("the interface {} as the cluster file has it", name)
                             : fmt::format("the interface {} with the floating addresses", name);
    if (there.exists && (context.survey.bird.running || context.survey.understudyd.running))
        step.cost = "a running speaker announces the new addresses at once";
    plan.steps.push_back(std::move(step));
}

std::string netdev(const std::string& name) {
    return fmt::format(
        "# Understudy: the interface of the floating addresses.\n[NetDev]\nName={}\nKind=dummy\n", name);
}

std::string network(const PlanContext& context) {
    auto text = fmt::format("# Understudy: the floating addresses.\n[Match]\nName={}\n\n[Network]\n"
                            "LinkLocalAddressing=no\nIPv6AcceptRA=no\nConfigureWithoutCarrier=yes\n",
                            context.target.instance.interface);
    for (const auto& address : context.addresses)
        text += fmt::format("Address={}\n", address.toString());
    return text;
}

/// `optional`: the network is not online because of an interface that always is.
std::string netplan(const PlanContext& context) {
    auto text =
        fmt::format("# Understudy: the floating addresses.\nnetwork:\n  version: 2\n  dummy-devices:\n"
                    "    {}:\n      link-local: []\n      accept-ra: false\n      optional: true\n"
                    "      addresses:\n",
                    context.target.instance.interface);
    for (const auto& address : context.addresses)
        text += fmt::format("        - {}\n", address.toString());
    return text;
}

std::string ifupdown(const PlanContext& context) {
    const auto& name = context.target.instance.interface;
    auto text =
        fmt::format("# Understudy: the floating addresses.\nauto {0}\niface {0} inet manual\n"
                    "    pre-up ip link show dev {0} >/dev/null 2>&1 || ip link add dev {0} type dummy\n",
                    name);
    if (hasV6(context))
        text += fmt::format("    up sysctl -q -w net.ipv6.conf.{}.keep_addr_on_down=1\n", name);
    text += fmt::format("    up ip link set dev {} up\n", name);
    for (const auto& address : context.addresses)
        text +=
            fmt::format("    up ip addr replace {} dev {}{}\n", address.toString(), name, options(address));
    return text + fmt::format("    down ip link set dev {} down\n", name);
}

/// A unit of one's own, where systemd runs and nobody that is known makes the interfaces.
std::string unit(const PlanContext& context) {
    const auto& name = context.target.instance.interface;
    auto text = fmt::format("# Understudy: the interface of the floating addresses.\n[Unit]\n"
                            "Description=Floating addresses on {0}\nAfter=network-pre.target\n"
                            "Before=network.target bird.service bird6.service understudyd.service\n\n"
                            "[Service]\nType=oneshot\nRemainAfterExit=yes\n"
                            "ExecStart=/bin/sh -c 'ip link show dev {0} || ip link add dev {0} type dummy'\n",
                            name);
    if (hasV6(context))
        text +=
            fmt::format("ExecStart=/bin/sh -c 'sysctl -q -w net.ipv6.conf.{}.keep_addr_on_down=1'\n", name);
    text += fmt::format("ExecStart=/bin/sh -c 'ip link set dev {} up'\n", name);
    for (const auto& address : context.addresses)
        text += fmt::format("ExecStart=/bin/sh -c 'ip addr replace {} dev {}{}'\n", address.toString(), name,
                            options(address));
    return text + "\n[Install]\nWantedBy=multi-user.target\n";
}

/// Files of ours are told apart by their name.
std::vector<std::string> foreignMentions(const PlanContext& context) {
    std::vector<std::string> foreign;
    for (const auto& path : context.survey.mentions) {
        if (path.find("understudy") == std::string::npos && path.find("/bird") == std::string::npos)
            foreign.push_back(path);
    }
    return foreign;
}

void addFile(const PlanContext& context, SetupStep& step, const std::string& path, const std::string& text,
             const std::string& mode = "644") {
    if (auto file = changedFile(context.survey, path, text, mode, "root:root"))
        step.files.push_back(*std::move(file));
}

/// Whether /etc/network/interfaces reads the file: by its path, or with all that is beside it. A pattern that
/// takes but some of them, such as `*.cfg`, does not.
bool sourcesFile(std::string_view interfaces, std::string_view path) {
    const auto folder = path.substr(0, path.rfind('/'));
    for (const auto line : base::lines(interfaces)) {
        const auto words = base::words(line);
        if (words.size() != 2)
            continue;
        auto what = words[1];
        if (words[0] == "source" &&
            (what == path || (what.ends_with("/*") && what.substr(0, what.size() - 2) == folder)))
            return true;
        if (what.ends_with('/'))
            what.remove_suffix(1);
        if (words[0] == "source-directory" && what == folder)
            return true;
    }
    return false;
}

void linuxBoot(const PlanContext& context, SetupPlan& plan) {
    const auto& name = context.target.instance.interface;
    if (const auto foreign = foreignMentions(context); !foreign.empty()) {
        plan.notes.push_back(fmt::format("{} names {} already and is left as it is: see that it makes the "
                                         "interface with all its addresses at boot",
                                         foreign.front(), name));
        return;
    }
    SetupStep step;
    step.kind = SetupKind::Boot;
    switch (context.survey.keeper) {
    case NetworkKeeper::Networkd:
        step.what = fmt::format("{} after a reboot, by systemd-networkd", name);
        addFile(context, step, netdevFile(name), netdev(name));
        addFile(context, step, networkFile(name), network(context));
        break;
    case NetworkKeeper::Netplan:
        step.what = fmt::format("{} after a reboot, by netplan", name);
        addFile(context, step, netplanFile(name), netplan(context), "600");
        break;
    case NetworkKeeper::Ifupdown: {
        step.what = fmt::format("{} after a reboot, by ifupdown", name);
        addFile(context, step, ifupdownFile(name), ifupdown(context));
        const auto* main = context.survey.file("/etc/network/interfaces");
        const std::string text = main == nullptr ? std::string{} : main->text.reveal();
        if (!sourcesFile(text, ifupdownFile(name)))
            addFile(context, step, "/etc/network/interfaces",
                    fmt::format("{}{}source {}\n", text, text.empty() || text.back() == '\n' ? "" : "\n",
                                ifupdownFile(name)));
        break;
    }
    case NetworkKeeper::RcConf:
    case NetworkKeeper::None:
        if (context.survey.init != InitKind::Systemd) {
            plan.notes.push_back(
                fmt::format("nothing that is known makes interfaces at boot here: {} will be "
                            "missing after a reboot",
                            name));
            return;
        }
        step.what = fmt::format("{} after a reboot, by a unit of systemd", name);
        addFile(context, step, interfaceUnit(name), unit(context));
        if (!step.files.empty()) {
            step.commands = {"systemctl daemon-reload",
                             fmt::format("systemctl enable -q understudy-{}", name)};
            step.undo = {fmt::format("systemctl disable -q understudy-{} || :", name)};
            step.reload = {"systemctl daemon-reload"};
        }
        break;
    }
    if (hasV6(context))
        addFile(context, step, sysctlFile,
                fmt::format("# Understudy: the floating IPv6 addresses stay when the link goes down.\n"
                            "net.ipv6.conf.{}.keep_addr_on_down = 1\n",
                            name));
    if (!step.files.empty())
        plan.steps.push_back(std::move(step));
}

} // namespace

void planInterface(const PlanContext& context, SetupPlan& plan) {
    if (context.survey.system == NodeSystem::FreeBsd)
        planFreeBsdInterface(context, plan);
    else
        linuxInterface(context, plan);
    for (const auto& address : context.survey.interface.addresses) {
        if (std::find(context.addresses.begin(), context.addresses.end(), address) == context.addresses.end())
            plan.notes.push_back(
                fmt::format("{} holds {}, which the cluster file does not name; it is left there",
                            context.target.instance.interface, address.toString()));
    }
}

void planBoot(const PlanContext& context, SetupPlan& plan) {
    if (context.survey.system == NodeSystem::FreeBsd)
        planFreeBsdBoot(context, plan);
    else
        linuxBoot(context, plan);
}

} // namespace understudy::ops
