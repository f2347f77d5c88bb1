#include "ui/pages/losses_view.h"

#include <QGridLayout>
#include <QLabel>

#include "ui/format/fonts.h"
#include "ui/pages/labels.h"

namespace understudy::ui {

LossesView::LossesView(QWidget* parent) : QWidget(parent), m_title(new QLabel(this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 6, 12, 8);
    grid->setVerticalSpacing(5);
    m_title->setProperty("dim", true);
    m_title->setFont(scaled(font(), 0.92));
    grid->addWidget(m_title, 0, 0, 1, 3);
    for (std::size_t i = 0; i < rows; ++i) {
        const Row row{new QLabel(this), new QLabel(this), new QLabel(this)};
        const int line = static_cast<int>(i) + 1;
        grid->addWidget(row.cause, line, 0);
        grid->addWidget(row.takeOver, line, 1);
        grid->addWidget(row.gap, line, 2, Qt::AlignRight);
        m_rows.push_back(row);
    }
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(14);
    hide();
}

void LossesView::setLosses(const QString& instance, std::vector<Loss> losses) {
    setVisible(!losses.empty());
    m_title->setText(QStringLiteral("If %1 goes away").arg(instance));
    losses.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        m_rows[i].cause->setText(losses[i].cause);
        m_rows[i].takeOver->setText(losses[i].takeOver);
        m_rows[i].gap->setText(losses[i].isLong ? QStringLiteral("▲ ") + losses[i].gap : losses[i].gap);
        setLook(m_rows[i].gap, "warn", losses[i].isLong);
    }
}

} // namespace understudy::ui
