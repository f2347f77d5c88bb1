#include "core/ops/credentials/secret_test.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>
#include <QThreadPool>

#include "core/bird/password_edit.h"
#include "core/cluster/judgement.h"
#include "core/ops/config/speaker_files.h"
#include "core/ops/ssh/key_file.h"

namespace understudy::ops {

using Kind = SecretVerdict::Kind;

SecretTest::SecretTest(CredentialStore& store, Engine* engine, VultrApi api, QObject* parent)
    : QObject(parent), m_store(store), m_engine(engine), m_apiKeyTest(std::move(api)) {
    connect(&m_apiKeyTest, &ApiKeyTest::finished, this, &SecretTest::finished);
    connect(&m_loginTest, &LoginTest::finished, this, [this](const SecretVerdict& verdict) {
        if (verdict.kind == Kind::Right)
            m_store.provedRight(*m_key);
        if (verdict.kind == Kind::Wrong)
            m_store.giveOut(*m_key); // so that it is not given again by itself
        emit finished(verdict);
    });
    if (engine == nullptr)
        return;
    connect(engine, &Engine::intentAnswered, this, [this](IntentId intent, const IntentResult& result) {
        if (m_job && intent == m_intent)
            compare(result);
    });
}

SecretTest::~SecretTest() = default;

void SecretTest::start(const SecretKey& key) {
    m_key = key;
    m_store.read(key, this, [this](const SecretReading& reading) {
        if (!reading.secret)
            return finish(Kind::NotKnown, reading.holding.why.empty()
                                              ? "It is not stored."
                                              : fmt::format("It cannot be read: {}.", reading.holding.why));
        m_secret = *reading.secret;
        switch (m_key->kind()) {
        case SecretKind::BgpPassword:
            return testBgpPassword();
        case SecretKind::Passphrase:
            return testPassphrase();
        case SecretKind::Password:
            return testAccount();
        case SecretKind::ApiKey:
            return testApiKey();
        }
    });
}

/// On another thread: a key's author may have wanted it to take a while.
void SecretTest::testPassphrase() {
    const auto file = m_key->subject();
    QThreadPool::globalInstance()->start([file, secret = m_secret, here = QPointer<SecretTest>(this)] {
        const bool opens = ssh::opensKey(file, secret);
        const bool needsOne = opens || ssh::isEncryptedKey(file);
        const auto verdict =
            opens ? SecretVerdict{Kind::Right, fmt::format("It opens {}.", file)}
            : needsOne
                ? SecretVerdict{Kind::Wrong, fmt::format("It does not open {}.", file)}
                : SecretVerdict{Kind::NotKnown, fmt::format("{} is no key file that can be read.", file)};
        // The pointer is looked at on the thread that the test belongs to.
        QMetaObject::invokeMethod(
            qApp,
            [here, verdict] {
                if (here)
                    here->finish(verdict.kind, verdict.why);
            },
            Qt::QueuedConnection);
    });
}

void SecretTest::testBgpPassword() {
    const auto& subject = m_key->subject();
    const auto neighbor = base::IpAddress::parse(std::string_view{subject}.substr(subject.rfind('/') + 1));
    if (m_engine == nullptr || !neighbor)
        return finish(Kind::NotKnown, "It can be read. To compare it with the instances, open the cluster.");
    m_neighbor = *neighbor;
    for (const auto& node : m_engine->snapshot()->nodes)
        m_left.insert(m_left.begin(), node.name);
    readNext();
}

void SecretTest::testApiKey() {
    if (m_key->subject() != "vultr")
        return finish(
            Kind::NotKnown,
            fmt::format("It can be read. How {} is asked about a key is not known here: only vultr is.",
                        m_key->subject()));
    m_apiKeyTest.start(m_secret);
}

void SecretTest::testAccount() {
    const auto route = m_engine == nullptr
                           ? std::nullopt
                           : routeToAccount(m_key->subject(), m_engine->snapshot()->cluster->instances);
    if (!route)
        return finish(Kind::NotKnown, "It can be read. To log in with it, open a cluster with that account.");
    m_loginTest.start(*route, m_secret);
}

void SecretTest::readNext() {
    if (m_left.empty())
        return conclude();
    m_job = std::make_shared<ReadSpeakerFilesJob>();
    m_intent = m_engine->run(m_left.back(), m_job);
}

void SecretTest::compare(const IntentResult& result) {
    const auto job = std::exchange(m_job, nullptr);
    const auto instance = m_left.back();
    m_left.pop_back();
    const auto* node = m_engine->snapshot()->find(instance);
    const auto* speaker = node == nullptr ? nullptr : node->speaker.current();
    const auto& name = instance.value();
    if (result.outcome != IntentResult::Outcome::Acked || speaker == nullptr) {
        m_notAsked.push_back(fmt::format("{} ({})", name, result.why.empty() ? "not known" : result.why));
        return readNext();
    }
    bool hasSession = false;
    bool found = false;
    bool same = true;
    bool up = true;
    for (const auto& session : speaker->sessions) {
        if (session.protocol.neighbor != m_neighbor)
            continue;
        hasSession = true;
        for (const auto& file : job->files()) {
            const auto has = bird::findPassword(file.path, file.text, session.protocol.name);
            if (!has || !file.speaks(session.family))
                continue;
            found = true;
            same = same && *has == m_secret;
            up = up && session.protocol.state == bird::BgpState::Established;
        }
    }
    if (!hasSession)
        m_withoutSession.push_back(name);
    else if (!found)
        m_notAsked.push_back(
            fmt::format("{} (its configuration has no password for {})", name, m_neighbor.toString()));
    else
        (!same ? m_other : up ? m_same : m_sameButDown).push_back(name);
    readNext();
}

void SecretTest::conclude() {
    std::vector<std::string> said;
    const auto add = [&said](const std::vector<std::string>& names, std::string_view before,
                             std::string_view behind) {
        if (!names.empty())
            said.push_back(fmt::format("{}{}{}", before, fmt::join(names, ", "), behind));
    };
    add(m_other, "Another password is on ", ".");
    add(m_same, "It is the one on ", ", with the session up.");
    add(m_sameButDown, "It is the one on ", ", but the session is not up: the router may have another one.");
    add(m_withoutSession, fmt::format("No session with {} is on ", m_neighbor.toString()), ".");
    add(m_notAsked, "Not compared: ", ".");
    const auto kind = !m_other.empty()                                                 ? Kind::Wrong
                      : m_sameButDown.empty() && m_notAsked.empty() && !m_same.empty() ? Kind::Right
                                                                                       : Kind::NotKnown;
    finish(kind, said.empty() ? "There is no instance to compare it with."
                              : fmt::format("{}", fmt::join(said, " ")));
}

void SecretTest::finish(SecretVerdict::Kind kind, std::string why) {
    emit finished({kind, std::move(why)});
}

} // namespace understudy::ops
