#include "ui/models/credential_model.h"

#include <algorithm>

#include "core/cluster/judgement.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using ops::KeyringState;

namespace {

QVariant healthOf(const std::optional<ops::SecretHolding>& holding) {
    if (holding && !holding->inMemory && holding->keyring == KeyringState::Absent)
        return {};
    const auto health = !holding                                    ? cluster::Health::Unknown
                        : holding->inMemory                         ? cluster::Health::Degraded
                        : holding->keyring == KeyringState::Present ? cluster::Health::Up
                                                                    : cluster::Health::Unknown;
    return static_cast<int>(health);
}

/// The neighbor, the file, the account or the provider.
QString subjectOf(const ops::SecretKey& key) {
    const auto subject = text(key.subject());
    return key.kind() == ops::SecretKind::BgpPassword ? subject.mid(subject.lastIndexOf(u'/') + 1) : subject;
}

} // namespace

QString word(ops::SecretKind kind) {
    switch (kind) {
    case ops::SecretKind::BgpPassword:
        return u"BGP password"_s;
    case ops::SecretKind::Passphrase:
        return u"SSH passphrase"_s;
    case ops::SecretKind::Password:
        return u"SSH password"_s;
    case ops::SecretKind::ApiKey:
        break;
    }
    return u"API key"_s;
}

QString sentence(const ops::SecretHolding& holding) {
    if (holding.inMemory)
        return u"in memory until the window is closed"_s;
    switch (holding.keyring) {
    case KeyringState::Present:
        return u"in the keyring"_s;
    case KeyringState::Absent:
        return u"not stored"_s;
    case KeyringState::Locked:
        return u"not known: the keyring is locked"_s;
    case KeyringState::NoKeyring:
        return u"not stored: there is no keyring"_s;
    case KeyringState::NoBus:
        return u"not stored: there is no session bus"_s;
    case KeyringState::TimedOut:
        return u"not known: the keyring did not answer"_s;
    case KeyringState::Failed:
        break;
    }
    return u"not known: the keyring reports an error"_s;
}

CredentialModel::CredentialModel(QObject* parent) : QAbstractTableModel(parent) {}

void CredentialModel::setKeys(const std::vector<ops::SecretKey>& keys) {
    beginResetModel();
    m_rows.clear();
    for (const auto& key : keys)
        m_rows.push_back({key, std::nullopt});
    endResetModel();
}

void CredentialModel::setHolding(const ops::SecretKey& key, const ops::SecretHolding& holding) {
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.key == key; });
    if (found == m_rows.end())
        return;
    found->holding = holding;
    const auto row = static_cast<int>(found - m_rows.begin());
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int CredentialModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CredentialModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CredentialModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == HealthRole && index.column() == Where)
        return healthOf(row.holding);
    if (role == Qt::ToolTipRole)
        return text(row.key.text());
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Kind:
        return word(row.key.kind());
    case Subject:
        return subjectOf(row.key);
    default:
        return row.holding ? sentence(*row.holding) : u"asking the keyring …"_s;
    }
}

QVariant CredentialModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{u"Secret"_s, u"Of"_s, u"Where"_s}.value(section);
}

} // namespace understudy::ui
