// One message inside the window, until it is closed or another replaces it.
#pragma once

#include <QFrame>

#include "core/cluster/judgement.h"

class QLabel;

namespace understudy::ui {

class StatusShape;

class MessageBar : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);
    /// A good message leaves by itself after a while.
    void show(cluster::Health health, const QString& message);

private:
    StatusShape* m_shape;
    QLabel* m_text;
    int m_serial = 0;
};

} // namespace understudy::ui
