#include "core/ops/node/node_job.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/ssh/quote.h"

namespace understudy::ops {

ssh::SshResult<ssh::ExecOutput> putFile(NodeShell& shell, const NodeFile& file) {
    const auto path = ssh::shellQuote(file.path);
    const auto mode = ssh::shellQuote(file.mode);
    const auto owner = ssh::shellQuote(file.owner);
    if (!path || !mode || !owner)
        return tl::make_unexpected(
            ssh::SshError{ssh::Failure::NotPermitted,
                          fmt::format("{} cannot be written: its name holds a control character",
                                      base::sanitized(file.path, 200))});
    NodeChange change;
    change.script = fmt::format(R"SH(set -eu
umask 077
path={}
mode={}
owner={}
new=$path.understudy-new
rm -f "$new"
trap 'rm -f "$new"' EXIT
cat >"$new"
if [ "$(($(wc -c <"$new")))" -ne {} ]; then
    echo "$path did not arrive whole" >&2
    exit 1
fi
[ -z "$owner" ] || chown "$owner" "$new"
chmod "$mode" "$new"
mv -f "$new" "$path"
)SH",
                                *path, *mode, *owner, file.bytes.size());
    change.shown = file.shown.empty() ? fmt::format("write {}", base::sanitized(file.path, 200)) : file.shown;
    change.input = file.bytes;
    change.limit = file.limit;
    return shell.change(change);
}

std::string whatItSaid(const ssh::ExecOutput& output) {
    const auto text = base::sanitized(base::trimmed(output.err.empty() ? output.out : output.err), 300);
    return text.empty() ? fmt::format("exit {}", output.exit) : fmt::format("exit {}: {}", output.exit, text);
}

} // namespace understudy::ops
