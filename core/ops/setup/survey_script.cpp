#include <fmt/format.h>

#include "core/ops/setup/setup_files.h"
#include "core/ops/setup/survey.h"
#include "core/ops/setup/way_back.h"

namespace understudy::ops {
namespace {

/// `part NAME COMMAND...`: a line `MARK NAME EXIT OCTETS`, then so many octets, then a line end.
constexpr const char* functions = R"SH(LC_ALL=C
export LC_ALL
part() {
    name=$1
    shift
    said=$("$@" 2>/dev/null)
    status=$?
    printf '%s %s %s %s\n%s\n' "$mark" "$name" "$status" "${#said}" "$said"
}
file() {
    case $1 in *[!A-Za-z0-9._/-]*) return 0 ;; esac
    [ -f "$1" ] && [ -r "$1" ] || return 0
    about=$(stat -c '%a %U:%G' "$1" 2>/dev/null || stat -f '%Lp %Su:%Sg' "$1") || return 0
    printf '%s file 0 %s %s %s\n' "$mark" "$(($(wc -c <"$1")))" "$1" "$about"
    cat "$1"
    echo
}
have() { command -v "$1" >/dev/null 2>&1; }
own() {
    for pid in $(pgrep -x "$1"); do
        if [ ! -e /proc/self/ns/pid ] ||
           [ "$(readlink "/proc/$pid/ns/pid")" = "$(readlink /proc/self/ns/pid)" ]; then
            echo "$pid"
            return
        fi
    done
}
configOf() {
    if [ -r "/proc/$1/cmdline" ]; then tr '\0' '\n' <"/proc/$1/cmdline"; else ps -ww -o args= -p "$1" | tr ' ' '\n'; fi |
        sed -n '/^-c$/{n;p;}' | head -n 1
}
enabled() {
    if [ -d /run/systemd/system ]; then
        systemctl is-enabled --quiet "$1" && echo yes
    elif have sysrc; then
        [ "$(sysrc -n "$1_enable" 2>/dev/null)" = YES ] && echo yes
    else
        for link in /etc/rc2.d/S[0-9][0-9]"$1"; do [ -e "$link" ] && echo yes; done
    fi
    :
}
program() {
    command -v "$1" || return 0
    version=$("$1" --version 2>&1 | head -n 1)
    echo "version ${version##* }"
    pid=$(own "$1")
    if [ -n "$pid" ]; then
        echo "group $(ps -o group= -p "$pid" | tr -d ' ')"
        echo "config $(configOf "$pid")"
    fi
    echo "enabled $(enabled "$1")"
}
system() {
    uname -s
    uname -m
    id -u
    sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null | tr -d '"' | grep . || uname -sr
}
init() {
    if [ -d /run/systemd/system ]; then echo systemd
    elif [ "$(uname -s)" = FreeBSD ]; then echo rc
    elif [ -d /etc/init.d ] && have service; then echo sysv
    else echo none
    fi
}
packages() {
    for manager in apt-get dnf yum apk zypper pkg; do
        if have $manager; then echo $manager; return; fi
    done
    echo none
}
keeper() {
    if [ "$(uname -s)" = FreeBSD ]; then echo rc.conf
    elif have netplan && ls /etc/netplan/*.yaml >/dev/null 2>&1 && dummyByNetplan; then echo netplan
    elif [ -d /run/systemd/system ] && systemctl is-active --quiet systemd-networkd; then echo networkd
    elif have ifup && [ -r /etc/network/interfaces ]; then echo ifupdown
    else echo none
    fi
}
dummyByNetplan() {
    # Since 0.107 netplan makes dummy interfaces itself.
    version=$(dpkg-query -W -f '${Version}' netplan.io 2>/dev/null) && dpkg --compare-versions "$version" ge 0.107
}
firewall() {
    if have ufw && rules=$(ufw status verbose) && [ "${rules#Status: active}" != "$rules" ]; then
        echo ufw
        echo "$rules"
    elif have firewall-cmd && zone=$(firewall-cmd --get-default-zone 2>/dev/null); then
        echo firewalld
        echo "default $zone"
        firewall-cmd --list-all-zones
    elif have pfctl && pfctl -s info 2>/dev/null | grep -q '^Status: Enabled'; then
        echo pf
        pfctl -s rules
    elif [ "$(sysctl -n net.inet.ip.fw.enable 2>/dev/null)" = 1 ]; then
        echo ipfw
    elif have nft && nft list chains 2>/dev/null | grep -q 'hook input'; then
        echo nftables
        nft list ruleset | grep -v 'elements ='
    elif olderTables; then
        echo iptables
    else
        echo none
    fi
}
olderTables() {
    # Without rules there is but the policy, ACCEPT. Asking for a table that is not there would load its module.
    for family in ip ip6; do
        grep -q '^filter$' "/proc/net/${family}_tables_names" 2>/dev/null && have ${family}tables-legacy || continue
        ${family}tables-legacy -S INPUT 2>/dev/null | grep -q -v '^-P INPUT ACCEPT$' && return
    done
    return 1
}
way() {
    if have ip; then ip -o route get "$1"; return; fi
    family=inet
    case $1 in *:*) family=inet6 ;; esac
    device=$(route -n get -$family "$1" | sed -n 's/^ *interface: //p')
    [ -n "$device" ] || return 1
    # As ip prints it. A route names no source here: it is the first address of the interface.
    echo "$1 dev $device$(addresses | sed -n "s,^0: $device $family \([^/]*\)/.*, src \1,p" | head -n 1)"
}
addresses() {
    if have ip; then ip -o addr show scope global; return; fi
    ifconfig -f inet:cidr,inet6:cidr -a |
        awk '/^[^ \t]/ { name = $1; sub(":$", "", name) } ($1 == "inet" || $1 == "inet6") && $2 !~ /%/ { print "0:", name, $1, $2 }'
}
interface() { ip -j addr show dev "$1" 2>&1; }
ifconfigOf() { ifconfig "$1" 2>&1; }
keeps() {
    cat "/proc/sys/net/ipv6/conf/$1/keep_addr_on_down" 2>/dev/null || echo 0
}
groups() {
    grep -o -E '^(bird|birdvty):' /etc/group | tr -d :
    grep -q '^understudyd:' /etc/passwd && echo understudyd
    :
}
sumOf() {
    [ -r "$1" ] || return 0
    if have sha256sum; then sha256sum "$1" | cut -d ' ' -f 1; else sha256 -q "$1"; fi
}
pristine() {
    # What dpkg put there, by its own sums.
    have dpkg-query || return 0
    dpkg-query -W -f '${Conffiles}\n' bird bird2 bird3 2>/dev/null | while read -r path sum rest; do
        [ -r "$path" ] && [ "$(md5sum "$path" | cut -d ' ' -f 1)" = "$sum" ] && echo "$path"
    done
    :
}
)SH";

} // namespace

std::string surveyScript(const SurveyRequest& request, const std::string& mark) {
    std::string script = fmt::format("mark={}\n{}", mark, functions);
    script += fmt::format(R"SH(echo
echo "$mark begin"
part system system
part init init
part packages packages
part keeper keeper
part firewall firewall
part bird program bird
part bird6 program bird6
part understudyd program understudyd
part sum sumOf {0}
part groups groups
if have ip; then part ip interface {1}; else part ifconfig ifconfigOf {1}; fi
part keeps keeps {1}
part addresses addresses
part way4 way {2}
part way6 way {3}
part pristine pristine
part mentions grep -rlE '(^|[^[:alnum:]_-]){1}([^[:alnum:]_-]|$)' {4}
part setup {5}
)SH",
                          understudydProgram, request.interface, request.neighbor4.toString(),
                          request.neighbor6.toString(), bootFolders, wayBackState());
    for (const auto& path : surveyedFiles(request.interface))
        script += fmt::format("file {}\n", path);
    // A running daemon may have been started with another file.
    script += "for name in bird bird6 understudyd; do\n"
              "    pid=$(own $name)\n"
              "    [ -z \"$pid\" ] || file \"$(configOf \"$pid\")\"\n"
              "done\n"
              "echo \"$mark end\"\n";
    return script;
}

} // namespace understudy::ops
