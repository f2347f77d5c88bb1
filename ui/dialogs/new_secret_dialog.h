// Asks for a secret that is to be stored, twice.
#pragma once

#include <functional>

#include <QDialog>

#include "core/base/result.h"
#include "core/base/secret.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace understudy::ui {

class NewSecretDialog : public QDialog {
    Q_OBJECT

public:
    /// What speaks against the secret itself.
    using Check = std::function<base::Result<void>(const base::Secret&)>;

    /// `button`: what is done with it, e.g. Store.
    NewSecretDialog(const QString& heading, const QString& explanation, const QString& button, Check check,
                    QWidget* parent = nullptr);
    base::Secret secret() const;

private:
    void judge();

    Check m_check;
    QLineEdit* m_first;
    QLineEdit* m_second;
    QLabel* m_remark;
    QPushButton* m_accept;
};

} // namespace understudy::ui
