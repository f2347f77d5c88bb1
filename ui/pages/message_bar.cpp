#include "ui/pages/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

#include "ui/pages/status_shape.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto goodNewsStays = 8s;

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), m_shape(new StatusShape(14, this)), m_text(new QLabel(this)) {
    setProperty("message", true);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = new QToolButton(this);
    close->setText(u"Dismiss"_s);
    close->setProperty("flat", true);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(26, 16, 20, 6); // beside and above the frame lies its margin
    row->setSpacing(10);
    row->addWidget(m_shape);
    row->addWidget(m_text, 1);
    row->addWidget(close);
    hide();
}

void MessageBar::show(cluster::Health health, const QString& message) {
    m_shape->setHealth(health);
    m_text->setText(message);
    setAccessibleName(message);
    QFrame::show();
    const int serial = ++m_serial;
    if (health != cluster::Health::Up)
        return;
    QTimer::singleShot(goodNewsStays, this, [this, serial] {
        if (serial == m_serial)
            hide();
    });
}

} // namespace understudy::ui
