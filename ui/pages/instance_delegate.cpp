#include "ui/pages/instance_delegate.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

#include "ui/format/fonts.h"
#include "ui/format/palette.h"
#include "ui/format/shapes.h"
#include "ui/format/words.h"
#include "ui/models/instance_model.h"

namespace understudy::ui {

using cluster::Health;

namespace {

constexpr int margin = 10;
constexpr int shapeSide = 13;
constexpr int shapeGap = 7;
constexpr int meterWidth = 70;
constexpr QSize switchSize{30, 16};

/// What all cells of one painting need.
struct Brush {
    QPainter& painter;
    QRect cell;
    QFont font;
    const Palette& palette;

    void text(const QRect& at, const QString& text, const QColor& color, const QFont& with) const {
        painter.setFont(with);
        painter.setPen(color);
        painter.drawText(at, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics{with}.elidedText(text, Qt::ElideRight, at.width()));
    }
    void text(const QRect& at, const QString& what, const QColor& color) const {
        text(at, what, color, font);
    }
};

QRect content(const QRect& cell) {
    return cell.adjusted(margin, 0, -4, 0);
}

/// The upper and the lower line of a cell with two.
std::pair<QRect, QRect> twoLines(const QRect& at, const QFontMetrics& metrics) {
    const int height = metrics.height();
    const QRect upper{at.left(), at.center().y() - height, at.width(), height};
    return {upper, upper.translated(0, height)};
}

void paintTier(const Brush& brush, const InstanceRow& row) {
    const auto bold = scaled(brush.font, 1, true);
    QRect box{0, 0, 24, QFontMetrics{bold}.height() + 4};
    box.moveCenter(brush.cell.center());
    box.moveLeft(brush.cell.left() + margin);
    auto& painter = brush.painter;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(row.tierNote.isEmpty() ? brush.palette.line : brush.palette.warnFill);
    painter.setBrush(brush.palette.panel);
    painter.drawRoundedRect(QRectF{box}.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(brush.palette.text);
    painter.setFont(bold);
    painter.drawText(box, Qt::AlignCenter, QString::number(row.tier + 1));
    if (!row.tierNote.isEmpty()) {
        const QRect mark{box.right() + 4, box.center().y() - 5, 11, 11};
        paintHealth(painter, mark, Health::Degraded, brush.palette);
    }
}

void paintName(const Brush& brush, const InstanceRow& row) {
    const auto [upper, lower] = twoLines(content(brush.cell), QFontMetrics{brush.font});
    brush.text(upper, text(row.name.value()), brush.palette.text, scaled(brush.font, 1, true));
    brush.text(lower, row.address, brush.palette.dim, fixedFont(brush.font));
}

void paintInterface(const Brush& brush, const InstanceRow& row) {
    const auto at = InstanceDelegate::switchRect(brush.cell);
    const bool known = row.interface == InterfaceView::Up || row.interface == InterfaceView::Down;
    paintSwitch(brush.painter, at, known, row.interface == InterfaceView::Up, brush.palette);
    auto label = content(brush.cell);
    label.setLeft(at.right() + 9);
    const bool warn =
        row.restorePending || row.interface == InterfaceView::Missing || row.interface == InterfaceView::Down;
    const auto color = warn                                      ? brush.palette.warn
                       : row.interface == InterfaceView::Unknown ? brush.palette.dim
                                                                 : brush.palette.text;
    if (!row.restorePending)
        return brush.text(label, row.interfaceText, color);
    const auto parts = row.interfaceText.split(QStringLiteral(" · "));
    const auto [upper, lower] = twoLines(label, QFontMetrics{brush.font});
    brush.text(upper, parts.first(), color);
    brush.text(lower, parts.last(), color);
}

void paintSession(const Brush& brush, const InstanceRow& row) {
    const auto at = content(brush.cell);
    const auto rest = at.adjusted(shapeSide + shapeGap, 0, 0, 0);
    auto [upper, lower] = twoLines(rest, QFontMetrics{brush.font});
    if (row.sessionDetail.isEmpty())
        upper.moveCenter({upper.center().x(), at.center().y()});
    const QRect shape{at.left(), upper.center().y() - shapeSide / 2, shapeSide, shapeSide};
    paintHealth(brush.painter, shape, row.session, brush.palette);
    brush.text(upper, row.sessionWord, brush.palette.text);
    brush.text(lower, row.sessionDetail, brush.palette.dim);
}

void paintServing(const Brush& brush, const InstanceRow& row) {
    const auto at = content(brush.cell);
    if (!row.serving || *row.serving < 0.005)
        return brush.text(at, row.serving ? absent : QStringLiteral("unknown"), brush.palette.dim);
    const QRect meter{at.left(), at.center().y() - 3, std::min(meterWidth, at.width() / 2), 8};
    paintMeter(brush.painter, meter, *row.serving, brush.palette);
    brush.text(at.adjusted(meter.width() + 8, 0, 0, 0),
               QStringLiteral("%1 %").arg(qRound(*row.serving * 100)), brush.palette.text);
}

void paintPlain(const Brush& brush, const QModelIndex& index, const QColor& color, const QFont& font) {
    brush.text(content(brush.cell), index.data().toString(), color, font);
}

void paintCell(const Brush& brush, const InstanceRow& row, const QModelIndex& index) {
    const auto& palette = brush.palette;
    switch (index.column()) {
    case InstanceModel::Tier:
        return paintTier(brush, row);
    case InstanceModel::Instance:
        return paintName(brush, row);
    case InstanceModel::Interface:
        return paintInterface(brush, row);
    case InstanceModel::Session:
        return paintSession(brush, row);
    case InstanceModel::Path:
        return paintPlain(brush, index, palette.text, fixedFont(brush.font));
    case InstanceModel::Serving:
        return paintServing(brush, row);
    case InstanceModel::Seen:
        return paintPlain(brush, index, palette.dim, brush.font);
    default:
        return paintPlain(brush, index, palette.text, brush.font);
    }
}

} // namespace

QRect InstanceDelegate::switchRect(const QRect& cell) {
    QRect at{QPoint{}, switchSize};
    at.moveCenter(cell.center());
    at.moveLeft(cell.left() + margin);
    return at;
}

void InstanceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const auto& palette = Palette::of(option.palette);
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, palette.selection);
    painter->setPen(palette.grid);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    const auto row = index.data(InstanceModel::RowRole).value<InstanceRow>();
    paintCell(Brush{*painter, option.rect.adjusted(0, 0, 0, -1), option.font, palette}, row, index);
    painter->restore();
}

QSize InstanceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto row = index.data(InstanceModel::RowRole).value<InstanceRow>();
    const QFontMetrics metrics{option.font};
    const int height = 2 * metrics.height() + 10;
    const auto lineWidth = [&](const QString& upper, const QString& lower) {
        return std::max(metrics.horizontalAdvance(upper), metrics.horizontalAdvance(lower));
    };
    int width = 0;
    switch (index.column()) {
    case InstanceModel::Tier:
        width = row.tierNote.isEmpty() ? 24 : 40;
        break;
    case InstanceModel::Instance:
        width = std::max(QFontMetrics{scaled(option.font, 1, true)}.horizontalAdvance(text(row.name.value())),
                         QFontMetrics{fixedFont(option.font)}.horizontalAdvance(row.address));
        break;
    case InstanceModel::Interface:
        width = switchSize.width() + 9 +
                metrics.horizontalAdvance(row.interfaceText.section(QStringLiteral(" · "), 0, 0));
        if (row.restorePending)
            width = std::max(
                width, switchSize.width() + 9 +
                           metrics.horizontalAdvance(row.interfaceText.section(QStringLiteral(" · "), 1)));
        break;
    case InstanceModel::Session:
        width = shapeSide + shapeGap + std::min(230, lineWidth(row.sessionWord, row.sessionDetail));
        break;
    case InstanceModel::Path:
        width = QFontMetrics{fixedFont(option.font)}.horizontalAdvance(row.path);
        break;
    case InstanceModel::Serving:
        width = meterWidth + 8 + metrics.horizontalAdvance(QStringLiteral("100 %"));
        break;
    default:
        width = metrics.horizontalAdvance(index.data().toString());
    }
    return {width + margin + 8, height};
}

bool InstanceDelegate::editorEvent(QEvent* event, QAbstractItemModel*, const QStyleOptionViewItem& option,
                                   const QModelIndex& index) {
    if (event->type() != QEvent::MouseButtonRelease || index.column() != InstanceModel::Interface)
        return false;
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton ||
        !switchRect(option.rect).adjusted(-4, -6, 4, 6).contains(mouse->position().toPoint()))
        return false;
    emit switchClicked(index.data(InstanceModel::RowRole).value<InstanceRow>().name);
    return true;
}

} // namespace understudy::ui
