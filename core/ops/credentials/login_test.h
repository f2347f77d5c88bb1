// Whether an SSH account takes a password: a login decides.
#pragma once

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <QObject>

#include "core/base/secret.h"
#include "core/cluster/cluster.h"
#include "core/ops/credentials/secret_verdict.h"
#include "core/ops/ssh/connect_gate.h"
#include "core/ops/ssh/route.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops {

/// The way to an account, USER@HOST with [HOST]:PORT unless the port is 22, that is one of these instances'
/// or of their jump hosts. Its password is the only thing that is offered there. Reads ~/.ssh/config;
/// nullopt: nobody logs in to it.
std::optional<std::vector<ssh::Hop>> routeToAccount(const std::string& account,
                                                    const std::vector<cluster::Instance>& instances);

/// Gives the password to the account's host once, to no jump host, and nobody is asked anything: a host whose
/// key is not known gets nothing, and where more than the password is wanted, nothing is known. Lives on the
/// main thread; the login has a thread of its own, which ends with this.
class LoginTest : public QObject {
    Q_OBJECT

public:
    explicit LoginTest(QObject* parent = nullptr);
    /// Waits for the thread, which is told to stop.
    ~LoginTest() override;

    /// Once. `route` as routeToAccount() found it.
    void start(std::vector<ssh::Hop> route, base::Secret password);

signals:
    void finished(const understudy::ops::SecretVerdict& verdict);

private:
    ssh::Wake m_wake;
    ssh::ConnectGate m_gate;
    std::jthread m_thread; ///< ends first
};

} // namespace understudy::ops
