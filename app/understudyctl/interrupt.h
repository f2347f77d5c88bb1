// Ctrl-C as a signal of Qt's.
#pragma once

#include <QObject>

namespace understudy::ctl {

/// While it lives, SIGINT and SIGTERM no longer end the program but are emitted. Made before any thread is
/// started, since threads inherit which signals are blocked.
class Interrupt : public QObject {
    Q_OBJECT

public:
    explicit Interrupt(QObject* parent = nullptr);
    ~Interrupt() override;

signals:
    void requested();

private:
    int m_descriptor = -1;
};

} // namespace understudy::ctl
