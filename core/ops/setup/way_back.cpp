#include "core/ops/setup/way_back.h"

#include <fmt/format.h>

#include "core/ops/node/dead_man.h"
#include "core/ops/node/shell_functions.h"

namespace understudy::ops {
namespace {

/// Longer than an interface's name can be, so that it is none.
constexpr const char* restoreName = "understudy-setup";

/// Later steps first. Those that are undone are forgotten, so that the next try goes on from there.
std::string walk() {
    return fmt::format(R"SH(for undo in $(ls -r {0}/*.undo 2>/dev/null); do
    sh "$undo" || return 1
    rm -f "$undo"
done
rm -rf {0})SH",
                       wayBackFolder);
}

/// `state`, and the variables `how` and `id` of what waits.
std::string readState() {
    return fmt::format(R"SH(state={}/restore-{}.state
how= id= due=
[ ! -r "$state" ] || read -r how id due <"$state"
)SH",
                       restoreFolder, restoreName);
}

constexpr const char* disarm = R"SH(case $how in
systemd) systemctl stop "$id.timer" 2>/dev/null ;;
process) kill -TERM "-$id" 2>/dev/null ;;
esac
rm -f "$state" "${state%.state}"
)SH";

} // namespace

std::string wayBackState() {
    return fmt::format("sh -c '{2}{0}waits=no\n"
                       "case $how in\n"
                       "systemd) systemctl is-active --quiet \"$id.timer\" && waits=yes ;;\n"
                       "process) runs \"$id\" && waits=yes ;;\n"
                       "esac\n"
                       "if [ \"$waits\" = yes ]; then echo underway\n"
                       "elif ls {1}/*.undo >/dev/null 2>&1; then echo unfinished\n"
                       "else echo none\nfi'",
                       readState(), wayBackFolder, runsFunction);
}

std::string armWayBack(std::chrono::seconds after) {
    return fmt::format("umask 077\nmkdir -p {}\n", wayBackFolder) +
           armScript(
               {restoreName, {}, fmt::format("[ -d {} ] || return 0\n{}", wayBackFolder, walk()), after});
}

std::string putOffWayBack(std::chrono::seconds after) {
    return readState() + disarm + armWayBack(after);
}

std::string recordUndo(int step, const std::string& undo) {
    return fmt::format(R"SH(cat >{0}/new <<'UNDO'
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin
{2}
UNDO
mv {0}/new {0}/{1:03}.undo
sync -f {0} 2>/dev/null || sync
)SH",
                       wayBackFolder, step, undo);
}

std::string recordFile(int step, const std::string& path) {
    const auto kept = fmt::format("{}/{:03}.file", wayBackFolder, step);
    const auto leftOver = fmt::format("rm -f {0}.understudy-new", path);
    return fmt::format("if [ -e {0} ]; then\ncp -p {0} {1}\nprintf '%s\\n' {0} >{1}name\n{2}else\n{3}fi\n",
                       path, kept,
                       recordUndo(step, fmt::format("{2}\ncp -p {1} {0}.understudy-old && "
                                                    "mv -f {0}.understudy-old {0}",
                                                    path, kept, leftOver)),
                       recordUndo(step, fmt::format("{1}\nrm -f {0}", path, leftOver)));
}

std::string goBack() {
    return readState() + fmt::format("walk() {{\n{}\n}}\nwalk || exit 1\n", walk()) + disarm;
}

std::string keepChanges(const std::string& stamp) {
    // Once what undoes the steps is gone there is no way back, and the copies are only kept.
    return readState() + disarm +
           fmt::format(R"SH(umask 077
rm -f {0}/*.undo || exit 1
for name in {0}/*.filename; do
    file=${{name%name}}
    [ -e "$file" ] || continue
    read -r path <"$name"
    mkdir -p "{1}/{2}$(dirname "$path")" && mv "$file" "{1}/{2}$path"
done
rm -rf {0}
)SH",
                       wayBackFolder, backupFolder, stamp);
}

} // namespace understudy::ops
