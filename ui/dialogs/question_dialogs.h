// What SSH asks the operator: an unknown host key, a passphrase, a password.
#pragma once

#include <QDialog>

#include "core/ops/credentials/stored_answers.h"

class QCheckBox;
class QLineEdit;

namespace understudy::ui {

/// Shows the fingerprint; Reject is the default.
class HostKeyDialog : public QDialog {
    Q_OBJECT

public:
    explicit HostKeyDialog(const ops::Question& question, QWidget* parent = nullptr);
};

/// For Passphrase and Password. `holding`: why the keyring did not answer.
class SecretDialog : public QDialog {
    Q_OBJECT

public:
    SecretDialog(const ops::Question& question, const ops::SecretHolding& holding, QWidget* parent = nullptr);
    std::string secret() const;
    /// Where it is to be kept.
    ops::Memory memory() const;

private:
    QLineEdit* m_secret;
    QCheckBox* m_remember;
};

} // namespace understudy::ui
