// The manual (docs/manual.md), to be read beside the window.
#pragma once

#include <QDialog>

class QTextBrowser;

namespace understudy::ui {

class ManualDialog : public QDialog {
    Q_OBJECT

public:
    explicit ManualDialog(QWidget* parent = nullptr);

private:
    void layOutText();

    QTextBrowser* m_text;
};

} // namespace understudy::ui
