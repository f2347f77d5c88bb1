// Sets an instance up: looks at the node, shows what differs from the cluster file, lets choose, carries it
// out step by step, and tells whether the sessions are up. Nothing is changed before Apply, and Cancel on the
// way puts everything back.
#pragma once

#include <memory>
#include <optional>

#include <QDialog>

#include "core/cluster/judgement.h"
#include "core/ops/credentials/credential_store.h"
#include "core/ops/engine.h"
#include "core/ops/setup/setup_job.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace understudy::ui {

class SetupWizard : public QDialog {
    Q_OBJECT

public:
    /// `engine` outlives the dialog. `bundle`: understudyd as it can be put onto nodes, where it is at hand.
    SetupWizard(ops::Engine& engine, cluster::InstanceName instance, std::optional<ops::SpeakerBundle> bundle,
                QWidget* parent = nullptr);

protected:
    void reject() override;

private:
    enum class Phase { Looking, Ready, Applying, Over };

    QWidget* buildOptions();
    void readKeyring();
    void look();
    void lookOnceConnected();
    void plan();
    void apply();
    void answered(const ops::IntentResult& result);
    void showPlan();
    void judge();
    void say(cluster::Health health, const QString& text);
    ops::SetupOptions options() const;

    ops::Engine& m_engine;
    cluster::InstanceName m_instance;
    std::optional<ops::SpeakerBundle> m_bundle;
    Phase m_phase = Phase::Looking;
    ops::IntentId m_intent = 0;
    std::shared_ptr<ops::NodeJob> m_job;
    bool m_waiting = false; ///< for the connection
    ops::CredentialStore m_credentials;
    std::optional<base::Secret> m_stored4; ///< neighbor4's password, as the keyring has it
    std::optional<base::Secret> m_stored6;
    std::optional<ops::Survey> m_survey;
    ops::SetupPlan m_plan;
    QLabel* m_node;
    QComboBox* m_speaker;
    QSpinBox* m_holdTime;
    QLineEdit* m_password;
    QCheckBox* m_openFirewall;
    QPlainTextEdit* m_differences;
    QProgressBar* m_progress;
    QLabel* m_state;
    QPushButton* m_apply;
    QPushButton* m_lookAgain;
    QPushButton* m_close;
};

} // namespace understudy::ui
