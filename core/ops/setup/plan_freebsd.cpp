// What a set-up does otherwise on FreeBSD: a cloned loopback interface instead of a dummy, rc.conf, and TCP
// MD5 as a module of the kernel.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/setup/plan_parts.h"
#include "core/ops/setup/rc_conf.h"
#include "core/ops/setup/setup_files.h"

namespace understudy::ops {
namespace {

using base::Family;
using base::Prefix;

bool isClonedLoopback(std::string_view name) {
    return name.size() > 2 && name.starts_with("lo") && name != "lo0" &&
           std::all_of(name.begin() + 2, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// As ifconfig and rc.conf name an address: `inet 192.0.2.2/32`.
std::string inet(const Prefix& address) {
    return fmt::format("{} {}", address.family() == Family::V4 ? "inet" : "inet6", address.toString());
}

std::string textOf(const Survey& survey, const std::string& path) {
    const auto* file = survey.file(path);
    return file == nullptr ? std::string{} : file->text.reveal();
}

/// With the file's own mode and owner, where it is there.
void addSystemFile(const PlanContext& context, SetupStep& step, const std::string& path,
                   const std::string& text) {
    const auto* there = context.survey.file(path);
    if (auto file = changedFile(context.survey, path, text, there == nullptr ? "644" : there->mode,
                                there == nullptr ? "root:wheel" : there->owner))
        step.files.push_back(*std::move(file));
}

/// Only addresses, as a set-up writes them: nothing is lost when it is replaced.
bool isOfAddresses(std::string_view value) {
    const auto words = base::words(value);
    for (std::size_t at = 0; at < words.size(); at += 2) {
        if ((words[at] != "inet" && words[at] != "inet6") || at + 1 == words.size() ||
            !Prefix::parse(words[at + 1]))
            return false;
    }
    return true;
}

/// cloned_interfaces with one name more.
std::string withClone(const std::string& text, const std::string& name) {
    const auto there = findRcValue(text, "cloned_interfaces");
    const auto words = base::words(there ? there->value : std::string_view{});
    if (std::find(words.begin(), words.end(), name) != words.end())
        return text;
    if (there && there->isPlain)
        return withRcValue(text, "cloned_interfaces",
                           there->value.empty() ? name : fmt::format("{} {}", there->value, name));
    return withRcValue(text, "cloned_interfaces",
                       there ? fmt::format("${{cloned_interfaces}} {}", name) : name);
}

/// What rc.conf's variables of the interface are to say: the first address of each family has one of its own.
std::vector<std::pair<std::string, std::string>> wantedValues(const PlanContext& context) {
    const auto& name = context.target.instance.interface;
    std::string first4;
    std::string first6;
    std::string others;
    for (const auto& address : context.addresses) {
        auto& first = address.family() == Family::V4 ? first4 : first6;
        if (first.empty())
            first = inet(address);
        else
            others += (others.empty() ? "" : " ") + inet(address);
    }
    std::vector<std::pair<std::string, std::string>> values;
    for (const auto& [suffix, value] : {std::pair{"", first4}, {"_ipv6", first6}, {"_aliases", others}}) {
        if (!value.empty())
            values.emplace_back(fmt::format("ifconfig_{}{}", name, suffix), value);
    }
    return values;
}

} // namespace

void planFreeBsdInterface(const PlanContext& context, SetupPlan& plan) {
    const auto& name = context.target.instance.interface;
    if (!isClonedLoopback(name)) {
        plan.objections.push_back(
            fmt::format("{} cannot be made on FreeBSD: name a cloned loopback interface, "
                        "lo1 for one, in the cluster file",
                        name));
        return;
    }
    const auto& there = context.survey.interface;
    SetupStep step;
    step.kind = SetupKind::Interface;
    step.what = fmt::format("the interface {} with the floating addresses", name);
    const auto add = [&](std::string command, std::string undo) {
        step.commands.push_back(std::move(command));
        if (!undo.empty())
            step.undo.insert(step.undo.begin(), std::move(undo));
    };
    if (!there.exists)
        add(fmt::format("ifconfig {} create", name),
            fmt::format("! ifconfig {0} >/dev/null 2>&1 || ifconfig {0} destroy", name));
    for (const auto& address : context.addresses) {
        if (std::find(there.addresses.begin(), there.addresses.end(), address) == there.addresses.end())
            add(fmt::format("ifconfig {} {} alias", name, inet(address)),
                there.exists ? fmt::format("ifconfig {} {} {} -alias 2>/dev/null || :", name,
                                           address.family() == Family::V4 ? "inet" : "inet6",
                                           address.address().toString())
                             : "");
    }
    if (!there.up)
        add(fmt::format("ifconfig {} up", name), there.exists ? fmt::format("ifconfig {} down", name) : "");
    if (!step.commands.empty())
        plan.steps.push_back(std::move(step));
}

void planFreeBsdBoot(const PlanContext& context, SetupPlan& plan) {
    const auto& name = context.target.instance.interface;
    auto text = withClone(textOf(context.survey, rcConf), name);
    for (const auto& [variable, value] : wantedValues(context)) {
        const auto there = findRcValue(text, variable);
        if (there && there->isPlain && there->value == value)
            continue;
        if (there && (!there->isPlain || !isOfAddresses(there->value)))
            plan.notes.push_back(
                fmt::format("{} sets {} already and is left as it is: see that {} has all its "
                            "addresses after a reboot",
                            rcConf, variable, name));
        else
            text = withRcValue(text, variable, value);
    }
    for (const auto& path : context.survey.mentions)
        plan.notes.push_back(
            fmt::format("{} names {}, too: what it sets counts more than {}", path, name, rcConf));
    SetupStep step;
    step.kind = SetupKind::Boot;
    step.what = fmt::format("{} after a reboot, by {}", name, rcConf);
    addSystemFile(context, step, rcConf, text);
    if (!step.files.empty())
        plan.steps.push_back(std::move(step));
}

void planFreeBsdMd5(const PlanContext& context, SetupPlan& plan) {
    auto text = textOf(context.survey, loaderConf);
    const bool byRc = textOf(context.survey, rcConf).find("tcpmd5") != std::string::npos;
    if (byRc || text.find("tcpmd5_load=\"YES\"") != std::string::npos)
        return;
    if (!text.empty() && text.back() != '\n')
        text += '\n';
    SetupStep step;
    step.kind = SetupKind::Boot;
    step.what = "TCP MD5 signatures, which sessions with a password need";
    addSystemFile(context, step, loaderConf, text + "tcpmd5_load=\"YES\"\n");
    step.commands.emplace_back("kldstat -q -m tcpmd5 || kldload tcpmd5");
    plan.steps.push_back(std::move(step));
}

} // namespace understudy::ops
