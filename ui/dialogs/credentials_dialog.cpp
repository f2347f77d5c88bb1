#include "ui/dialogs/credentials_dialog.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

#include "core/bird/password_edit.h"
#include "core/ops/credentials/api_key_test.h"
#include "ui/dialogs/new_secret_dialog.h"
#include "ui/format/fonts.h"
#include "ui/format/words.h"
#include "ui/models/credential_model.h"
#include "ui/pages/copyable_table.h"
#include "ui/pages/labels.h"
#include "ui/pages/shape_delegate.h"
#include "ui/pages/status_shape.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using cluster::Health;
using ops::KeyringState;
using ops::SecretHolding;
using ops::SecretKey;

namespace {

QString useOf(ops::SecretKind kind) {
    switch (kind) {
    case ops::SecretKind::BgpPassword:
        return u"Stored here, and used when an instance is set up. It changes nothing on the instances: "
               u"Rotate does that."_s;
    case ops::SecretKind::ApiKey:
        return u"Given to the cloud's API, and to nobody else."_s;
    case ops::SecretKind::Passphrase:
    case ops::SecretKind::Password:
        break;
    }
    return u"Used by itself when it is asked for."_s;
}

base::Result<void> fits(const SecretKey& key, const base::Secret& secret) {
    switch (key.kind()) {
    case ops::SecretKind::BgpPassword:
        return bird::checkPassword(secret);
    case ops::SecretKind::ApiKey:
        return ops::checkApiKey(secret);
    case ops::SecretKind::Passphrase:
    case ops::SecretKind::Password:
        break;
    }
    return {};
}

} // namespace

CredentialsDialog::CredentialsDialog(ops::CredentialStore& store, QWidget* parent)
    : QDialog(parent), m_store(store), m_model(new CredentialModel(this)), m_table(new CopyableTable(this)),
      m_banner(new QFrame(this)), m_bannerText(plainLabel({}, m_banner)),
      m_resultShape(new StatusShape(14, this)), m_result(plainLabel({}, this)),
      m_set(new QPushButton(u"Set…"_s, this)), m_test(new QPushButton(u"Test"_s, this)),
      m_remove(new QPushButton(u"Remove"_s, this)), m_rotate(new QPushButton(u"Rotate…"_s, this)) {
    setWindowTitle(u"Credentials"_s);
    resize(760, 460);

    auto* note =
        plainLabel(u"Secrets are kept in the system's keyring, never in a file. They are not shown."_s, this);
    note->setProperty("dim", true);
    m_banner->setObjectName("keyringBanner");
    m_banner->setProperty("panel", true);
    auto* bannerRow = new QHBoxLayout(m_banner);
    bannerRow->setContentsMargins(14, 10, 14, 10);
    bannerRow->setSpacing(10);
    auto* bannerShape = new StatusShape(15, m_banner);
    bannerShape->setHealth(Health::Degraded);
    bannerRow->addWidget(bannerShape, 0, Qt::AlignTop);
    bannerRow->addWidget(m_bannerText, 1);
    m_banner->hide();

    m_table->setObjectName("credentials");
    m_table->setAccessibleName(u"Credentials"_s);
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new ShapeDelegate(CredentialModel::HealthRole, m_table));
    m_table->horizontalHeader()->setSectionResizeMode(CredentialModel::Subject, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(CredentialModel::Where, QHeaderView::Fixed);
    m_table->setColumnWidth(CredentialModel::Kind, 150);
    m_table->setColumnWidth(CredentialModel::Where, 290);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 14);
    auto* frame = new QFrame(this);
    frame->setProperty("panel", true);
    auto* framed = new QVBoxLayout(frame);
    framed->setContentsMargins(1, 1, 1, 1);
    framed->addWidget(m_table);

    m_set->setObjectName("setSecret");
    m_test->setObjectName("testSecret");
    m_remove->setObjectName("removeSecret");
    m_rotate->setObjectName("rotateSecret");
    m_rotate->setToolTip(u"Gives all instances a new BGP password, one after the other"_s);
    auto* actions = new QHBoxLayout;
    for (auto* button : {m_set, m_test, m_remove, m_rotate}) {
        button->setAutoDefault(false);
        actions->addWidget(button);
        if (button == m_remove)
            actions->addStretch();
    }
    m_result->setObjectName("credentialResult");
    auto* outcome = new QHBoxLayout;
    outcome->setSpacing(10);
    outcome->addWidget(m_resultShape, 0, Qt::AlignTop);
    outcome->addWidget(m_result, 1);
    m_resultShape->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(14, 14, 14, 12);
    rows->setSpacing(10);
    rows->addWidget(note);
    rows->addWidget(m_banner);
    rows->addWidget(frame, 1);
    rows->addLayout(actions);
    rows->addLayout(outcome);
    rows->addWidget(buttons);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &CredentialsDialog::judge);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &CredentialsDialog::judge);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CredentialsDialog::judge);
    connect(m_table, &QTableView::activated, this, &CredentialsDialog::set);
    connect(m_set, &QPushButton::clicked, this, &CredentialsDialog::set);
    connect(m_remove, &QPushButton::clicked, this, &CredentialsDialog::remove);
    connect(m_rotate, &QPushButton::clicked, this, &CredentialsDialog::rotate);
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (const auto row = selectedRow()) {
            showResult(Health::Unknown, u"Testing …"_s);
            emit testWanted(m_model->key(*row));
        }
    });
    connect(&m_store, &ops::CredentialStore::changed, this, &CredentialsDialog::look);
    judge();
}

void CredentialsDialog::setCluster(const cluster::Cluster& cluster) {
    m_model->setKeys(cluster.instances.empty() && cluster.floating.empty() ? std::vector<SecretKey>{}
                                                                           : ops::secretsOf(cluster));
    m_result->clear();
    m_resultShape->hide();
    if (m_model->rowCount() > 0)
        m_table->selectRow(0);
    lookAgain();
}

void CredentialsDialog::lookAgain() {
    for (int row = 0; row < m_model->rowCount(); ++row)
        look(m_model->key(row));
}

void CredentialsDialog::look(const SecretKey& key) {
    m_store.look(key, this, [this, key](const SecretHolding& holding) { showHolding(key, holding); });
}

void CredentialsDialog::showHolding(const SecretKey& key, const SecretHolding& holding) {
    m_model->setHolding(key, holding);
    showBanner(holding);
}

void CredentialsDialog::showBanner(const SecretHolding& holding) {
    const bool usable = holding.keyring == KeyringState::Present || holding.keyring == KeyringState::Absent;
    m_banner->setVisible(!usable);
    if (usable)
        return;
    auto why = text(holding.why);
    why[0] = why[0].toUpper();
    m_bannerText->setText(why +
                          u". Until then what you set here is kept in memory until the window is closed, and "
                          "nowhere else."_s);
    m_banner->setAccessibleName(m_bannerText->text());
}

std::optional<int> CredentialsDialog::selectedRow() const {
    const auto rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? std::nullopt : std::optional{rows.first().row()};
}

void CredentialsDialog::judge() {
    const auto row = selectedRow();
    const auto holding = row ? m_model->holding(*row) : std::nullopt;
    m_set->setEnabled(row.has_value());
    m_test->setEnabled(holding && holding->isHeld());
    m_remove->setEnabled(holding && (holding->isHeld() || holding->keyring == KeyringState::Locked));
    m_rotate->setEnabled(row && m_model->key(*row).kind() == ops::SecretKind::BgpPassword);
}

void CredentialsDialog::set() {
    const auto row = selectedRow();
    if (!row)
        return;
    const auto key = m_model->key(*row);
    const auto what = m_model->index(*row, CredentialModel::Subject).data().toString();
    auto* dialog = new NewSecretDialog(
        u"%1 of %2"_s.arg(word(key.kind()), what), useOf(key.kind()), u"Store"_s,
        [key](const base::Secret& secret) { return fits(key, secret); }, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, key] {
        m_store.store(key, dialog->secret(), this, [this](const SecretHolding& holding) {
            if (holding.keyring == KeyringState::Present)
                showResult(Health::Up, u"Stored in the keyring."_s);
            else
                showResult(Health::Degraded,
                           u"Kept in memory until the window is closed: "_s + text(holding.why) + u"."_s);
        });
    });
    dialog->open();
}

void CredentialsDialog::remove() {
    const auto row = selectedRow();
    if (!row)
        return;
    const auto key = m_model->key(*row);
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, u"Remove a secret"_s,
        u"Remove the %1 of %2 from the keyring?"_s.arg(
            word(key.kind()), m_model->index(*row, CredentialModel::Subject).data().toString()),
        QMessageBox::Cancel, this);
    box->setInformativeText(u"It cannot be brought back from here. Nothing changes on the instances."_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::Cancel);
    auto* button = box->addButton(u"Remove"_s, QMessageBox::DestructiveRole);
    button->setObjectName("confirmRemoval");
    connect(button, &QPushButton::clicked, this, [this, key] {
        m_store.remove(key, this, [this](const SecretHolding& holding) {
            if (!holding.isHeld() && holding.why.empty())
                showResult(Health::Up, u"Removed."_s);
            else
                showResult(Health::Down,
                           u"Not removed: "_s +
                               (holding.why.empty() ? u"the keyring still has it"_s : text(holding.why)) +
                               u"."_s);
        });
    });
    box->open();
}

void CredentialsDialog::rotate() {
    auto* dialog = new NewSecretDialog(u"A new BGP password for all instances"_s,
                                       u"Change it at the cloud first. Then one instance after the other "
                                       u"gets it, the last backup first: its BGP "
                                       "session is restarted, and has to be up again before the next one is "
                                       "touched. Where it does not come up, the old "
                                       "password is put back and nothing else is changed."_s,
                                       u"Rotate"_s, bird::checkPassword, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { emit rotateWanted(dialog->secret()); });
    dialog->open();
}

void CredentialsDialog::showResult(Health health, const QString& what) {
    m_resultShape->setHealth(health);
    m_resultShape->show();
    m_result->setText(what);
    m_result->setAccessibleName(what);
}

} // namespace understudy::ui
