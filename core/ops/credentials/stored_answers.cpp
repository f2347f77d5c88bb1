#include "core/ops/credentials/stored_answers.h"

#include <optional>
#include <utility>
#include <vector>

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
    connect(&engine, &Engine::snapshotChanged, this, &StoredAnswers::keepProved);
}

void StoredAnswers::consider(const Question& question) {
    const auto key = keyOf(question);
    if (!key) {
        emit personAsked(question, SecretHolding{KeyringState::Absent, false, {}});
        return;
    }
    std::erase_if(m_unproved, [&](const auto& unproved) { return unproved.second.key == *key; });
    m_store.read(*key, this, [this, question, key = *key](const SecretReading& reading) {
        if (!reading.secret || !m_store.giveOut(key)) {
            emit personAsked(question, reading.holding);
            return;
        }
        m_engine.answer(question.id, {true, reading.secret->reveal()});
    });
}

void StoredAnswers::answer(const Question& question, const Answer& answer, Memory memory) {
    const auto key = keyOf(question);
    if (key && answer.accepted && memory == Memory::Keyring)
        m_unproved.emplace(question.instance, Unproved{*key, base::Secret{answer.secret}});
    m_engine.answer(question.id, answer);
}

void StoredAnswers::keepProved() {
    const auto snapshot = m_engine.snapshot();
    for (auto at = m_unproved.begin(); at != m_unproved.end();) {
        const auto* node = snapshot->find(at->first);
        const bool proved = node != nullptr && node->link == cluster::LinkState::Connected;
        const bool given_up = node == nullptr || node->link == cluster::LinkState::Refused;
        if (proved)
            m_store.store(at->second.key, at->second.secret, this,
                          [this, key = at->second.key](const SecretHolding& holding) { emit kept(key, holding); });
        at = proved || given_up ? m_unproved.erase(at) : std::next(at);
    }
}

} // namespace understudy::ops
