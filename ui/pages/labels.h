// Labels for text that comes from files and nodes: shown as it is, never as markup.
#pragma once

#include <QLabel>

namespace understudy::ui {

/// Wraps, and can be selected.
inline QLabel* plainLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

/// The same, in the colour of what is less important.
inline QLabel* dimLabel(QWidget* parent) {
    auto* label = plainLabel({}, parent);
    label->setProperty("dim", true);
    return label;
}

} // namespace understudy::ui
