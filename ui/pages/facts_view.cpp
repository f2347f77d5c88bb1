#include "ui/pages/facts_view.h"

#include <QGridLayout>
#include <QLabel>

#include "ui/format/fonts.h"
#include "ui/pages/status_shape.h"

namespace understudy::ui {

FactsView::FactsView(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAutoFillBackground(false);
}

void FactsView::setFacts(Facts facts) {
    if (facts == m_facts)
        return;
    const bool sameRows = std::equal(facts.begin(), facts.end(), m_facts.begin(), m_facts.end(),
                                     [](const Fact& a, const Fact& b) {
                                         return a.label == b.label && a.isHeading == b.isHeading &&
                                                a.isWarning == b.isWarning && a.health == b.health;
                                     });
    m_facts = std::move(facts);
    if (!sameRows)
        rebuild();
    fill();
}

void FactsView::rebuild() {
    m_rows.clear();
    m_body = new QWidget;
    auto* grid = new QGridLayout(m_body);
    grid->setContentsMargins(12, 9, 10, 9);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(0, fontMetrics().horizontalAdvance(QStringLiteral("Graceful restart")) + 6);
    grid->setColumnStretch(2, 1);
    int line = 0;
    for (const auto& fact : m_facts) {
        Row row{.label = new QLabel(fact.label, m_body)};
        row.label->setProperty("dim", true);
        if (fact.isHeading) {
            row.label->setFont(scaled(font(), 0.92));
            grid->addWidget(row.label, line++, 0, 1, 3);
            m_rows.push_back(row);
            continue;
        }
        grid->addWidget(row.label, line, 0, Qt::AlignTop);
        if (fact.health) {
            row.shape = new StatusShape(13, m_body);
            row.shape->setHealth(*fact.health);
            row.shape->setFixedHeight(fontMetrics().height());
            grid->addWidget(row.shape, line, 1, Qt::AlignTop);
        }
        row.value = new QLabel(m_body);
        row.value->setWordWrap(true);
        row.value->setProperty("warn", fact.isWarning);
        row.value->setTextFormat(Qt::PlainText);
        row.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(row.value, line, fact.health ? 2 : 1, 1, fact.health ? 1 : 2, Qt::AlignTop);
        m_rows.push_back(row);
        ++line;
    }
    grid->setRowStretch(line, 1);
    setWidget(m_body);
    m_body->setAutoFillBackground(false); // setWidget() turns it on
}

void FactsView::fill() {
    for (std::size_t i = 0; i < m_facts.size(); ++i) {
        if (m_rows[i].value)
            m_rows[i].value->setText(m_facts[i].value);
        m_rows[i].label->setAccessibleName(m_facts[i].label + QStringLiteral(": ") + m_facts[i].value);
    }
}

} // namespace understudy::ui
