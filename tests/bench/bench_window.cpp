// On the lab: what the whole window costs while all instances are polled every second. Prints the share of
// one core and the longest time the event loop was busy with one event, painting included. Usage:
// bench_window CLUSTER-FILE SECONDS
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

#include <fmt/format.h>
#include <QApplication>
#include <QTimer>

#include "core/base/clock.h"
#include "core/ops/cluster_file.h"
#include "core/ops/engine.h"
#include "ui/main_window.h"
#include "ui/theme.h"

using namespace understudy;

namespace {

/// Times every event that is delivered; the start-up does not count.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        // Only the outermost event: what it causes is part of it.
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        ++m_depth;
        // The receiver may be gone afterwards.
        const auto what =
            fmt::format("{} event {}", receiver->metaObject()->className(), static_cast<int>(event->type()));
        const auto start = base::systemClock().steady();
        const bool taken = QApplication::notify(receiver, event);
        const auto took = base::systemClock().steady() - start;
        --m_depth;
        if (m_measuring && took > m_longest) {
            m_longest = took;
            m_longestWhat = what;
        }
        return taken;
    }

    void measure() { m_measuring = true; }
    std::chrono::nanoseconds longest() const { return m_longest; }
    const std::string& longestWhat() const { return m_longestWhat; }

private:
    int m_depth = 0;
    bool m_measuring = false;
    std::chrono::nanoseconds m_longest{0};
    std::string m_longestWhat;
};

double processSeconds() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

} // namespace

int main(int argc, char** argv) {
    TimedApplication application(argc, argv);
    if (argc != 3) {
        fmt::print(stderr, "usage: bench_window CLUSTER-FILE SECONDS\n");
        return 2;
    }
    const auto file = ops::ClusterFile::load(argv[1]);
    if (!file) {
        fmt::print(stderr, "bench_window: {}\n", file.error().what);
        return 2;
    }
    const std::chrono::seconds length{std::clamp(std::atoi(argv[2]), 1, 600)};
    const ui::Theme theme{application, ui::ThemeChoice::Light};
    ui::MainWindow window{base::systemClock()};
    ops::Engine engine{file->cluster()};
    std::vector<const ops::SampleRing*> samples;
    for (std::size_t i = 0; i < file->cluster().floating.size(); ++i)
        samples.push_back(&engine.samples(i));
    window.openCluster(engine.snapshot(), samples);
    QObject::connect(&engine, &ops::Engine::snapshotChanged, &window, &ui::MainWindow::setSnapshot);
    QObject::connect(&engine, &ops::Engine::eventHappened, &window, &ui::MainWindow::addEvent);
    window.resize(1440, 900);
    window.show();
    engine.start();

    constexpr std::chrono::seconds startUp{15};
    double before = 0;
    QTimer::singleShot(startUp, &application, [&] {
        before = processSeconds();
        application.measure();
    });
    QTimer::singleShot(startUp + length, &application, &QCoreApplication::quit);
    QApplication::exec();
    const auto& nodes = engine.snapshot()->nodes;
    const auto connected = std::count_if(nodes.begin(), nodes.end(), [](const cluster::NodeState& node) {
        return node.link == cluster::LinkState::Connected;
    });
    fmt::print(
        "{} of {} instances connected, {} s: {:.1f} % of one core, longest {:.1f} ms ({})\n", connected,
        nodes.size(), length.count(), 100 * (processSeconds() - before) / static_cast<double>(length.count()),
        std::chrono::duration<double, std::milli>(application.longest()).count(), application.longestWhat());
    window.closeCluster();
    return 0;
}
