#include "ui/dialogs/instance_dialog.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "core/cluster/names.h"
#include "ui/format/fonts.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using base::failure;
using base::Result;

namespace {

constexpr int greatestTier = 16;

std::string entered(const QLineEdit* line) {
    return line->text().trimmed().toStdString();
}

std::optional<std::string> orNothing(const QLineEdit* line) {
    auto value = entered(line);
    return value.empty() ? std::nullopt : std::optional{std::move(value)};
}

Result<std::optional<base::IpAddress>> address(const QLineEdit* line, base::Family family) {
    const auto value = entered(line);
    if (value.empty())
        return std::nullopt;
    const auto parsed = base::IpAddress::parse(value);
    if (!parsed)
        return tl::make_unexpected(parsed.error());
    if (parsed->family() != family)
        return failure(value +
                       (family == base::Family::V4 ? " is not an IPv4 address" : " is not an IPv6 address"));
    return *parsed;
}

/// ~ is the operator's home; other paths are absolute in the dialog.
Result<std::string> file(const QLineEdit* line) {
    auto path = line->text().trimmed();
    if (path.isEmpty())
        return std::string{};
    if (path.startsWith(u"~/"_s))
        path = QDir::homePath() + path.mid(1);
    if (!QDir::isAbsolutePath(path))
        return failure(path.toStdString() + " is not an absolute path");
    return path.toStdString();
}

QFormLayout* group(const QString& title, QVBoxLayout& column, QWidget* parent) {
    auto* heading = new QLabel(title, parent);
    heading->setFont(scaled(parent->font(), 1, true));
    column.addWidget(heading);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    column.addLayout(form);
    column.addSpacing(6);
    return form;
}

} // namespace

cluster::Instance InstanceDialog::proposal(const cluster::Cluster& cluster) {
    cluster::Instance instance;
    if (!cluster.instances.empty()) {
        const auto& last = cluster.instances.back();
        instance.ssh = last.ssh;
        instance.ssh.host.clear();
        instance.interface = last.interface;
        instance.speaker = last.speaker;
        for (const auto& other : cluster.instances)
            instance.tier = std::min(greatestTier, std::max(instance.tier, other.tier + 1));
    }
    return instance;
}

InstanceDialog::InstanceDialog(const cluster::Cluster& cluster, const cluster::Instance& instance,
                               QWidget* parent)
    : QDialog(parent), m_cluster(cluster), m_before(instance), m_tier(new QSpinBox(this)),
      m_port(new QSpinBox(this)), m_sudo(new QCheckBox(u"Run commands with sudo -n"_s, this)),
      m_speaker(new QComboBox(this)), m_wrong(new QLabel(this)) {
    const bool isNew = !cluster.find(instance.name);
    setWindowTitle(isNew ? u"Add an instance"_s : u"Edit %1"_s.arg(text(instance.name.value())));
    setMinimumWidth(760);
    auto* left = new QVBoxLayout;
    auto* right = new QVBoxLayout;
    left->setSpacing(8);
    right->setSpacing(8);

    auto* general = group(u"Instance"_s, *left, this);
    m_name = addLine(*general, u"Name"_s, text(instance.name.value()), u"backup1"_s);
    m_name->setObjectName("name");
    m_tier->setRange(1, greatestTier + 1);
    m_tier->setValue(instance.tier + 1);
    m_tier->setToolTip(u"1 is served first; each further tier prepends the AS once more"_s);
    m_tier->setAccessibleName(u"Tier"_s);
    general->addRow(u"Tier"_s, m_tier);
    m_interface = addLine(*general, u"Interface"_s, text(instance.interface), u"dummy1"_s);
    m_interface->setObjectName("interface");

    auto* bgp = group(u"BGP"_s, *left, this);
    m_speaker->addItems({u"Found by itself"_s, u"BIRD"_s, u"understudyd"_s});
    m_speaker->setCurrentIndex(static_cast<int>(instance.speaker));
    m_speaker->setAccessibleName(u"Speaker"_s);
    bgp->addRow(u"Speaker"_s, m_speaker);
    const auto byItself = u"found by the cloud's neighbor"_s;
    m_protocol4 = addLine(*bgp, u"IPv4 protocol"_s, text(instance.protocol4.value_or("")), byItself);
    m_protocol6 = addLine(*bgp, u"IPv6 protocol"_s, text(instance.protocol6.value_or("")), byItself);
    m_address4 =
        addLine(*bgp, u"IPv4 address"_s, instance.address4 ? text(instance.address4->toString()) : QString{},
                u"of the instance"_s);
    m_address6 =
        addLine(*bgp, u"IPv6 address"_s, instance.address6 ? text(instance.address6->toString()) : QString{},
                u"of the instance"_s);
    left->addStretch(1);

    auto* ssh = group(u"SSH"_s, *right, this);
    const auto asSsh = u"as in ~/.ssh/config"_s;
    m_host = addLine(*ssh, u"Host"_s, text(instance.ssh.host), u"name or address"_s);
    m_host->setObjectName("host");
    m_port->setRange(0, 65535);
    m_port->setSpecialValueText(asSsh);
    m_port->setValue(instance.ssh.port.value_or(0));
    m_port->setAccessibleName(u"Port"_s);
    ssh->addRow(u"Port"_s, m_port);
    m_user = addLine(*ssh, u"User"_s, text(instance.ssh.user.value_or("")), asSsh);
    m_identity = addLine(*ssh, u"Key file"_s, text(instance.ssh.identityFile), asSsh);
    m_knownHosts =
        addLine(*ssh, u"Known hosts"_s, text(instance.ssh.knownHostsFile), u"~/.ssh/known_hosts"_s);
    m_jump =
        addLine(*ssh, u"Jump hosts"_s, text(instance.ssh.jump.value_or("")), u"USER@HOST:PORT, as ssh -J"_s);
    m_sudo->setChecked(instance.ssh.sudo);
    ssh->addRow(QString{}, m_sudo);
    right->addStretch(1);

    m_wrong->setObjectName("wrong");
    m_wrong->setProperty("warn", true);
    m_wrong->setTextFormat(Qt::PlainText);
    m_wrong->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Save);
    m_save->setObjectName("save");
    m_save->setText(isNew ? u"Add instance"_s : u"Save"_s);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* columns = new QHBoxLayout;
    columns->setSpacing(28);
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(10);
    rows->addLayout(columns, 1);
    rows->addWidget(m_wrong);
    rows->addWidget(buttons);
    judge();
    resize(minimumWidth(), layout()->totalHeightForWidth(minimumWidth()));
}

QLineEdit* InstanceDialog::addLine(QFormLayout& form, const QString& label, const QString& value,
                                   const QString& placeholder) {
    auto* line = new QLineEdit(value, this);
    line->setPlaceholderText(placeholder);
    line->setAccessibleName(label);
    form.addRow(label, line);
    connect(line, &QLineEdit::textChanged, this, &InstanceDialog::judge);
    return line;
}

Result<cluster::Instance> InstanceDialog::instance() const {
    auto result = m_before;
    result.name = cluster::InstanceName{entered(m_name)};
    if (!cluster::isDisplayName(result.name.value()))
        return failure("The instance needs a name of 1 to 64 characters");
    if (result.name != m_before.name && m_cluster.find(result.name))
        return failure("There is another instance with the name " + result.name.value());
    result.tier = m_tier->value() - 1;
    result.interface = entered(m_interface);
    if (!cluster::isInterfaceName(result.interface))
        return failure("The interface needs a name of 1 to 15 letters, digits, _, - or .");
    result.speaker = static_cast<cluster::SpeakerChoice>(m_speaker->currentIndex());

    auto& ssh = result.ssh;
    ssh.host = entered(m_host);
    if (!cluster::isHostName(ssh.host))
        return failure("The SSH host must be a host name or an address");
    ssh.port =
        m_port->value() == 0 ? std::nullopt : std::optional{static_cast<std::uint16_t>(m_port->value())};
    ssh.user = orNothing(m_user);
    if (ssh.user && !cluster::isUserName(*ssh.user))
        return failure("The SSH user is not a login name");
    ssh.jump = orNothing(m_jump);
    if (ssh.jump && !cluster::isJumpList(*ssh.jump))
        return failure("Jump hosts are written [USER@]HOST[:PORT], separated by commas");
    ssh.sudo = m_sudo->isChecked();
    for (const auto& [line, target] :
         {std::pair{m_identity, &ssh.identityFile}, {m_knownHosts, &ssh.knownHostsFile}}) {
        auto path = file(line);
        if (!path)
            return tl::make_unexpected(path.error());
        *target = *path;
    }

    result.protocol4 = orNothing(m_protocol4);
    result.protocol6 = orNothing(m_protocol6);
    for (const auto* protocol : {&result.protocol4, &result.protocol6}) {
        if (*protocol && !cluster::isProtocolName(**protocol))
            return failure(**protocol + " is not the name of a BIRD protocol");
    }
    const auto v4 = address(m_address4, base::Family::V4);
    if (!v4)
        return tl::make_unexpected(v4.error());
    const auto v6 = address(m_address6, base::Family::V6);
    if (!v6)
        return tl::make_unexpected(v6.error());
    result.address4 = *v4;
    result.address6 = *v6;
    return result;
}

void InstanceDialog::judge() {
    if (!m_save)
        return;
    const auto result = instance();
    m_save->setEnabled(result.has_value());
    m_wrong->setText(result ? QString{} : text(result.error().what));
}

} // namespace understudy::ui
