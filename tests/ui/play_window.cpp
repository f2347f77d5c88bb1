// Shows the window on a made-up cluster, to look at it without one:
//   play_window [--story calm|failover|trouble] [--theme light|dark] [--size WxH] [--screenshot OUT.png]
#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include "tests/ui/story.h"
#include "ui/main_window.h"
#include "ui/theme.h"

using namespace understudy;

namespace {

/// A machine that has been up for some days, so that the story has a past.
class LongRunningClock final : public base::Clock {
public:
    base::WallTime wall() const override { return base::systemClock().wall(); }
    base::SteadyTime steady() const override { return base::systemClock().steady() + std::chrono::hours{72}; }
};

test::Story storyOf(const QString& name, const base::Clock& clock) {
    return name == "calm"      ? test::calmStory(clock)
           : name == "trouble" ? test::troubleStory(clock)
                               : test::failoverStory(clock);
}

void tell(ui::MainWindow& window, const test::Story& story) {
    std::vector<const ops::SampleRing*> samples;
    for (const auto& ring : story.samples)
        samples.push_back(&ring);
    window.openCluster(std::make_shared<const cluster::Snapshot>(story.snapshots.front()), samples);
    for (const auto& snapshot : story.snapshots)
        window.setSnapshot(std::make_shared<const cluster::Snapshot>(snapshot));
    for (const auto& event : story.events)
        window.addEvent(event);
    for (const auto& command : story.commands)
        window.addCommand(command);
}

} // namespace

int main(int argc, char** argv) {
    QApplication application{argc, argv};
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({"story", "calm, failover or trouble", "name", "failover"});
    parser.addOption({"theme", "light or dark", "theme", "light"});
    parser.addOption({"size", "of the window", "WxH", "1440x900"});
    parser.addOption({"screenshot", "take a picture and end", "file"});
    parser.process(application);

    const ui::Theme theme{application,
                          parser.value("theme") == "dark" ? ui::ThemeChoice::Dark : ui::ThemeChoice::Light};
    const LongRunningClock clock;
    const auto story = storyOf(parser.value("story"), clock);
    ui::MainWindow window{clock};
    const auto size = parser.value("size").split('x');
    window.resize(size.value(0).toInt(), size.value(1).toInt());
    window.show();
    if (parser.value("story") != "none")
        tell(window, story);
    if (parser.isSet("screenshot"))
        QTimer::singleShot(1500, &application, [&] {
            window.grab().save(parser.value("screenshot"));
            QApplication::quit();
        });
    return QApplication::exec();
}
