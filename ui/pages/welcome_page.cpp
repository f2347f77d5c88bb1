#include "ui/pages/welcome_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/format/fonts.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

WelcomePage::WelcomePage(QWidget* parent) : QWidget(parent) {
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
    auto* demo =
        new QLabel(u"To try it without a cloud: run  ./app/demo  in the source folder. It brings up a whole "
                   "cluster on this machine."_s,
                   this);
    demo->setAlignment(Qt::AlignCenter);
    demo->setProperty("dim", true);
    demo->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(10);
    buttons->addStretch();
    buttons->addWidget(create);
    buttons->addWidget(open);
    buttons->addStretch();
    auto* rows = new QVBoxLayout(this);
    rows->setSpacing(16);
    rows->addStretch(2);
    rows->addWidget(title);
    rows->addWidget(what);
    rows->addLayout(buttons);
    rows->addWidget(demo);
    rows->addStretch(3);
}

} // namespace understudy::ui
