#include "ui/theme.h"

#include <QApplication>
#include <QEvent>
#include <QScopedValueRollback>
#include <QStyle>

#include "ui/format/palette.h"
#include "ui/format/style_sheet.h"

namespace understudy::ui {
namespace {

const Palette& systemPalette() {
    // Without an own palette the application has the system's.
    QApplication::setPalette(QPalette{});
    return Palette::of(QApplication::palette());
}

} // namespace

Theme::Theme(QApplication& application, ThemeChoice choice)
    : QObject(&application), m_application(application), m_choice(choice) {
    QApplication::setStyle(QStringLiteral("Fusion"));
    apply();
    application.installEventFilter(this);
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ThemeChange && watched->isWidgetType() && m_choice == ThemeChoice::System &&
        !m_applying)
        apply();
    return QObject::eventFilter(watched, event);
}

void Theme::apply() {
    const QScopedValueRollback guard{m_applying, true};
    const auto& palette = m_choice == ThemeChoice::Light  ? Palette::light()
                          : m_choice == ThemeChoice::Dark ? Palette::dark()
                                                          : systemPalette();
    QApplication::setPalette(palette.toQt());
    m_application.setStyleSheet(styleSheet(palette));
}

} // namespace understudy::ui
