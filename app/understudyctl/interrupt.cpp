#include "app/understudyctl/interrupt.h"

#include <csignal>

#include <QSocketNotifier>
#include <sys/signalfd.h>
#include <unistd.h>

namespace understudy::ctl {
namespace {

sigset_t interrupting() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

Interrupt::Interrupt(QObject* parent) : QObject(parent) {
    const sigset_t set = interrupting();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_descriptor = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    auto* notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        signalfd_siginfo info{};
        if (::read(m_descriptor, &info, sizeof info) == sizeof info)
            emit requested();
    });
}

Interrupt::~Interrupt() {
    ::close(m_descriptor);
    const sigset_t set = interrupting();
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace understudy::ctl
