#include "ui/pages/shape_delegate.h"

#include <QPainter>

#include "ui/format/palette.h"
#include "ui/format/shapes.h"

namespace understudy::ui {

constexpr int inset = 10;
constexpr int symbolSide = 12;
constexpr int afterShape = 8;

ShapeDelegate::ShapeDelegate(int healthRole, QObject* parent)
    : QStyledItemDelegate(parent), m_healthRole(healthRole) {}

void ShapeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    const auto& palette = Palette::of(option.palette);
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, palette.selection);
    painter->setPen(palette.grid);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    QRect at = option.rect.adjusted(inset, 0, -4, 0);
    if (const auto health = index.data(m_healthRole); health.isValid()) {
        const QRect shape{at.left(), at.center().y() - symbolSide / 2 + 1, symbolSide, symbolSide};
        paintHealth(*painter, shape, static_cast<cluster::Health>(health.toInt()), palette);
        at.setLeft(shape.right() + afterShape);
    }
    painter->setFont(option.font);
    painter->setPen(palette.text);
    const auto text = index.data().toString();
    const auto metrics = painter->fontMetrics();
    if (at.height() >= 2 * metrics.height() && metrics.horizontalAdvance(text) > at.width())
        painter->drawText(at, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text);
    else
        painter->drawText(at, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(text, Qt::ElideRight, at.width()));
    painter->restore();
}

QSize ShapeDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int shape = index.data(m_healthRole).isValid() ? symbolSide + afterShape : 0;
    return {option.fontMetrics.horizontalAdvance(index.data().toString()) + shape + inset + 8,
            option.fontMetrics.height() + 12};
}

} // namespace understudy::ui
