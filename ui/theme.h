// Light or dark, as the system or the operator wants it.
#pragma once

#include <QObject>

class QApplication;

namespace understudy::ui {

enum class ThemeChoice : std::uint8_t { System, Light, Dark };

/// Dresses the whole application; follows the system while the choice is System.
class Theme : public QObject {
    Q_OBJECT

public:
    Theme(QApplication& application, ThemeChoice choice);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();

    QApplication& m_application;
    ThemeChoice m_choice;
    bool m_applying = false;
};

} // namespace understudy::ui
