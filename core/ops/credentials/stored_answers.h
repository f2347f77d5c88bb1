// Between the engine's questions and the person: what the keyring has is answered by itself.
#pragma once

#include <vector>

#include <QObject>

#include "core/ops/credentials/credential_store.h"
#include "core/ops/events.h"

namespace understudy::ops {

class Engine;

/// What a question is answered with.
enum class Memory : std::uint8_t {
    Session, ///< this program alone
    Keyring, ///< stored, once it has proved right
};

/// A stored secret is given once. If the same is asked for again, it was not right: a person is asked, and it
/// is not given again until another one is stored, so that a wrong one cannot lock an account. Codes that
/// serve once are a person's, and so are host keys. Both outlive this.
class StoredAnswers : public QObject {
    Q_OBJECT

public:
    StoredAnswers(Engine& engine, CredentialStore& store, QObject* parent = nullptr);

    /// The person's answer to a question. What is to be kept in the keyring is stored when the instance is
    /// connected, and never if it is asked for again.
    void answer(const Question& question, const Answer& answer, Memory memory);

signals:
    /// Present: what the keyring has was refused.
    void personAsked(const understudy::ops::Question& question,
                     const understudy::ops::SecretHolding& holding);
    /// What a person wanted kept was stored, or not.
    void kept(const understudy::ops::SecretKey& key, const understudy::ops::SecretHolding& holding);

private:
    /// A secret that an instance was given and that is not known yet to be right.
    struct Trial {
        cluster::InstanceName instance;
        SecretKey key;
        base::Secret toKeep; ///< a person's, for the keyring; empty: it is from there
    };

    void consider(const Question& question);
    void settle();

    Engine& m_engine;
    CredentialStore& m_store;
    std::vector<Trial> m_trials;
};

} // namespace understudy::ops

Q_DECLARE_METATYPE(understudy::ops::SecretHolding)
