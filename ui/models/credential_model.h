// The secrets that a cluster can have, and where each one is; never a value.
#pragma once

#include <optional>
#include <vector>

#include <QAbstractTableModel>

#include "core/ops/credentials/keyring_state.h"
#include "core/ops/credentials/secret_key.h"

namespace understudy::ui {

/// `BGP password`
QString word(ops::SecretKind kind);
/// `in the keyring`, `in memory until the window is closed`, `not stored`, `the keyring is locked` ...
QString sentence(const ops::SecretHolding& holding);

class CredentialModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Kind, Subject, Where, ColumnCount };
    enum Role { HealthRole = Qt::UserRole }; ///< int of cluster::Health; invalid when it is not stored

    explicit CredentialModel(QObject* parent = nullptr);

    void setKeys(const std::vector<ops::SecretKey>& keys);
    /// A key that is not in the table is ignored.
    void setHolding(const ops::SecretKey& key, const ops::SecretHolding& holding);

    const ops::SecretKey& key(int row) const { return m_rows.at(static_cast<std::size_t>(row)).key; }
    /// nullopt while it is being asked.
    const std::optional<ops::SecretHolding>& holding(int row) const {
        return m_rows.at(static_cast<std::size_t>(row)).holding;
    }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        ops::SecretKey key;
        std::optional<ops::SecretHolding> holding;
    };

    std::vector<Row> m_rows;
};

} // namespace understudy::ui
