// How long one frame of the timeline takes at 1400x500: two address's days of samples at 10 Hz, read and
// painted. The budget is 16 ms.
#include <benchmark/benchmark.h>

#include <QApplication>

#include "tests/support/example_cluster.h"
#include "tests/ui/story.h"
#include "ui/charts/timeline_view.h"
#include "ui/format/palette.h"

using namespace understudy;
using namespace std::chrono_literals;

namespace {

struct Scene {
    Scene() {
        for (const auto& snapshot : story.snapshots)
            lanes.record(snapshot);
        for (const auto& event : story.events)
            events.push_front(event);
    }

    ui::TimelineSource source(std::size_t floatingIndex) const {
        ui::TimelineSource result{.samples = &story.samples[floatingIndex],
                                  .lanes = &lanes,
                                  .events = &events,
                                  .clock = &clock,
                                  .floatingIndex = floatingIndex,
                                  .address = "192.0.2.2/32",
                                  .interval = 100ms,
                                  .instances = {}};
        for (const auto& instance : test::exampleCluster().instances)
            result.instances.push_back(instance.name);
        return result;
    }

    test::StillClock clock;
    test::Story story = test::failoverStory(clock);
    ui::LaneHistory lanes;
    std::deque<ops::Event> events;
};

/// range(0): seconds shown; range(1): which floating IP.
void frame(benchmark::State& state) {
    static const Scene scene;
    ui::TimelineView view;
    view.resize(1400, 500);
    view.show();
    view.setSource(scene.source(static_cast<std::size_t>(state.range(1))));
    view.setSpan(std::chrono::seconds{state.range(0)});
    for (auto _ : state) {
        view.refresh();
        view.viewport()->repaint();
    }
}

BENCHMARK(frame)
    ->ArgsProduct({{60, 600, 3600, 86400}, {0, 1}})
    ->ArgNames({"seconds", "address"})
    ->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application{argc, argv};
    QApplication::setPalette(ui::Palette::light().toQt());
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
