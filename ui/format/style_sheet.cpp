#include "ui/format/style_sheet.h"

#include "ui/format/palette.h"

namespace understudy::ui {

QString styleSheet(const Palette& palette) {
    // Names in @ are colours of the palette.
    auto sheet = QStringLiteral(R"(
QMainWindow, QDialog { background: @window; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 3px 6px; }

QFrame[panel="true"] { background: @panel; border: 1px solid @line; border-radius: 7px; }
QFrame[bar="true"] { background: @panel; border: 0; border-bottom: 1px solid @line; }
QFrame[message="true"] { background: @selection; border: 1px solid @line; border-radius: 7px; margin: 10px 12px 0 12px; }
QLabel { background: transparent; border: 0; }
QLabel[dim="true"] { color: @dim; }
QLabel[accent="true"] { color: @serve; }
QLabel[warn="true"] { color: @warn; }

QToolButton, QPushButton { background: @panel; color: @text; border: 1px solid @line; border-radius: 5px;
    padding: 4px 11px; }
QToolButton:hover, QPushButton:hover { background: @selection; }
QToolButton:focus, QPushButton:focus, QLineEdit:focus {
    border-color: @serve; }
QToolButton:pressed, QPushButton:pressed { background: @grid; }
QToolButton:disabled, QPushButton:disabled { color: @dim; background: @window; }
QToolButton::menu-indicator { image: none; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton:default { border: 2px solid @serve; padding: 3px 10px; }
QPushButton[danger="true"]:enabled { background: @down; border-color: @down; color: @onServe; }
QPushButton[primary="true"] { background: @serve; border-color: @serve; color: @onServe; }
QToolButton[flat="true"] { border: 1px solid transparent; background: transparent; padding: 3px 6px; }
QToolButton[flat="true"]:hover { background: @selection; }
QToolButton[flat="true"]:focus { border-color: @serve; }

QFrame[segments="true"] { border: 1px solid @line; border-radius: 5px; background: @panel; }
QToolButton[segment="true"] { border: 0; border-radius: 4px; padding: 3px 9px; }
QToolButton[segment="true"]:checked { background: @selection; font-weight: 600; }
QToolButton[segment="true"]:focus { color: @serve; }

QLineEdit, QPlainTextEdit { background: @panel; color: @text; border: 1px solid @line;
    border-radius: 5px; padding: 4px 8px; selection-background-color: @serve; selection-color: @onServe; }
QLineEdit:disabled { color: @dim; background: @window; }
QCheckBox::indicator:unchecked, QListView::indicator:unchecked { width: 11px; height: 11px;
    border: 1px solid @dim; border-radius: 3px; background: @panel; }
QCheckBox::indicator:unchecked:disabled, QListView::indicator:unchecked:disabled { border-color: @line; }

QTableView, QTreeView, QListView { background: @panel; alternate-background-color: @panel; color: @text;
    border: 0; gridline-color: @grid; selection-background-color: @selection; selection-color: @text;
    outline: 0; }
QTableView::item { padding: 0 6px; border: 0; }
QTableView::item:selected { background: @selection; color: @text; }
QHeaderView { background: @panel; border: 0; }
QHeaderView::section { background: @panel; color: @dim; border: 0; border-bottom: 1px solid @line;
    padding: 5px 4px 5px 10px; text-align: left; }
QTableCornerButton::section { background: @panel; border: 0; }

QProgressBar { background: @grid; border: 0; border-radius: 4px; }
QProgressBar::chunk { background: @serve; border-radius: 4px; }

QTabWidget::pane { border: 0; border-top: 1px solid @line; top: -1px; background: transparent; }
QTabBar { background: transparent; border: 0; }
QTabBar::tab { background: transparent; color: @dim; border: 0; border-bottom: 2px solid transparent;
    padding: 6px 9px 5px 9px; }
QTabBar::tab:selected { color: @text; border-bottom-color: @serve; }
QTabBar::tab:hover, QTabBar::tab:focus { color: @text; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @line; }
QStatusBar { background: @window; color: @dim; }
QStatusBar::item { border: 0; }
QMenu { background: @panel; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 22px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @dim; }
QMenu::separator { height: 1px; background: @grid; margin: 4px 6px; }
QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: @dim; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)");
    const std::pair<const char*, QColor> colours[] = {
        {"@window", palette.window}, {"@panel", palette.panel},    {"@line", palette.line},
        {"@grid", palette.grid},     {"@text", palette.text},      {"@dim", palette.dim},
        {"@warn", palette.warn},     {"@down", palette.down},      {"@selection", palette.selection},
        {"@serve", palette.serve},   {"@onServe", palette.onServe}};
    for (const auto& [name, colour] : colours)
        sheet.replace(QLatin1String{name}, colour.name());
    return sheet;
}

} // namespace understudy::ui
