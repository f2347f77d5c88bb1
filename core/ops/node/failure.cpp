#include "core/ops/node/failure.h"

#include <fmt/format.h>

#include "core/bird/commands.h"
#include "core/ops/node/dead_man.h"
#include "core/ops/ssh/quote.h"

namespace understudy::ops {
namespace {

using base::Result;

std::string setLink(NodeSystem system, const std::string& interface, const std::string& state) {
    return system == NodeSystem::Linux ? fmt::format("ip link set dev {} {}", interface, state)
                                       : fmt::format("ifconfig {} {}", interface, state);
}

/// The floating IP is on several instances by design: duplicate-address detection would only delay it.
std::string putAddress(NodeSystem system, const std::string& interface, const base::Prefix& address) {
    const bool v4 = address.family() == base::Family::V4;
    return system == NodeSystem::Linux
               ? fmt::format("ip addr replace {} dev {}{}", address.toString(), interface, v4 ? "" : " nodad")
               : fmt::format("ifconfig {} {} {} alias", interface, v4 ? "inet" : "inet6", address.toString());
}

FailureScript linkScript(const FailureTarget& target) {
    const auto& name = target.interface.name;
    const auto command = setLink(target.system, name, "down");
    return {{}, command, restoreLink(target.system, name, target.interface.addresses), command};
}

/// BIRD 1.6 has a daemon a family; understudyd has a client of its own.
std::string clientOf(const cluster::SpeakerState& speaker, const cluster::Session& session) {
    if (speaker.kind == bird::SpeakerKind::Understudyd)
        return "understudyc";
    return speaker.version.starts_with("1.") && session.family == base::Family::V6 ? "birdc6" : "birdc";
}

/// birdc of BIRD 1.6 exits 0 whatever happened, so its words decide.
Result<std::string> protocolLine(const cluster::SpeakerState& speaker, const cluster::Session& session,
                                 bird::ProtocolAction action, std::string_view expected) {
    const auto command = bird::protocolCommand(action, session.protocol.name);
    if (!command)
        return tl::make_unexpected(command.error());
    const auto word = ssh::shellQuote(*command);
    if (!word)
        return tl::make_unexpected(word.error());
    return fmt::format("said=$({} {} 2>&1)\ncase $said in *{}*) ;; *) echo \"$said\" >&2; false ;; esac",
                       clientOf(speaker, session), *word, expected);
}

Result<FailureScript> sessionScript(const FailureTarget& target) {
    FailureScript script;
    for (const auto& session : target.speaker.sessions) {
        const auto disable = protocolLine(target.speaker, session, bird::ProtocolAction::Disable, "disabled");
        const auto enable = protocolLine(target.speaker, session, bird::ProtocolAction::Enable, "enabled");
        if (!disable || !enable)
            return tl::make_unexpected(disable ? enable.error() : disable.error());
        script.fail += (script.fail.empty() ? "" : " &&\n") + *disable;
        script.restore += (script.restore.empty() ? "" : " &&\n") + *enable;
        script.shown += fmt::format("{}{} disable {}", script.shown.empty() ? "" : "; ",
                                    clientOf(target.speaker, session), session.protocol.name);
    }
    if (script.fail.empty())
        return base::failure("the speaker has no session with the cloud's router that could be disabled");
    return script;
}

/// The processes of a speaker that are this machine's own, not a container's.
constexpr const char* pidsFunction = R"SH(pids() {
    for pid in $(pgrep -x "$1"); do
        [ "$(readlink "/proc/$pid/ns/pid")" != "$(readlink /proc/self/ns/pid)" ] || echo "$pid"
    done
}
speakers='bird bird6 understudyd'
)SH";

/// How every speaker was started is remembered: by its service's name, or by program, folder and arguments.
FailureScript daemonScript() {
    FailureScript script;
    script.prepare = pidsFunction;
    script.prepare += fmt::format(R"SH(found=
for name in $speakers; do
    start={0}/start-$name
    rm -f "$start" "$start.args" "$start.folder"
    pid=$(pids "$name" | head -n 1)
    [ -n "$pid" ] || continue
    found=yes
    unit=
    [ ! -d /run/systemd/system ] || unit=$(sed -n 's,^0::.*/\([^/]*\.service\)$,\1,p' "/proc/$pid/cgroup")
    if [ -n "$unit" ]; then
        echo "service $unit" >"$start"
    else
        cat "/proc/$pid/cmdline" >"$start.args"
        ln -s "$(readlink "/proc/$pid/cwd")" "$start.folder"
        echo "program $(readlink "/proc/$pid/exe")" >"$start"
    fi
done
[ -n "$found" ] || {{ echo 'no speaker runs' >&2; exit 1; }}
)SH",
                                  restoreFolder);
    script.fail = pidsFunction;
    script.fail += fmt::format(R"SH(for name in $speakers; do
    [ -r {0}/start-$name ] || continue
    read -r how what <{0}/start-$name
    # The service manager would start it again at once, and nothing would be seen.
    if [ "$how" = service ]; then
        mkdir -p "/run/systemd/system/$what.d"
        printf '[Service]\nRestart=no\n' >"/run/systemd/system/$what.d/understudy-rehearsal.conf"
        systemctl daemon-reload || exit 1
    fi
    kill -KILL $(pids "$name") || exit 1
done)SH",
                               restoreFolder);
    script.restore = pidsFunction;
    script.restore += fmt::format(R"SH(for name in $speakers; do
    start={0}/start-$name
    [ -r "$start" ] || continue
    read -r how what <"$start"
    if [ "$how" = service ]; then
        rm -f "/run/systemd/system/$what.d/understudy-rehearsal.conf"
        rmdir "/run/systemd/system/$what.d" 2>/dev/null
        systemctl daemon-reload && systemctl start "$what" || return 1
    elif [ -z "$(pids "$name")" ]; then
        (cd "$start.folder" && tail -z -n +2 "$start.args" | xargs -0 setsid "$what" >/dev/null 2>&1 &)
    fi
    tries=0
    until [ -n "$(pids "$name")" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 50 ] || return 1
        sleep 0.1
    done
    rm -f "$start" "$start.args" "$start.folder"
done)SH",
                                  restoreFolder);
    script.shown = "kill -KILL the speaker";
    return script;
}

/// Port 179 both ways, so that neither end hears from the other, and the probe's requests, so that the
/// probe sees what a client of a dead machine would. Everything else, SSH and the clients' own traffic
/// too, passes.
Result<FailureScript> silentScript(const FailureTarget& target) {
    std::string echo;
    for (const auto& address : target.floating) {
        const bool v4 = address.family() == base::Family::V4;
        echo += fmt::format("        {} daddr {} {} type echo-request drop\n", v4 ? "ip" : "ip6",
                            address.toString(), v4 ? "icmp" : "icmpv6");
    }
    FailureScript script;
    script.prepare =
        "command -v nft >/dev/null || { echo 'the program nft is missing on the node' >&2; exit 1; }\n";
    script.fail = fmt::format(R"SH(nft -f - <<'TABLE'
table inet understudy_rehearsal {{
    chain input {{
        type filter hook input priority -300; policy accept;
        tcp dport 179 drop
        tcp sport 179 drop
{}    }}
    chain output {{
        type filter hook output priority -300; policy accept;
        tcp dport 179 drop
        tcp sport 179 drop
    }}
}}
TABLE
)SH",
                              echo);
    script.restore = "if nft list table inet understudy_rehearsal >/dev/null 2>&1; then\n"
                     "    nft delete table inet understudy_rehearsal || return 1\n"
                     "fi";
    // After a hold timer that ran out BIRD waits a minute before it opens the session again; a machine that
    // boots would not.
    for (const auto& session : target.speaker.sessions) {
        const auto restart = bird::protocolCommand(bird::ProtocolAction::Restart, session.protocol.name);
        const auto word = restart ? ssh::shellQuote(*restart) : tl::make_unexpected(restart.error());
        const auto show = bird::showProtocolAll(session.protocol.name);
        const auto shown = show ? ssh::shellQuote(*show) : tl::make_unexpected(show.error());
        if (!word || !shown)
            return tl::make_unexpected(word ? shown.error() : word.error());
        const auto client = clientOf(target.speaker, session);
        script.restore +=
            fmt::format("\n{0} {1} | grep -q Established || {0} {2} >/dev/null", client, *shown, *word);
    }
    script.shown = "nft: drop port 179 and the probe's requests";
    return script;
}

} // namespace

Result<FailureScript> failureScript(const FailureTarget& target) {
    const bool anywhere =
        target.kind == cluster::FailureKind::Link || target.kind == cluster::FailureKind::Session;
    if (target.system == NodeSystem::FreeBsd && !anywhere)
        return base::failure("on FreeBSD only the link and the session can be made to fail");
    switch (target.kind) {
    case cluster::FailureKind::Link:
        return linkScript(target);
    case cluster::FailureKind::Session:
        return sessionScript(target);
    case cluster::FailureKind::Daemon:
        return daemonScript();
    case cluster::FailureKind::Silent:
        break;
    }
    return silentScript(target);
}

std::string restoreLink(NodeSystem system, const std::string& interface,
                        const std::vector<base::Prefix>& addresses) {
    auto commands = setLink(system, interface, "up");
    for (const auto& address : addresses)
        commands += " &&\n" + putAddress(system, interface, address);
    return commands;
}

} // namespace understudy::ops
