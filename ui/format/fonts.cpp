#include "ui/format/fonts.h"

#include <QFontDatabase>

namespace understudy::ui {

QFont scaled(QFont font, double factor, bool bold) {
    if (font.pixelSize() > 0)
        font.setPixelSize(static_cast<int>(font.pixelSize() * factor + 0.5));
    else
        font.setPointSizeF(font.pointSizeF() * factor);
    if (bold)
        font.setWeight(QFont::DemiBold);
    return font;
}

QFont fixedFont(const QFont& beside) {
    auto font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (beside.pixelSize() > 0)
        font.setPixelSize(beside.pixelSize());
    else
        font.setPointSizeF(beside.pointSizeF());
    return scaled(font, 0.92);
}

} // namespace understudy::ui
