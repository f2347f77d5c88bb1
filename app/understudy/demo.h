// The demo cluster, started from the window: app/demo of the source folder, which opens a window of its own.
#pragma once

#include <optional>

#include <QObject>
#include <QProcess>
#include <QString>

namespace understudy {

class Demo : public QObject {
    Q_OBJECT

public:
    /// `script`: what is run. The demo ends with this object.
    explicit Demo(QString script, QObject* parent = nullptr);
    ~Demo() override;

    /// app/demo of the source folder that this program was built in; nullopt in an installed program.
    static std::optional<QString> script();

    /// Why it cannot be started from here, with what to do instead; nullopt: it can.
    std::optional<QString> obstacle() const;
    /// Nothing happens while it runs.
    void start();

signals:
    /// What it does now.
    void progressed(const QString& line);
    /// Its end. `why`: the last thing it said, when it failed.
    void finished(bool succeeded, const QString& why);

private:
    void readOutput();

    QString m_script;
    QString m_lastLine;
    QProcess m_process;
};

} // namespace understudy
