// What SSH asks the operator: an unknown host key, a passphrase, a password.
#pragma once

#include <QDialog>

#include "core/ops/events.h"

class QLineEdit;

namespace understudy::ui {

/// Shows the fingerprint; Reject is the default.
class HostKeyDialog : public QDialog {
    Q_OBJECT

public:
    explicit HostKeyDialog(const ops::Question& question, QWidget* parent = nullptr);
};

/// For Passphrase and Password.
class SecretDialog : public QDialog {
    Q_OBJECT

public:
    explicit SecretDialog(const ops::Question& question, QWidget* parent = nullptr);
    std::string secret() const;

private:
    QLineEdit* m_secret;
};

} // namespace understudy::ui
