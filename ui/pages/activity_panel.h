// What happened and what was done, the newest first.
#pragma once

#include <QFrame>

class QAbstractItemModel;
class QTabWidget;

namespace understudy::ui {

class CommandModel;
class CopyableTable;
class EventModel;

class ActivityPanel : public QFrame {
    Q_OBJECT

public:
    /// Both outlive the panel.
    ActivityPanel(EventModel& events, CommandModel& commands, QWidget* parent = nullptr);

private:
    CopyableTable* addTable(QAbstractItemModel& model, int shapeColumn, int healthRole, const QString& title);

    QTabWidget* m_tabs;
};

} // namespace understudy::ui
