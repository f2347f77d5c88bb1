#include "core/ops/node/dead_man.h"

#include <fmt/format.h>

#include "core/ops/node/failure.h"
#include "core/ops/node/shell_functions.h"

namespace understudy::ops {
namespace {

std::string path(const std::string& name) {
    return fmt::format("{}/restore-{}", restoreFolder, name);
}

constexpr const char* header = "PATH=$PATH:/usr/sbin:/sbin\nexport PATH\n";

std::string readState(const std::string& name) {
    return fmt::format("file={}\nstate=$file.state\nhow= id= due=\n", path(name)) +
           "[ ! -r \"$state\" ] || read -r how id due <\"$state\"\n";
}

constexpr const char* disarm = R"(case $how in
systemd) systemctl stop "$id.timer" || exit 1 ;;
process) kill -TERM "-$id" 2>/dev/null || : ;;
esac
rm -f "$file" "$state"
)";

/// Defines `alive`: whether the restore that the state file names still waits.
constexpr const char* aliveFunction = R"(alive() {
    [ -r "$state" ] && read -r how id due <"$state" || return 1
    case $how in
    systemd) systemctl is-active --quiet "$id.timer" ;;
    process) runs "$id" ;;
    *) return 1 ;;
    esac
}
)";

} // namespace

std::string armScript(const ArmedRestore& armed) {
    const auto& name = armed.name;
    std::string script = header;
    script += fmt::format("set -eu\numask 022\nfile={}\nstate=$file.state\nafter={}\n", path(name),
                          armed.after.count());
    script += runsFunction;
    script += aliveFunction;
    script += secondsFunction;
    script += detachedFunction;
    script +=
        fmt::format("mkdir -p {}\nif alive; then\n    echo 'a restore already waits' >&2\n    exit {}\nfi\n",
                    restoreFolder, exitRestorePending);
    script += armed.prepare;
    script += fmt::format(R"(cat >"$file" <<'RESTORE'
# Understudy: brings {0} and what belongs to it back as it was.
{1}restore() {{
{2}
}}
tries=0
until restore; do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || exit 1
    sleep 3
done
rm -f {3} {3}.state
RESTORE
)",
                          name, header, armed.restore, path(name));
    script += fmt::format(R"(due=$(($(seconds) + after))
if [ -d /run/systemd/system ]; then
    unit=understudy-restore-{0}
    systemctl stop "$unit.timer" "$unit.service" 2>/dev/null || :
    systemctl reset-failed "$unit.timer" "$unit.service" 2>/dev/null || :
    systemd-run --quiet --unit="$unit" --on-active="$after" --timer-property=AccuracySec=100ms /bin/sh "$file"
    echo "systemd $unit $due" >"$state.new"
else
    id=$(detached sh -c 'sleep "$1"; exec sh "$2"' sh "$after" "$file")
    echo "process $id $due" >"$state.new"
fi
mv "$state.new" "$state"
alive
)",
                          name);
    return script;
}

std::string disarmScript(const std::string& name) {
    return readState(name) + disarm;
}

std::string bringUpScript(NodeSystem system, const std::string& interface,
                          const std::vector<base::Prefix>& addresses) {
    std::string script = header;
    script += readState(interface);
    script += fmt::format("restore() {{\n{}\n}}\n", restoreLink(system, interface, addresses));
    // Up first, disarmed after it: a connection that breaks in between leaves the restore in place.
    script += R"(if [ -r "$file" ]; then
    sh "$file" || exit 1
else
    restore || exit 1
fi
)";
    return script + disarm;
}

} // namespace understudy::ops
