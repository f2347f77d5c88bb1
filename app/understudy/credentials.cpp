#include "app/understudy/credentials.h"

#include <utility>

#include "core/ops/rehearsal/operator_name.h"
#include "ui/dialogs/credentials_dialog.h"
#include "ui/dialogs/rotation_dialog.h"
#include "ui/format/words.h"
#include "ui/main_window.h"

namespace understudy {

using namespace Qt::StringLiterals;
using cluster::Health;
using ui::MainWindow;

namespace {

Health healthOf(ops::SecretVerdict::Kind kind) {
    switch (kind) {
    case ops::SecretVerdict::Kind::Right:
        return Health::Up;
    case ops::SecretVerdict::Kind::Wrong:
        return Health::Down;
    case ops::SecretVerdict::Kind::NotKnown:
        break;
    }
    return Health::Unknown;
}

} // namespace

Credentials::Credentials(MainWindow& window) : m_window(window) {
    connect(&window, &MainWindow::credentialsWanted, this, &Credentials::open);
    connect(&window, &MainWindow::questionAnswered, this,
            [this](const ops::Question& question, const ops::Answer& answer, ops::Memory memory) {
                if (m_answers)
                    m_answers->answer(question, answer, memory);
            });
}

Credentials::~Credentials() = default;

void Credentials::setEngine(ops::Engine& engine) {
    m_engine = &engine;
    m_answers = std::make_unique<ops::StoredAnswers>(engine, m_store);
    connect(m_answers.get(), &ops::StoredAnswers::personAsked, &m_window, &MainWindow::ask);
    connect(m_answers.get(), &ops::StoredAnswers::kept, this,
            [this](const ops::SecretKey& key, const ops::SecretHolding& holding) {
                if (holding.keyring != ops::KeyringState::Present)
                    m_window.showMessage(Health::Degraded, u"%1 is kept in memory alone: %2."_s.arg(
                                                               ui::text(key.text()), ui::text(holding.why)));
            });
    if (m_dialog)
        m_dialog->setCluster(*engine.snapshot()->cluster);
}

void Credentials::leave() {
    m_rotation.reset();
    m_test.reset();
    m_answers.reset();
    m_engine = nullptr;
}

void Credentials::open() {
    if (!m_dialog) {
        m_dialog = new ui::CredentialsDialog(m_store, &m_window);
        connect(m_dialog, &ui::CredentialsDialog::testWanted, this, &Credentials::test);
        connect(m_dialog, &ui::CredentialsDialog::rotateWanted, this, &Credentials::rotate);
    }
    m_dialog->setCluster(m_engine ? *m_engine->snapshot()->cluster : cluster::Cluster{});
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void Credentials::test(const ops::SecretKey& key) {
    m_test = std::make_unique<ops::SecretTest>(m_store, m_engine);
    connect(m_test.get(), &ops::SecretTest::finished, m_dialog, [this](const ops::SecretVerdict& verdict) {
        m_dialog->showResult(healthOf(verdict.kind), ui::text(verdict.why));
    });
    m_test->start(key);
}

void Credentials::rotate(const base::Secret& password) {
    if (!m_engine || m_rotation)
        return;
    m_rotation = std::make_unique<ops::PasswordRotation>(
        *m_engine, ops::RotationOrder{.password = password, .who = ops::operatorName()});
    auto* dialog = new ui::RotationDialog(m_rotation->steps(), m_dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_rotation.get(), &ops::PasswordRotation::progressed, dialog, &ui::RotationDialog::showStep);
    connect(dialog, &ui::RotationDialog::cancelWanted, m_rotation.get(), &ops::PasswordRotation::cancel);
    connect(
        m_rotation.get(), &ops::PasswordRotation::finished, dialog,
        [this, dialog, password](const ops::RotationResult& result) {
            m_rotation.release()->deleteLater();
            if (!result.done)
                return dialog->showEnd(result, {});
            // Both families' neighbors have it now.
            auto keys = ops::secretsOf(*m_engine->snapshot()->cluster);
            std::erase_if(keys, [](const auto& key) { return key.kind() != ops::SecretKind::BgpPassword; });
            for (const auto& key : keys)
                m_store.store(key, password, dialog,
                              [dialog, result, last = key == keys.back()](const ops::SecretHolding& holding) {
                                  const bool stored = holding.keyring == ops::KeyringState::Present;
                                  if (last)
                                      dialog->showEnd(result, stored ? u"The keyring has it, too."_s
                                                                     : u"It is not in the keyring: %1."_s.arg(
                                                                           ui::text(holding.why)));
                              });
        });
    dialog->open();
    m_rotation->start();
}

} // namespace understudy
