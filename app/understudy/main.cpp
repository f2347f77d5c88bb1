// understudy: the desktop.
#include <cstdio>

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTimer>

#include "app/understudy/desktop.h"
#include "app/understudy/health_report.h"
#include "core/base/clock.h"
#include "ui/format/words.h"
#include "ui/main_window.h"
#include "ui/theme.h"

using namespace Qt::StringLiterals;
using namespace understudy;

namespace {

constexpr int fine = 0;
constexpr int notHealthy = 1;
constexpr int usage = 2;

struct Options {
    QString cluster;
    QString screenshot;
    int afterSeconds = 5;
    QSize size;
    ui::ThemeChoice theme = ui::ThemeChoice::System;
};

int complain(const QString& what) {
    std::fprintf(stderr, "understudy: %s\n", qPrintable(what));
    return usage;
}

std::optional<QSize> toSize(const QString& text) {
    const auto parts = text.split(u'x');
    const QSize size{parts.value(0).toInt(), parts.value(1).toInt()};
    return parts.size() == 2 && size.width() >= 400 && size.height() >= 300 ? std::optional{size}
                                                                            : std::nullopt;
}

std::optional<ui::ThemeChoice> toTheme(const QString& text) {
    if (text == "light")
        return ui::ThemeChoice::Light;
    if (text == "dark")
        return ui::ThemeChoice::Dark;
    return text == "system" ? std::optional{ui::ThemeChoice::System} : std::nullopt;
}

base::Result<Options> parse(const QApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Runs and rehearses floating-IP clusters."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument("file", "Cluster file to open; the same as --cluster.", "[FILE]");
    parser.addOption({"cluster", "Cluster file to open.", "FILE"});
    parser.addOption({"theme", "system, light or dark.", "THEME", "system"});
    parser.addOption({"size", "Size of the window, e.g. 1440x900.", "WxH"});
    parser.addOption({"screenshot",
                      "Take a picture of the window and end; the exit code is 0 only if all was "
                      "shown healthy.",
                      "OUT.png"});
    parser.addOption({"after", "Seconds until the picture is taken.", "S", "5"});
    parser.process(application);

    Options options;
    options.cluster =
        parser.isSet("cluster") ? parser.value("cluster") : parser.positionalArguments().value(0);
    options.screenshot = parser.value("screenshot");
    bool isNumber = false;
    options.afterSeconds = parser.value("after").toInt(&isNumber);
    if (!isNumber || options.afterSeconds < 0)
        return base::failure("--after takes a number of seconds");
    if (parser.isSet("size")) {
        const auto size = toSize(parser.value("size"));
        if (!size)
            return base::failure("--size takes WIDTHxHEIGHT, at least 400x300");
        options.size = *size;
    }
    const auto theme = toTheme(parser.value("theme"));
    if (!theme)
        return base::failure("--theme is system, light or dark");
    options.theme = *theme;
    return options;
}

void takePicture(ui::MainWindow& window, const QString& path) {
    if (!window.grab().save(path)) {
        std::fprintf(stderr, "understudy: the picture could not be written to %s\n", qPrintable(path));
        return QApplication::exit(usage);
    }
    const auto lines = unhealthy(window.shown());
    for (const auto& line : lines)
        std::fprintf(stderr, "%s\n", qPrintable(line));
    QApplication::exit(lines.isEmpty() ? fine : notHealthy);
}

} // namespace

int main(int argc, char** argv) {
    QApplication application{argc, argv};
    QApplication::setApplicationName("understudy");
    QApplication::setApplicationDisplayName("Understudy");
    QApplication::setOrganizationName("understudy");
    QApplication::setApplicationVersion(UNDERSTUDY_VERSION);
    QApplication::setWindowIcon(QIcon{u":/understudy.svg"_s});
    QApplication::setDesktopFileName("understudy");
    const auto options = parse(application);
    if (!options)
        return complain(ui::text(options.error().what));

    const ui::Theme theme{application, options->theme};
    ui::MainWindow window{base::systemClock()};
    Desktop desktop{window};
    const bool takesPicture = !options->screenshot.isEmpty();
    if (!takesPicture)
        window.restoreLayout(QSettings{}.value("layout").toByteArray());
    if (options->size.isValid())
        window.resize(options->size);
    window.show();
    if (!options->cluster.isEmpty())
        desktop.open(options->cluster);
    if (takesPicture)
        QTimer::singleShot(std::chrono::seconds{options->afterSeconds}, &window,
                           [&] { takePicture(window, options->screenshot); });
    const int code = QApplication::exec();
    if (!takesPicture)
        QSettings{}.setValue("layout", window.layoutState());
    return code;
}
