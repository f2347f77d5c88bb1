// Labels for text that comes from files and nodes: shown as it is, never as markup.
#pragma once

#include <QLabel>
#include <QStyle>

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

/// Puts a look of the style sheet on or off: dim, warn or accent. The style sheet looks at properties only
/// when a widget is polished.
inline void setLook(QLabel* label, const char* look, bool on) {
    if (label->property(look).toBool() == on)
        return;
    label->setProperty(look, on);
    label->style()->polish(label);
}

} // namespace understudy::ui
