// A bounded table of records, the newest in the first row.
#pragma once

#include <deque>

#include <QAbstractTableModel>

namespace understudy::ui {

template <typename Record>
class LogModel : public QAbstractTableModel {
public:
    /// `capacity`: records kept, at least 1.
    explicit LogModel(int capacity, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_capacity(capacity) {}

    /// The oldest record leaves when there is no room.
    void append(Record record) {
        if (rowCount() == m_capacity) {
            beginRemoveRows({}, m_capacity - 1, m_capacity - 1);
            m_records.pop_back();
            endRemoveRows();
        }
        beginInsertRows({}, 0, 0);
        m_records.push_front(std::move(record));
        endInsertRows();
    }

    void clear() {
        beginResetModel();
        m_records.clear();
        endResetModel();
    }

    const Record& record(int row) const { return m_records.at(static_cast<std::size_t>(row)); }
    const std::deque<Record>& records() const { return m_records; }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_records.size());
    }

private:
    std::deque<Record> m_records;
    int m_capacity;
};

} // namespace understudy::ui
