#include "ui/pages/cluster_bar.h"

#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

#include "ui/format/fonts.h"
#include "ui/format/palette.h"
#include "ui/format/shapes.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

ClusterBar::ClusterBar(QWidget* parent)
    : QFrame(parent), m_cluster(new QToolButton(this)), m_clusterMenu(new QMenu(this)),
      m_recent(new QMenu(u"Recent"_s, this)), m_addInstance(new QToolButton(this)),
      m_doctor(new QToolButton(this)), m_badge(new QLabel(m_doctor)), m_filter(new QLineEdit(this)),
      m_menu(new QToolButton(this)) {
    setProperty("bar", true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 12, 6);
    row->setSpacing(6);

    m_cluster->setProperty("flat", true);
    m_cluster->setFont(scaled(font(), 1.1, true));
    m_cluster->setPopupMode(QToolButton::InstantPopup);
    m_cluster->setMenu(m_clusterMenu);
    m_cluster->setAccessibleName(u"Cluster"_s);
    m_addInstance->setText(u"+ Instance"_s);
    m_addInstance->setObjectName("addInstance");
    m_addInstance->setToolTip(u"Add an instance to the cluster"_s);
    m_doctor->setText(u"Doctor"_s);
    m_doctor->setObjectName("doctor");
    m_doctor->setToolTip(u"What is wrong, or will hurt when a failure comes"_s);
    m_filter->setPlaceholderText(u"Filter instances  Ctrl+F"_s);
    m_filter->setAccessibleName(u"Filter instances"_s);
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(210);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setMenu(new QMenu(this));
    m_menu->setAccessibleName(u"Menu"_s);
    m_badge->setAlignment(Qt::AlignCenter);
    m_badge->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_badge->hide();

    row->addWidget(m_cluster);
    row->addSpacing(8);
    row->addWidget(m_addInstance);
    row->addWidget(m_doctor);
    row->addStretch();
    row->addWidget(m_filter);
    row->addWidget(m_menu);

    connect(m_addInstance, &QToolButton::clicked, this, &ClusterBar::addInstanceRequested);
    connect(m_doctor, &QToolButton::clicked, this, &ClusterBar::doctorRequested);
    connect(m_filter, &QLineEdit::textChanged, this, &ClusterBar::filterChanged);
    fillMenus();
    paintIcons();
    setClusterName({});
}

void ClusterBar::fillMenus() {
    m_clusterMenu->addAction(u"Open…"_s, QKeySequence::Open, this, &ClusterBar::openRequested);
    m_clusterMenu->addMenu(m_recent);
    m_clusterMenu->addSeparator();
    m_clusterMenu->addAction(u"New…"_s, QKeySequence::New, this, &ClusterBar::newRequested);

    auto* menu = m_menu->menu();
    menu->addAction(u"Ask all instances again"_s, QKeySequence{Qt::Key_F5}, this,
                    &ClusterBar::refreshRequested);
    menu->addAction(u"Pause or follow the timeline"_s, QKeySequence{Qt::Key_F6}, this,
                    &ClusterBar::pauseRequested);
    menu->addAction(u"Filter instances"_s, QKeySequence::Find, this, &ClusterBar::focusFilter);
    menu->addSeparator();
    menu->addAction(u"Credentials…"_s, QKeySequence{u"Ctrl+K"_s}, this, &ClusterBar::credentialsRequested);
    menu->addSeparator();
    menu->addAction(u"Manual"_s, QKeySequence{Qt::Key_F1}, this, &ClusterBar::manualRequested);
    menu->addAction(u"Quit"_s, QKeySequence::Quit, this, &ClusterBar::quitRequested);
    // Shortcuts of a menu that is never shown do not fire; those of the window do.
    for (auto* from : {m_clusterMenu, menu})
        addActions(from->actions());
}

void ClusterBar::setClusterName(const QString& name) {
    m_cluster->setText((name.isEmpty() ? u"Understudy"_s : name) + u"  ▾"_s);
    m_addInstance->setVisible(!name.isEmpty());
    m_doctor->setVisible(!name.isEmpty());
    m_filter->setVisible(!name.isEmpty());
}

void ClusterBar::setRecentFiles(const QStringList& paths) {
    m_recent->clear();
    m_recent->setEnabled(!paths.isEmpty());
    for (const auto& path : paths) {
        auto* action = m_recent->addAction(QFileInfo{path}.fileName() + u"   "_s + QFileInfo{path}.path());
        connect(action, &QAction::triggered, this, [this, path] { emit openFileRequested(path); });
    }
}

void ClusterBar::setFindings(int count, bool urgent) {
    const auto& palette = Palette::of(this->palette());
    const auto fill = urgent ? palette.down : palette.warnFill;
    const auto ink = urgent ? palette.onServe : QColor{0x1b1f24};
    m_badge->setVisible(count > 0);
    m_badge->setText(QString::number(count));
    m_badge->setFont(scaled(font(), 0.85, true));
    m_badge->setStyleSheet(
        u"background: %1; color: %2; border-radius: 7px; padding: 0 5px;"_s.arg(fill.name(), ink.name()));
    m_badge->setFixedSize(std::max(16, m_badge->sizeHint().width()), 15);
    m_doctor->setText(count > 0 ? u"Doctor"_s + QString{8, u' '} : u"Doctor"_s);
    m_doctor->setAccessibleName(count > 0 ? u"Doctor, %1 findings"_s.arg(count) : u"Doctor, no findings"_s);
    m_doctor->adjustSize();
    m_badge->move(m_doctor->sizeHint().width() - m_badge->width() - 8,
                  (m_doctor->sizeHint().height() - m_badge->height()) / 2);
}

void ClusterBar::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ClusterBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintIcons();
}

void ClusterBar::paintIcons() {
    m_menu->setIcon(menuIcon(Palette::of(palette())));
}

} // namespace understudy::ui
