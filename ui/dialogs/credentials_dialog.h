// What is stored where, and setting, testing and removing it. Shows no value.
#pragma once

#include <QDialog>

#include "core/cluster/cluster.h"
#include "core/cluster/judgement.h"
#include "core/ops/credentials/credential_store.h"

class QLabel;
class QPushButton;
class QTableView;

namespace understudy::ui {

class CredentialModel;
class StatusShape;

class CredentialsDialog : public QDialog {
    Q_OBJECT

public:
    /// `store` outlives the dialog.
    explicit CredentialsDialog(ops::CredentialStore& store, QWidget* parent = nullptr);

    /// Without an open cluster the list is empty.
    void setCluster(const cluster::Cluster& cluster);
    /// What came of a test, or of anything else that was done here.
    void showResult(cluster::Health health, const QString& what);

signals:
    void testWanted(const understudy::ops::SecretKey& key);
    void rotateWanted(const understudy::base::Secret& password);

private:
    void lookAgain();
    void look(const ops::SecretKey& key);
    void showHolding(const ops::SecretKey& key, const ops::SecretHolding& holding);
    void showBanner(const ops::SecretHolding& holding);
    std::optional<int> selectedRow() const;
    void judge();
    void set();
    void remove();
    void rotate();

    ops::CredentialStore& m_store;
    CredentialModel* m_model;
    QTableView* m_table;
    QWidget* m_banner;
    QLabel* m_bannerText;
    StatusShape* m_resultShape;
    QLabel* m_result;
    QPushButton* m_set;
    QPushButton* m_test;
    QPushButton* m_remove;
    QPushButton* m_rotate;
};

} // namespace understudy::ui
