#include "ui/pages/welcome_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/format/fonts.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

WelcomePage::WelcomePage(QWidget* parent)
    : QWidget(parent), m_demo(new QPushButton(u"Try the demo"_s, this)),
      m_hint(new QLabel(
          u"To try it without a cloud: run  ./app/demo  in the source folder. It brings up a whole "
          "cluster on this machine."_s,
          this)) {
    auto* title = new QLabel(u"No cluster is open"_s, this);
    title->setFont(scaled(font(), 1.6, true));
    title->setAlignment(Qt::AlignCenter);
    auto* what =
        new QLabel(u"A cluster file names the floating IPs, and the instances that announce them over BGP.\n"
                   "It holds no password."_s,
                   this);
    what->setAlignment(Qt::AlignCenter);
    what->setProperty("dim", true);
    auto* open = new QPushButton(u"Open a cluster file…"_s, this);
    auto* create = new QPushButton(u"New cluster…"_s, this);
    open->setObjectName("welcomeOpen");
    create->setObjectName("welcomeNew");
    create->setProperty("primary", true);
    connect(open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    connect(create, &QPushButton::clicked, this, &WelcomePage::newRequested);
    m_demo->setObjectName("welcomeDemo");
    m_demo->hide();
    connect(m_demo, &QPushButton::clicked, this, &WelcomePage::demoRequested);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setProperty("dim", true);
    m_hint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* manual = new QLabel(u"F1 opens the manual."_s, this);
    manual->setAlignment(Qt::AlignCenter);
    manual->setProperty("dim", true);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(10);
    buttons->addStretch();
    buttons->addWidget(create);
    buttons->addWidget(open);
    buttons->addWidget(m_demo);
    buttons->addStretch();
    auto* rows = new QVBoxLayout(this);
    rows->setSpacing(16);
    rows->addStretch(2);
    rows->addWidget(title);
    rows->addWidget(what);
    rows->addLayout(buttons);
    rows->addWidget(m_hint);
    rows->addWidget(manual);
    rows->addStretch(3);
}

void WelcomePage::offerDemo() {
    m_demo->show();
    m_hint->setText(
        u"The demo is a whole cluster of real routers and instances on this machine, without a cloud."_s);
}

void WelcomePage::setDemoRuns(bool runs) {
    m_demo->setEnabled(!runs);
}

} // namespace understudy::ui
