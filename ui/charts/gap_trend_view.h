// The gap of one instance over its rehearsals: a mark each, on a logarithmic scale, in order of time.
#pragma once

#include <vector>

#include <QWidget>

#include "core/cluster/rehearsal_history.h"

namespace understudy::ui {

class GapTrendView : public QWidget {
    Q_OBJECT

public:
    explicit GapTrendView(QWidget* parent = nullptr);

    /// `points` in order of time.
    void setPoints(const QString& instance, std::vector<cluster::GapPoint> points);
    QSize sizeHint() const override { return {420, 190}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_instance;
    std::vector<cluster::GapPoint> m_points;
};

} // namespace understudy::ui
