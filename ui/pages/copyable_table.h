// A table without grid or row numbers whose selected rows are copied as text, cells separated by tabs.
#pragma once

#include <QTableView>

namespace understudy::ui {

class CopyableTable : public QTableView {
    Q_OBJECT

public:
    explicit CopyableTable(QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace understudy::ui
