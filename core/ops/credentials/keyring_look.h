// Asks the Secret Service (org.freedesktop.secrets) what it has, without reading or unlocking anything.
// QtKeychain cannot: a locked item reads there as one that does not exist.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <QObject>
#include <QString>
#include <QThreadPool>

#include "core/ops/credentials/keyring_state.h"

namespace understudy::ops {

/// What this program's items carry as attribute `server`; QtKeychain's name for it is service.
inline constexpr auto keyringService = "understudy";

/// The desktop is KDE, where QtKeychain asks KWallet. That one opens the wallet before it answers, so what
/// QtKeychain reports is true.
bool keyringIsKWallet();

class KeyringLook {
public:
    struct Answer {
        KeyringState state = KeyringState::Failed;
        std::string detail;         ///< what the service said, of anything but Present and Absent
        std::vector<QString> users; ///< attribute `user` of all items, of list()
    };
    using Done = std::function<void(const Answer&)>;

    explicit KeyringLook(std::chrono::milliseconds limit);
    /// Waits for a question that is under way.
    ~KeyringLook();

    /// Present, Absent, or why that is not known. `done` is called once, later, on this thread, while this
    /// lives. A locked default collection means that nobody knows whether it is absent.
    void find(const QString& user, Done done);

    /// Present with all items' users, locked ones too; Absent when there are none.
    void list(Done done);

private:
    void ask(std::function<Answer()> question, Done done);

    std::chrono::milliseconds m_limit;
    QObject m_here;
    QThreadPool
        m_worker; ///< one thread: joining a bus blocks, whatever the calls on it do. Ends before m_here.
};

} // namespace understudy::ops
