#include "ui/dialogs/question_dialogs.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "ui/format/fonts.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

QLabel* plainLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QVBoxLayout* layOut(QDialog& dialog, const QString& heading) {
    dialog.setMinimumWidth(480);
    dialog.setWindowTitle(heading);
    auto* rows = new QVBoxLayout(&dialog);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(14);
    auto* title = plainLabel(heading, &dialog);
    title->setFont(scaled(dialog.font(), 1.2, true));
    rows->addWidget(title);
    return rows;
}

bool canBeStored(const ops::SecretHolding& holding) {
    return holding.keyring != ops::KeyringState::NoKeyring && holding.keyring != ops::KeyringState::NoBus;
}

QString noteFor(bool servesOnce, bool remember, const ops::SecretHolding& holding) {
    if (servesOnce)
        return u"It is used for this login and not kept."_s;
    const auto kept = remember ? u"It is stored once you are logged in, and used by itself from then on."_s
                               : u"It is kept in memory until the window is closed, and nowhere else."_s;
    if (holding.keyring == ops::KeyringState::Present)
        return u"What the keyring has was refused. "_s + kept;
    return holding.why.empty() ? kept : kept + u" Note that "_s + text(holding.why) + u"."_s;
}

} // namespace

HostKeyDialog::HostKeyDialog(const ops::Question& question, QWidget* parent) : QDialog(parent) {
    auto* rows = layOut(*this, u"Unknown host key"_s);
    rows->addWidget(
        plainLabel(u"%1 has never been connected to from here. Compare the fingerprint with the one "
                   "that the instance itself shows (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), and "
                   "accept only if they are the same."_s.arg(text(question.instance.value())),
                   this));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    form->addRow(u"Host"_s, plainLabel(text(question.host), this));
    auto* fingerprint = plainLabel(text(question.fingerprint), this);
    fingerprint->setObjectName("fingerprint");
    fingerprint->setAccessibleName(u"Fingerprint"_s);
    fingerprint->setFont(fixedFont(font()));
    form->addRow(u"Fingerprint"_s, fingerprint);
    rows->addLayout(form);
    auto* buttons = new QDialogButtonBox(this);
    auto* accept = buttons->addButton(u"Accept and remember"_s, QDialogButtonBox::AcceptRole);
    accept->setObjectName("accept");
    accept->setAutoDefault(false);
    auto* reject = buttons->addButton(u"Do not connect"_s, QDialogButtonBox::RejectRole);
    reject->setObjectName("reject");
    reject->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    rows->addWidget(buttons);
    reject->setFocus();
}

SecretDialog::SecretDialog(const ops::Question& question, const ops::SecretHolding& holding, QWidget* parent)
    : QDialog(parent), m_secret(new QLineEdit(this)),
      m_remember(new QCheckBox(u"Remember in the keyring"_s, this)) {
    const bool isKey = question.kind == ops::QuestionKind::Passphrase;
    auto* rows = layOut(*this, isKey                 ? u"Passphrase needed"_s
                               : question.servesOnce ? u"Answer needed"_s
                                                     : u"Password needed"_s);
    const auto why = isKey                     ? u"The key %1 is encrypted. It is needed to log in to %2."_s
                     : question.prompt.empty() ? u"%1 asks for a password, to log in to %2."_s
                                               : u"To log in to %2, %1 asks:"_s;
    rows->addWidget(plainLabel(why.arg(text(question.subject), text(question.instance.value())), this));
    const auto prompt = text(question.prompt);
    if (!prompt.isEmpty()) {
        auto* asked = plainLabel(prompt, this);
        asked->setObjectName("prompt");
        rows->addWidget(asked);
    }
    m_secret->setObjectName("secret");
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setAccessibleName(isKey ? u"Passphrase"_s : prompt.isEmpty() ? u"Password"_s : prompt);
    rows->addWidget(m_secret);
    m_remember->setObjectName("remember");
    m_remember->setVisible(!question.servesOnce && canBeStored(holding));
    rows->addWidget(m_remember);
    auto* note = plainLabel({}, this);
    note->setObjectName("note");
    note->setProperty("dim", true);
    const auto showNote = [this, note, servesOnce = question.servesOnce, holding] {
        note->setText(noteFor(servesOnce, m_remember->isChecked(), holding));
    };
    connect(m_remember, &QCheckBox::toggled, this, showNote);
    showNote();
    rows->addWidget(note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(u"Log in"_s);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    rows->addWidget(buttons);
    m_secret->setFocus();
}

ops::Memory SecretDialog::memory() const {
    return m_remember->isChecked() ? ops::Memory::Keyring : ops::Memory::Session;
}

std::string SecretDialog::secret() const {
    return m_secret->text().toStdString();
}

} // namespace understudy::ui
