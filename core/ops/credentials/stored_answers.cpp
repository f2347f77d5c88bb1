#include "core/ops/credentials/stored_answers.h"

#include <optional>

#include "core/ops/engine.h"

namespace understudy::ops {
namespace {

/// nullopt: nothing that could be stored.
std::optional<SecretKey> keyOf(const Question& question) {
    if (question.servesOnce || question.kind == QuestionKind::UnknownHostKey)
        return std::nullopt;
    return question.kind == QuestionKind::Passphrase ? SecretKey::passphrase(question.subject)
                                                     : SecretKey::password(question.subject);
}

} // namespace

StoredAnswers::StoredAnswers(Engine& engine, CredentialStore& store, QObject* parent)
    : QObject(parent), m_engine(engine), m_store(store) {
    connect(&engine, &Engine::questionAsked, this, &StoredAnswers::consider);
    connect(&engine, &Engine::snapshotChanged, this, &StoredAnswers::settle);
}

void StoredAnswers::consider(const Question& question) {
    const auto key = keyOf(question);
    if (!key) {
        emit personAsked(question, SecretHolding{KeyringState::Absent, false, {}});
        return;
    }
    std::erase_if(m_trials, [&](const Trial& trial) { return trial.key == *key; });
    m_store.read(*key, this, [this, question, key = *key](const SecretReading& reading) {
        if (!reading.secret || !m_store.giveOut(key)) {
            emit personAsked(question, reading.holding);
            return;
        }
        m_trials.push_back({question.instance, key, {}});
        m_engine.answer(question.id, {true, reading.secret->reveal()});
    });
}

void StoredAnswers::answer(const Question& question, const Answer& answer, Memory memory) {
    const auto key = keyOf(question);
    if (key && answer.accepted && memory == Memory::Keyring)
        m_trials.push_back({question.instance, *key, base::Secret{answer.secret}});
    m_engine.answer(question.id, answer);
}

void StoredAnswers::settle() {
    const auto snapshot = m_engine.snapshot();
    std::erase_if(m_trials, [&](const Trial& trial) {
        const auto* node = snapshot->find(trial.instance);
        const bool right = node != nullptr && node->link == cluster::LinkState::Connected;
        if (right && trial.toKeep.empty())
            m_store.provedRight(trial.key);
        else if (right)
            m_store.store(trial.key, trial.toKeep, this,
                          [this, key = trial.key](const SecretHolding& holding) { emit kept(key, holding); });
        return right || node == nullptr || node->link == cluster::LinkState::Refused;
    });
}

} // namespace understudy::ops
