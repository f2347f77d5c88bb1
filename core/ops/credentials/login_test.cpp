#include "core/ops/credentials/login_test.h"

#include <utility>

#include <fmt/format.h>
#include <QMetaObject>

#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/prompter.h"

namespace understudy::ops {
namespace {

using Kind = SecretVerdict::Kind;

/// In the place of the person: has one answer to one question.
class OneAnswer final : public ssh::Prompter {
public:
    OneAnswer(std::string account, base::Secret password)
        : m_account(std::move(account)), m_password(std::move(password)) {}

    bool acceptHostKey(const std::string&, const std::string&) override { return false; }
    std::optional<std::string> passphrase(const std::string&) override { return std::nullopt; }
    std::optional<std::string> password(const ssh::PasswordQuestion& question) override {
        if (question.who != m_account || question.servesOnce) {
            wantedMore = true;
            return std::nullopt;
        }
        refused = std::exchange(given, true);
        return refused ? std::nullopt : std::optional{m_password.reveal()};
    }

    bool given = false;
    bool refused = false; ///< it was asked for again
    bool wantedMore = false;

private:
    std::string m_account;
    base::Secret m_password;
};

SecretVerdict logIn(const std::vector<ssh::Hop>& route, const base::Secret& password, ssh::Wake& wake,
                    ssh::ConnectGate& gate) {
    const auto account = route.back().account();
    OneAnswer answer{account, password};
    const auto opened = ssh::Connection::open(route, false, wake, gate, answer);
    if (opened)
        return answer.given ? SecretVerdict{Kind::Right, fmt::format("It lets {} in.", account)}
                            : SecretVerdict{Kind::NotKnown, fmt::format("{} is let in without it.", account)};
    if (answer.refused)
        return {Kind::Wrong, fmt::format("It does not let {} in.", account)};
    if (answer.given && answer.wantedMore)
        return {Kind::NotKnown,
                fmt::format("{} needs a code as well, and tells whether the password was right only then.",
                            account)};
    return {Kind::NotKnown, opened.error().what};
}

} // namespace

std::optional<std::vector<ssh::Hop>> routeToAccount(const std::string& account,
                                                    const std::vector<cluster::Instance>& instances) {
    for (const auto& instance : instances) {
        auto route = ssh::findRoute(instance.ssh);
        if (!route)
            continue; // the file's error is told where the instance is connected to
        for (auto hop = route->begin(); hop != route->end(); ++hop) {
            if (hop->account() != account)
                continue;
            hop->passwordAlone = true;
            route->erase(hop + 1, route->end());
            return *std::move(route);
        }
    }
    return std::nullopt;
}

LoginTest::LoginTest(QObject* parent) : QObject(parent) {}

LoginTest::~LoginTest() {
    m_wake.stop();
}

void LoginTest::start(std::vector<ssh::Hop> route, base::Secret password) {
    m_thread = std::jthread{[this, route = std::move(route), password = std::move(password)] {
        const auto verdict = logIn(route, password, m_wake, m_gate);
        // What is still on its way when this goes is not delivered.
        QMetaObject::invokeMethod(
            this, [this, verdict] { emit finished(verdict); }, Qt::QueuedConnection);
    }};
}

} // namespace understudy::ops
