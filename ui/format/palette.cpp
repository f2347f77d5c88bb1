#include "ui/format/palette.h"

namespace understudy::ui {

const Palette& Palette::light() {
    static const Palette palette{.isDark = false,
                                 .window = 0xf3f4f6,
                                 .panel = 0xffffff,
                                 .line = 0xd9dce1,
                                 .grid = 0xe8eaee,
                                 .text = 0x1b1f24,
                                 .dim = 0x5f6770,
                                 .up = 0x009e73,
                                 .warn = 0x9a6400,
                                 .warnFill = 0xe69f00,
                                 .down = 0xc4480a,
                                 .serve = 0x0072b2,
                                 .onServe = 0xffffff,
                                 .band = QColor{0x00, 0x72, 0xb2, 0x22},
                                 .selection = 0xe6f0f8,
                                 .gap = QColor{0xd5, 0x5e, 0x00, 0x1c},
                                 .knob = 0xffffff};
    return palette;
}

const Palette& Palette::dark() {
    static const Palette palette{.isDark = true,
                                 .window = 0x181b1f,
                                 .panel = 0x22262b,
                                 .line = 0x363c43,
                                 .grid = 0x2d3238,
                                 .text = 0xe7e9ec,
                                 .dim = 0x9aa3ad,
                                 .up = 0x2fc79a,
                                 .warn = 0xf0b43c,
                                 .warnFill = 0xf0b43c,
                                 .down = 0xf07a3c,
                                 .serve = 0x5cb3ea,
                                 .onServe = 0x0d1216,
                                 .band = QColor{0x5c, 0xb3, 0xea, 0x2b},
                                 .selection = 0x2b3a47,
                                 .gap = QColor{0xf0, 0x7a, 0x3c, 0x26},
                                 .knob = 0xffffff};
    return palette;
}

const Palette& Palette::of(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness()
               ? dark()
               : light();
}

QPalette Palette::toQt() const {
    QPalette qt;
    qt.setColor(QPalette::Window, window);
    qt.setColor(QPalette::WindowText, text);
    qt.setColor(QPalette::Base, panel);
    qt.setColor(QPalette::AlternateBase, window);
    qt.setColor(QPalette::Text, text);
    qt.setColor(QPalette::PlaceholderText, dim);
    qt.setColor(QPalette::Button, panel);
    qt.setColor(QPalette::ButtonText, text);
    qt.setColor(QPalette::BrightText, onServe);
    qt.setColor(QPalette::ToolTipBase, panel);
    qt.setColor(QPalette::ToolTipText, text);
    qt.setColor(QPalette::Highlight, serve);
    qt.setColor(QPalette::HighlightedText, onServe);
    qt.setColor(QPalette::Link, serve);
    qt.setColor(QPalette::LinkVisited, serve);
    qt.setColor(QPalette::Light, panel);
    qt.setColor(QPalette::Midlight, grid);
    qt.setColor(QPalette::Mid, line);
    qt.setColor(QPalette::Dark, dim);
    qt.setColor(QPalette::Shadow, line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        qt.setColor(QPalette::Disabled, role, dim);
    qt.setColor(QPalette::Disabled, QPalette::Highlight, grid);
    qt.setColor(QPalette::Disabled, QPalette::HighlightedText, dim);
    return qt;
}

} // namespace understudy::ui
