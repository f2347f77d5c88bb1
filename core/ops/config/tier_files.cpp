#include "core/ops/config/tier_files.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/bird/prepend_edit.h"

namespace understudy::ops {
base::Result<std::vector<FileChange>> tierChanges(const std::vector<SpeakerFile>& files,
                                                  const cluster::SpeakerState& speaker,
                                                  const cluster::Cloud& cloud, int tier) {
    std::vector<FileChange> changes;
    std::size_t found = 0;
    for (const auto& file : files) {
        bird::PrependOrder order{{}, cloud.localAs, static_cast<std::uint32_t>(tier)};
        for (const auto& session : speaker.sessions) {
            if (!file.speaks(session.family))
                continue;
            order.exports.push_back({session.protocol.name, session.family});
            order.localAs = session.protocol.localAs.value_or(cloud.localAs);
        }
        if (order.exports.empty())
            continue;
        found += order.exports.size();
        auto edit = bird::editPrepends(file.path, file.text, order);
        if (!edit)
            return base::failure(bird::toString(edit.error()));
        if (edit->text != file.text)
            changes.push_back({file.path, file.text, std::move(edit->text)});
    }
    if (found == 0 || found < speaker.sessions.size())
        return base::failure(
            "no running speaker's configuration has the sessions with the cloud's router: may "
            "this user use the control socket?");
    return changes;
}

Wanted tierWanted(std::vector<cluster::FloatingAddress> floating, int tier) {
    return [floating = std::move(floating),
            tier](const cluster::SpeakerState& before,
                  const cluster::SpeakerState& now) -> std::optional<std::string> {
        if (auto why = sessionsAsBefore(before, now))
            return why;
        const auto length = static_cast<std::size_t>(tier) + 1;
        for (const auto& session : now.sessions) {
            for (const auto& route : session.exported) {
                const bool isFloating =
                    std::any_of(floating.begin(), floating.end(), [&](const cluster::FloatingAddress& one) {
                        return one.announced() == route.prefix;
                    });
                if (isFloating && route.asPath.size() != length)
                    return fmt::format("{} exports {} with {} prepends", session.protocol.name,
                                       route.prefix.toString(), route.asPath.size() - 1);
            }
        }
        return std::nullopt;
    };
}

} // namespace understudy::ops
