// One rehearsal's report: read, saved in any form, and laid beside the last ones.
#pragma once

#include <QWidget>

#include "core/cluster/rehearsal_history.h"
#include "core/ops/rehearsal/runner.h"

class QLabel;
class QPushButton;
class QTabWidget;
class QTextBrowser;

namespace understudy::ui {

class ComparisonModel;
class CopyableTable;
class StatusShape;

class ReportPage : public QWidget {
    Q_OBJECT

public:
    explicit ReportPage(QWidget* parent = nullptr);

    /// `where`: where it is kept, or why it is not.
    void show(const ops::ReportPtr& report, const QString& where);
    /// For the comparison.
    void setHistory(std::vector<cluster::PastRehearsal> history);

    /// Writes the report to a file, by its suffix; what goes wrong is said in the page. Returns whether it
    /// was written.
    bool saveAs(const QString& path);

protected:
    void changeEvent(QEvent* event) override;
    /// The picture follows the width of the text.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void askWhere();
    void showText();
    void compare();

    ops::ReportPtr m_report;
    std::vector<cluster::PastRehearsal> m_history;
    ComparisonModel* m_comparison;
    StatusShape* m_shape;
    QLabel* m_heading;
    QLabel* m_why;
    QLabel* m_where;
    QPushButton* m_save;
    QTabWidget* m_tabs;
    QTextBrowser* m_text;
    CopyableTable* m_table;
    int m_pictureWidth = 0; ///< that the text was made for
};

} // namespace understudy::ui
