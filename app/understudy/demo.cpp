#include "app/understudy/demo.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <unistd.h>

namespace understudy {

using namespace Qt::StringLiterals;

namespace {

/// What the script says itself, not what it runs.
const QString voice = u"demo: "_s;
constexpr int patienceMs = 10000; ///< for the demo to take its cluster down

bool mayBecomeRoot() {
    return ::geteuid() == 0 || QProcess::execute(u"sudo"_s, {u"-n"_s, u"true"_s}) == 0;
}

} // namespace

Demo::Demo(QString script, QObject* parent) : QObject(parent), m_script(std::move(script)) {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &Demo::readOutput);
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        readOutput();
        const bool succeeded = status == QProcess::NormalExit && code == 0;
        emit finished(succeeded, succeeded ? QString{} : m_lastLine);
    });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            emit finished(false, m_process.errorString());
    });
}

Demo::~Demo() {
    m_process.disconnect(this);
    m_process.terminate();
    m_process.waitForFinished(patienceMs);
}

std::optional<QString> Demo::script() {
    // PROGRAM is SOURCE/build/PRESET/bin/understudy.
    const QDir programs{QCoreApplication::applicationDirPath()};
    const QFileInfo file{QDir::cleanPath(programs.filePath(u"../../../app/demo"_s))};
    return file.isExecutable() ? std::optional{file.absoluteFilePath()} : std::nullopt;
}

std::optional<QString> Demo::obstacle() const {
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        return u"The demo opens a window of its own on an X display, and DISPLAY is not set. Run it in a "
               u"terminal "
               "all the same, and it leaves a picture: %1"_s.arg(m_script);
    if (!mayBecomeRoot())
        return u"The demo makes network namespaces, which needs root. Run it in a terminal, where sudo can "
               u"ask "
               "for your password: %1"_s.arg(m_script);
    return std::nullopt;
}

void Demo::start() {
    if (m_process.state() == QProcess::NotRunning)
        m_process.start(m_script, QStringList{});
}

void Demo::readOutput() {
    while (m_process.canReadLine()) {
        const auto line = QString::fromUtf8(m_process.readLine()).trimmed();
        if (line.isEmpty())
            continue;
        m_lastLine = line;
        if (line.startsWith(voice))
            emit progressed(line.sliced(voice.size()));
    }
}

} // namespace understudy
