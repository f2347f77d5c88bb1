#include "ui/pages/headline_bar.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>

#include "ui/format/fonts.h"
#include "ui/format/words.h"
#include "ui/pages/labels.h"
#include "ui/pages/status_shape.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int widthOfTwoCards = 1240;

} // namespace

HeadlineCard::HeadlineCard(QWidget* parent)
    : QFrame(parent), m_shape(new StatusShape(26, this)), m_address(new QLabel(this)),
      m_state(new QLabel(this)), m_worstMark(new StatusShape(13, this)) {
    setProperty("panel", true);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 8, 14, 9);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(0);
    grid->addWidget(m_shape, 0, 0, 2, 1);
    m_address->setFont(scaled(font(), 1.28, true));
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(m_address, 0, 1);
    m_state->setProperty("dim", true);
    m_state->setFont(scaled(font(), 0.92));
    grid->addWidget(m_state, 1, 1);
    m_servedBy = addFigure(*grid, 2, u"served by"_s);
    m_next = addFigure(*grid, 3, u"next"_s);
    m_rtt = addFigure(*grid, 4, u"median RTT"_s);
    m_lost = addFigure(*grid, 5, u"lost, 10 min"_s);
    m_worst = addFigure(*grid, 6, u"worst case"_s);
    auto* worst = new QHBoxLayout;
    worst->setSpacing(5);
    m_worstMark->setHealth(cluster::Health::Degraded);
    m_worstMark->hide();
    worst->addWidget(m_worstMark);
    worst->addWidget(m_worst, 1);
    grid->addLayout(worst, 1, 6);
    m_worst->setToolTip(u"How long the address can stay dark when the serving instance dies without a word: "
                        "the hold time of its session"_s);
    const int stretch[] = {0, 30, 20, 20, 14, 14, 16};
    for (int column = 0; column < 7; ++column)
        grid->setColumnStretch(column, stretch[column]);
}

QLabel* HeadlineCard::addFigure(QGridLayout& grid, int column, const QString& caption) {
    auto* label = new QLabel(caption, this);
    label->setProperty("dim", true);
    label->setFont(scaled(font(), 0.92));
    grid.addWidget(label, 0, column, Qt::AlignBottom);
    auto* value = new QLabel(this);
    value->setFont(scaled(font(), 1.1, true));
    grid.addWidget(value, 1, column);
    return value;
}

void HeadlineCard::show(const Headline& headline) {
    if (headline == m_shown)
        return;
    m_shown = headline;
    m_shape->setHealth(headline.health);
    m_address->setText(headline.address);
    m_state->setText(headline.state);
    m_state->setToolTip(headline.why);
    m_servedBy->setText(headline.servedBy);
    m_next->setText(headline.next);
    m_rtt->setText(headline.medianRtt);
    m_lost->setText(headline.lost10min);
    m_worst->setText(headline.worstCase);
    m_worstMark->setVisible(headline.worstCaseIsLong);
    setLook(m_worst, "warn", headline.worstCaseIsLong);
    setLook(m_servedBy, "accent", headline.isServed);
    setLook(m_servedBy, "dim", !headline.isServed);
    setAccessibleName(u"%1: %2, %3, served by %4, next %5, worst case %6"_s.arg(
        headline.address, word(headline.health), headline.state, headline.servedBy, headline.next,
        headline.worstCase));
}

HeadlineBar::HeadlineBar(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(10);
}

void HeadlineBar::setSnapshot(const cluster::Snapshot& snapshot, base::SteadyTime now) {
    const auto count = snapshot.cluster->floating.size();
    if (m_cards.size() != count) {
        for (auto* card : m_cards)
            card->deleteLater();
        m_cards.clear();
        for (std::size_t i = 0; i < count; ++i)
            m_cards.push_back(new HeadlineCard(this));
        arrange();
    }
    for (std::size_t i = 0; i < count; ++i)
        m_cards[i]->show(describeTarget(snapshot, i, now));
}

void HeadlineBar::arrange() {
    const int columns = width() >= widthOfTwoCards && m_cards.size() > 1 ? 2 : 1;
    for (int i = 0; i < static_cast<int>(m_cards.size()); ++i)
        m_grid->addWidget(m_cards[static_cast<std::size_t>(i)], i / columns, i % columns);
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, columns - 1);
}

void HeadlineBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace understudy::ui
