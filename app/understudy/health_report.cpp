#include "app/understudy/health_report.h"

#include "core/cluster/judgement.h"
#include "ui/format/words.h"
#include "ui/models/headline.h"
#include "ui/models/instance_row.h"

namespace understudy {

using namespace Qt::StringLiterals;

QStringList unhealthy(const cluster::Snapshot& snapshot) {
    QStringList lines;
    if (snapshot.cluster->floating.empty())
        lines << u"no cluster is open"_s;
    for (std::size_t i = 0; i < snapshot.targets.size(); ++i) {
        const auto line = ui::describeTarget(snapshot, i, snapshot.at);
        if (line.health != cluster::Health::Up)
            lines << u"%1: %2 (%3, served by %4)"_s.arg(line.address, ui::word(line.health), line.state,
                                                        line.servedBy);
    }
    for (const auto& node : snapshot.nodes) {
        const auto row = ui::describe(snapshot, node, snapshot.at);
        if (row.health != cluster::Health::Up)
            lines << u"%1: %2 (interface: %3, session: %4 %5, path: %6)"_s.arg(
                ui::text(node.name.value()), ui::word(row.health), row.interfaceText, row.sessionWord,
                row.sessionDetail, row.path);
    }
    return lines;
}

} // namespace understudy
