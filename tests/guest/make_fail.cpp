// Makes an instance's speaker fail, as a rehearsal does: `make_fail FILE INSTANCE FAILURE SECONDS`, with the
// restore armed in so many seconds. Exit: 0 done, 1 refused or failed, 2 usage, 3 the instance could not be
// asked.
#include <cstdio>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <QCoreApplication>
#include <QTimer>

#include "core/base/text.h"
#include "core/cluster/judgement.h"
#include "core/ops/cluster_file.h"
#include "core/ops/engine.h"

using namespace std::chrono_literals;
using namespace understudy;

namespace {

/// An emulated machine takes its time.
constexpr auto patience = 180s;

int end(int status, const std::string& what) {
    fmt::print(stderr, "make_fail: {}\n", what);
    QCoreApplication::exit(status);
    return status;
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const auto failure = argc == 5 ? cluster::failureKindOf(argv[3]) : std::nullopt;
    const auto seconds = argc == 5 ? base::toNumber<int>(argv[4]) : std::nullopt;
    if (!failure || !seconds)
        return end(2, "usage: make_fail FILE INSTANCE FAILURE SECONDS");
    const auto file = ops::ClusterFile::load(argv[1]);
    if (!file)
        return end(2, file.error().what);

    const cluster::InstanceName instance{argv[2]};
    ops::Engine engine(file->cluster(), ops::EngineOptions{1s, false});
    bool asked = false; // the engine may publish a snapshot while it is asked
    ops::IntentId intent = 0;
    QObject::connect(&engine, &ops::Engine::snapshotChanged, &engine, [&] {
        const auto snapshot = engine.snapshot();
        const auto* node = snapshot->find(instance);
        if (asked || node == nullptr || !cluster::isCurrent(*node))
            return;
        asked = true;
        constexpr bool force = true;
        intent = engine.fail(instance, *failure, {std::chrono::seconds{*seconds}, force, snapshot->revision});
    });
    QObject::connect(&engine, &ops::Engine::intentAnswered, &engine, [&](auto answered, const auto& result) {
        if (answered == intent)
            end(result.outcome == ops::IntentResult::Outcome::Acked ? 0 : 1, "answer: " + result.why);
    });
    QTimer::singleShot(patience, &engine, [] { end(3, "no answer"); });
    engine.start();
    return QCoreApplication::exec();
}
