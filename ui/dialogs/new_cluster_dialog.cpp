#include "ui/dialogs/new_cluster_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

#include "core/base/text.h"
#include "core/cluster/names.h"
#include "ui/format/fonts.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using base::failure;

namespace {

/// The cloud's side of the sessions, as its documentation gives it.
cluster::Cloud cloudOf(cluster::CloudKind kind) {
    const bool vps = kind == cluster::CloudKind::Vps;
    cluster::Cloud cloud;
    cloud.kind = kind;
    cloud.neighborAs = vps ? 64515 : 20473;
    cloud.neighbor4 = vps ? base::IpAddress::v4({169, 254, 169, 254}) : base::IpAddress::v4({169, 254, 1, 1});
    cloud.neighbor6 = *base::IpAddress::parse("2001:19f0:ffff::1");
    return cloud;
}

} // namespace

NewClusterDialog::NewClusterDialog(QWidget* parent)
    : QDialog(parent), m_name(new QLineEdit(this)), m_floating(new QPlainTextEdit(this)),
      m_kind(new QComboBox(this)), m_localAs(new QLineEdit(u"65500"_s, this)), m_path(new QLineEdit(this)),
      m_wrong(new QLabel(this)) {
    setWindowTitle(u"New cluster"_s);
    setMinimumWidth(520);
    auto* heading = new QLabel(u"New cluster"_s, this);
    heading->setFont(scaled(font(), 1.25, true));
    m_name->setObjectName("name");
    m_name->setAccessibleName(u"Name"_s);
    m_name->setPlaceholderText(u"web-ams"_s);
    m_floating->setObjectName("floating");
    m_floating->setAccessibleName(u"Floating IPs, one a line"_s);
    m_floating->setPlaceholderText(u"192.0.2.2/32\n2001:db8:2222::1/64"_s);
    m_floating->setFixedHeight(fontMetrics().lineSpacing() * 4 + 10);
    m_floating->setTabChangesFocus(true);
    m_floating->setFont(fixedFont(font()));
    m_kind->addItems({u"Cloud instances (VPS)"_s, u"Bare metal"_s});
    m_kind->setAccessibleName(u"Kind of instances"_s);
    m_localAs->setAccessibleName(u"Your AS number"_s);
    m_path->setObjectName("path");
    m_path->setAccessibleName(u"File"_s);
    auto* choose = new QPushButton(u"Choose…"_s, this);
    choose->setAutoDefault(false);
    auto* pathRow = new QHBoxLayout;
    pathRow->addWidget(m_path, 1);
    pathRow->addWidget(choose);

    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->addRow(u"Name"_s, m_name);
    form->addRow(u"Floating IPs, one a line"_s, m_floating);
    form->addRow(u"Instances are"_s, m_kind);
    form->addRow(u"Your AS number"_s, m_localAs);
    form->addRow(u"File"_s, pathRow);
    m_wrong->setObjectName("wrong");
    m_wrong->setProperty("warn", true);
    m_wrong->setTextFormat(Qt::PlainText);
    m_wrong->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create = buttons->addButton(u"Create"_s, QDialogButtonBox::AcceptRole);
    m_create->setObjectName("create");

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(12);
    rows->addWidget(heading);
    rows->addLayout(form);
    rows->addWidget(m_wrong);
    rows->addWidget(buttons);

    connect(m_name, &QLineEdit::textChanged, this, [this](const QString& name) {
        m_path->setText(QDir::home().filePath(QString{name}.replace(u'/', u'-') + u".understudy"_s));
    });
    connect(m_floating, &QPlainTextEdit::textChanged, this, &NewClusterDialog::judge);
    connect(m_localAs, &QLineEdit::textChanged, this, &NewClusterDialog::judge);
    connect(m_path, &QLineEdit::textChanged, this, &NewClusterDialog::judge);
    connect(choose, &QPushButton::clicked, this, &NewClusterDialog::choosePath);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    judge();
}

base::Result<cluster::Cluster> NewClusterDialog::cluster() const {
    cluster::Cluster result;
    result.name = m_name->text().trimmed().toStdString();
    if (!cluster::isDisplayName(result.name))
        return failure("The cluster needs a name of 1 to 64 characters");
    const auto lines = m_floating->toPlainText().toStdString();
    for (const auto line : base::lines(lines)) {
        const auto entry = base::trimmed(line);
        if (entry.empty())
            continue;
        const auto prefix = base::Prefix::parse(entry);
        if (!prefix)
            return tl::make_unexpected(prefix.error());
        result.floating.push_back({std::string{entry}, *prefix});
    }
    if (result.floating.empty())
        return failure("At least one floating IP is needed, e.g. 192.0.2.2/32");
    result.cloud = cloudOf(static_cast<cluster::CloudKind>(m_kind->currentIndex()));
    const auto as = base::toNumber<std::uint32_t>(m_localAs->text().trimmed().toStdString());
    if (!as || *as == 0)
        return failure("The AS number must be between 1 and 4294967295");
    result.cloud.localAs = *as;
    if (path().isEmpty())
        return failure("The cluster needs a file to be kept in");
    return result;
}

QString NewClusterDialog::path() const {
    return m_path->text().trimmed();
}

void NewClusterDialog::judge() {
    const auto result = cluster();
    m_create->setEnabled(result.has_value());
    m_wrong->setText(result ? QString{} : text(result.error().what));
}

void NewClusterDialog::choosePath() {
    const auto chosen = QFileDialog::getSaveFileName(this, u"Where the cluster file goes"_s, path(),
                                                     u"Cluster files (*.understudy)"_s);
    if (!chosen.isEmpty())
        m_path->setText(chosen);
}

} // namespace understudy::ui
