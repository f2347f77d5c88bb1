#include "ui/dialogs/new_secret_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "ui/format/fonts.h"
#include "ui/format/words.h"
#include "ui/pages/labels.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

NewSecretDialog::NewSecretDialog(const QString& heading, const QString& explanation, const QString& button,
                                 Check check, QWidget* parent)
    : QDialog(parent), m_check(std::move(check)), m_first(new QLineEdit(this)), m_second(new QLineEdit(this)),
      m_remark(plainLabel({}, this)) {
    setWindowTitle(heading);
    setMinimumWidth(500);
    auto* title = plainLabel(heading, this);
    title->setFont(scaled(font(), 1.2, true));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    m_first->setObjectName("newSecret");
    m_second->setObjectName("newSecretAgain");
    for (auto* line : {m_first, m_second}) {
        line->setEchoMode(QLineEdit::Password);
        connect(line, &QLineEdit::textChanged, this, &NewSecretDialog::judge);
    }
    m_first->setAccessibleName(u"The secret"_s);
    m_second->setAccessibleName(u"The same once more"_s);
    form->addRow(u"The secret"_s, m_first);
    form->addRow(u"Once more"_s, m_second);
    m_remark->setProperty("warn", true);
    m_remark->setObjectName("remark");
    auto* buttons = new QDialogButtonBox(this);
    m_accept = buttons->addButton(button, QDialogButtonBox::AcceptRole);
    m_accept->setObjectName("acceptSecret");
    buttons->addButton(QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(14);
    rows->addWidget(title);
    rows->addWidget(plainLabel(explanation, this));
    rows->addLayout(form);
    rows->addWidget(m_remark);
    rows->addStretch(1);
    rows->addWidget(buttons);
    judge();
    m_first->setFocus();
}

base::Secret NewSecretDialog::secret() const {
    return base::Secret{m_first->text().toStdString()};
}

void NewSecretDialog::judge() {
    const bool same = m_first->text() == m_second->text();
    QString remark;
    if (!m_first->text().isEmpty()) {
        if (const auto fits = m_check(secret()); !fits)
            remark = text(fits.error().what);
        else if (!same && !m_second->text().isEmpty())
            remark = u"The two are not the same."_s;
    }
    m_remark->setText(remark);
    m_accept->setEnabled(!m_first->text().isEmpty() && same && remark.isEmpty());
}

} // namespace understudy::ui
