#include "core/ops/credentials/credential_store.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <QEventLoop>
#include <QPointer>
#include <qt6keychain/keychain.h>
#include <QTimer>

#include "core/ops/credentials/keyring_look.h"

namespace understudy::ops {
namespace {

QString userOf(const SecretKey& key) {
    return QString::fromStdString(key.text());
}

SecretHolding holdingOf(const KeyringLook::Answer& answer) {
    return {answer.state, false, explain(answer.state, answer.detail)};
}

/// What the end of a job says; null is one that did not end in time.
KeyringLook::Answer answerOf(const QKeychain::Job* job) {
    if (job == nullptr)
        return {KeyringState::TimedOut, {}, {}};
    switch (job->error()) {
    case QKeychain::NoError:
        return {KeyringState::Present, {}, {}};
    case QKeychain::EntryNotFound:
        return {KeyringState::Absent, {}, {}};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return {KeyringState::Locked, {}, {}};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return {KeyringState::NoKeyring, {}, {}};
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    return {KeyringState::Failed, job->errorString().toStdString(), {}};
}

/// Calls `done` unless `context` is gone.
template <typename... Values>
auto guarded(QObject* context, std::function<void(Values...)> done) {
    return [context = QPointer<QObject>(context), done = std::move(done)](const Values&... values) {
        if (context)
            done(values...);
    };
}

/// Runs a job to its end, or to `limit`: then `done` gets null. A job that is late is left alone, for its
/// backend holds on to it; it deletes itself.
template <typename Job>
void run(Job* job, std::chrono::milliseconds limit, QObject* context, std::function<void(const Job*)> done) {
    job->setInsecureFallback(false);
    auto* waiting = new QObject(context);
    const auto finish = [waiting, done = std::move(done)](const Job* finished) {
        waiting->disconnect();
        waiting->deleteLater();
        done(finished);
    };
    auto* timer = new QTimer(waiting);
    timer->setSingleShot(true);
    QObject::connect(job, &QKeychain::Job::finished, waiting, [job, timer, finish] {
        timer->stop();
        finish(job);
    });
    QObject::connect(timer, &QTimer::timeout, waiting, [job, waiting, finish] {
        QObject::disconnect(job, nullptr, waiting, nullptr);
        finish(nullptr);
    });
    timer->start(limit);
    job->start();
}

template <typename Job>
Job* newJob(const SecretKey& key) {
    auto* job = new Job(QString::fromLatin1(keyringService));
    job->setKey(userOf(key));
    return job;
}

SecretReading unread(SecretHolding holding) {
    return {std::move(holding), std::nullopt};
}

} // namespace

CredentialStore::CredentialStore(QObject* parent) : CredentialStore(CredentialLimits{}, parent) {}

CredentialStore::CredentialStore(CredentialLimits limits, QObject* parent)
    : QObject(parent), m_limits(limits), m_look(std::make_unique<KeyringLook>(limits.look)) {}

CredentialStore::~CredentialStore() = default;

void CredentialStore::look(const SecretKey& key, QObject* context, HoldingDone done) {
    find(key, guarded(context, std::move(done)));
}

void CredentialStore::read(const SecretKey& key, QObject* context, ReadingDone done) {
    const auto answer = ReadingDone{guarded(context, std::move(done))};
    if (keyringIsKWallet())
        return readByJob(key, answer);
    find(key, [this, key, answer](const SecretHolding& holding) {
        if (const auto kept = m_memory.find(key); kept != m_memory.end())
            return answer({holding, kept->second});
        if (holding.keyring != KeyringState::Present && holding.keyring != KeyringState::Locked)
            return answer(unread(holding));
        readByJob(key, answer);
    });
}

void CredentialStore::store(const SecretKey& key, const base::Secret& secret, QObject* context,
                            HoldingDone done) {
    const auto answer = HoldingDone{guarded(context, std::move(done))};
    if (secret.empty())
        return find(key, [answer](SecretHolding holding) {
            holding.keyring = KeyringState::Failed;
            holding.why = "an empty secret is none: remove it instead";
            answer(holding);
        });
    const auto keepInMemory = [this, key, secret, answer](SecretHolding holding) {
        m_memory[key] = secret;
        m_unproved.erase(key);
        holding.inMemory = true;
        emit changed(key);
        answer(holding);
    };
    const auto write = [this, key, secret, answer, keepInMemory] {
        auto* job = newJob<QKeychain::WritePasswordJob>(key);
        job->setTextData(QString::fromStdString(secret.reveal()));
        run<QKeychain::WritePasswordJob>(
            job, m_limits.job, this,
            [this, key, answer, keepInMemory](const QKeychain::WritePasswordJob* finished) {
                const auto said = answerOf(finished);
                // A keyring that stayed locked tells QtKeychain little: its own word is better.
                if (said.state != KeyringState::Present)
                    return find(key, [keepInMemory, said](const SecretHolding& now) {
                        const bool knowsBetter =
                            now.keyring != KeyringState::Present && now.keyring != KeyringState::Absent;
                        keepInMemory(knowsBetter ? now : holdingOf(said));
                    });
                m_memory.erase(key);
                m_unproved.erase(key);
                emit changed(key);
                answer(holdingOf(said));
            });
    };
    if (keyringIsKWallet())
        return write();
    find(key, [write, keepInMemory](const SecretHolding& holding) {
        const bool canBeAsked = holding.keyring == KeyringState::Present ||
                                holding.keyring == KeyringState::Absent ||
                                holding.keyring == KeyringState::Locked;
        if (canBeAsked)
            write();
        else
            keepInMemory(holding);
    });
}

void CredentialStore::remove(const SecretKey& key, QObject* context, HoldingDone done) {
    m_memory.erase(key);
    m_unproved.erase(key);
    const auto answer =
        [this, key, done = HoldingDone{guarded(context, std::move(done))}](const SecretHolding& holding) {
            emit changed(key);
            done(holding);
        };
    find(key, [this, key, answer](const SecretHolding& holding) {
        if (holding.keyring != KeyringState::Present && holding.keyring != KeyringState::Locked)
            return answer(holding);
        run<QKeychain::DeletePasswordJob>(newJob<QKeychain::DeletePasswordJob>(key), m_limits.job, this,
                                          [this, key, answer](const QKeychain::DeletePasswordJob* finished) {
                                              if (finished == nullptr)
                                                  return answer(holdingOf(answerOf(finished)));
                                              // A job that removed nothing ends well, too.
                                              find(key, answer);
                                          });
    });
}

void CredentialStore::list(QObject* context, ListDone done) {
    const auto answer = guarded(context, std::move(done));
    if (keyringIsKWallet())
        return m_look->list([answer](const KeyringLook::Answer&) {
            answer(SecretHolding{KeyringState::Failed, false,
                                 explain(KeyringState::Failed, "KWallet lists nothing")},
                   std::vector<SecretKey>{});
        });
    m_look->list([answer](const KeyringLook::Answer& said) {
        std::vector<SecretKey> keys;
        for (const auto& user : said.users) {
            if (const auto key = SecretKey::parse(user.toStdString()))
                keys.push_back(*key);
        }
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        answer(holdingOf(said), keys);
    });
}

void CredentialStore::find(const SecretKey& key, HoldingDone done) {
    if (keyringIsKWallet())
        return readByJob(key,
                         [done = std::move(done)](const SecretReading& reading) { done(reading.holding); });
    m_look->find(userOf(key), [this, key, done = std::move(done)](const KeyringLook::Answer& answer) {
        auto holding = holdingOf(answer);
        holding.inMemory = m_memory.contains(key);
        done(holding);
    });
}

void CredentialStore::readByJob(const SecretKey& key, ReadingDone done) {
    run<QKeychain::ReadPasswordJob>(
        newJob<QKeychain::ReadPasswordJob>(key), m_limits.job, this,
        [this, key, done = std::move(done)](const QKeychain::ReadPasswordJob* finished) {
            const auto said = answerOf(finished);
            if (said.state == KeyringState::Present)
                return done({holdingOf(said), base::Secret{finished->textData().toStdString()}});
            if (keyringIsKWallet() || finished == nullptr)
                return done(unread(holdingOf(said)));
            // A keyring that stayed locked reads as one that has nothing.
            find(key, [done, said](const SecretHolding& now) {
                done(unread(now.keyring == KeyringState::Present ? holdingOf(said) : now));
            });
        });
}

namespace {

template <typename Value>
Value waitFor(const std::function<void(QObject*, std::function<void(const Value&)>)>& start) {
    QEventLoop loop;
    std::optional<Value> value;
    start(&loop, [&](const Value& answer) {
        value = answer;
        loop.quit();
    });
    if (!value)
        loop.exec();
    return *std::move(value);
}

} // namespace

SecretReading readNow(CredentialStore& store, const SecretKey& key) {
    return waitFor<SecretReading>([&](QObject* context, auto done) { store.read(key, context, done); });
}

SecretHolding lookNow(CredentialStore& store, const SecretKey& key) {
    return waitFor<SecretHolding>([&](QObject* context, auto done) { store.look(key, context, done); });
}

SecretHolding storeNow(CredentialStore& store, const SecretKey& key, const base::Secret& secret) {
    return waitFor<SecretHolding>(
        [&](QObject* context, auto done) { store.store(key, secret, context, done); });
}

SecretHolding removeNow(CredentialStore& store, const SecretKey& key) {
    return waitFor<SecretHolding>([&](QObject* context, auto done) { store.remove(key, context, done); });
}

std::pair<SecretHolding, std::vector<SecretKey>> listNow(CredentialStore& store) {
    using Answer = std::pair<SecretHolding, std::vector<SecretKey>>;
    return waitFor<Answer>([&](QObject* context, auto done) {
        store.list(context, [done](const SecretHolding& keyring, const std::vector<SecretKey>& keys) {
            done({keyring, keys});
        });
    });
}

base::Result<base::Secret> bgpPassword(CredentialStore& store, const cluster::Cluster& cluster,
                                       const base::IpAddress& neighbor) {
    const auto key = SecretKey::bgpPassword(cluster, neighbor);
    auto reading = readNow(store, key);
    if (reading.secret)
        return *std::move(reading.secret);
    if (reading.holding.keyring == KeyringState::Absent)
        return base::failure(
            fmt::format("the keyring has no password for {}: store it with `understudyctl secret "
                        "set {}`, or in the window under Credentials",
                        neighbor.toString(), key.text()));
    return base::failure(
        fmt::format("the password for {} cannot be read: {}", neighbor.toString(), reading.holding.why));
}

} // namespace understudy::ops
