// Every colour on the screen. Status colours are from Okabe and Ito's set, distinct to the colour-blind; they
// never stand alone: a shape and a word go with them.
#pragma once

#include <QColor>
#include <QPalette>

namespace understudy::ui {

struct Palette {
    bool isDark = false;
    QColor window;    ///< behind the panels
    QColor panel;     ///< behind text
    QColor line;      ///< borders of panels and controls
    QColor grid;      ///< between rows, behind curves
    QColor text;      ///< what is read
    QColor dim;       ///< labels, ages, what is absent
    QColor up;        ///< healthy; announcing
    QColor warn;      ///< text of a warning
    QColor warnFill;  ///< shape of a warning
    QColor down;      ///< broken; losses
    QColor serve;     ///< serving; the accent of controls
    QColor onServe;   ///< text on `serve`
    QColor band;      ///< between the least and the greatest RTT
    QColor selection; ///< behind the selected row
    QColor gap;       ///< shade over a time without replies
    QColor knob;      ///< of the interface switch

    static const Palette& light();
    static const Palette& dark();
    /// The one that fits what Qt paints with.
    static const Palette& of(const QPalette& palette);

    /// The same colours in Qt's roles.
    QPalette toQt() const;
};

} // namespace understudy::ui
