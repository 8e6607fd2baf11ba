// A read-only table over plain rows. A page's model is a list of columns and nothing else.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/cell.h"

#include <QAbstractTableModel>

#include <functional>
#include <vector>

namespace ui::kit {

template <class Row> struct Column {
    using Show = std::function<Cell(Row const&)>;
    using Key = std::function<QVariant(Row const&)>;

    // A constructor, because GCC 12 crashes on a default member initializer here.
    /// Width in pixels; 0 takes what is left (shared by all such columns). `sort` empty: sorted by the
    /// cell's words.
    Column(QString title, int width, Show show, Key sort = nullptr)
        : title{std::move(title)}, width{width}, show{std::move(show)}, sort{std::move(sort)}
    {
    }

    QString title;
    int width;
    Show show;
    Key sort;
};

/// GUI thread. `setRows` keeps nothing selected; `replaceRow` and `appendRows` keep selection and scroll
/// place.
template <class Row> class TableModel : public QAbstractTableModel {
public:
    TableModel(std::vector<Column<Row>> columns, QObject* parent)
        : QAbstractTableModel{parent}, m_columns{std::move(columns)}
    {
    }

    void setRows(std::vector<Row> rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    void appendRows(std::vector<Row> rows)
    {
        if (rows.empty())
            return;
        auto const first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
        for (auto& row : rows)
            m_rows.push_back(std::move(row));
        endInsertRows();
    }
    void replaceRow(int place, Row row)
    {
        m_rows.at(static_cast<std::size_t>(place)) = std::move(row);
        emit dataChanged(index(place, 0), index(place, columnCount() - 1));
    }
    Row const& rowAt(int place) const { return m_rows.at(static_cast<std::size_t>(place)); }
    Row const& rowAt(QModelIndex const& index) const { return rowAt(index.row()); }
    std::vector<Row> const& rows() const { return m_rows; }

    int rowCount(QModelIndex const& parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(QModelIndex const& parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const final
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        auto const& column = m_columns[static_cast<std::size_t>(section)];
        if (role == Qt::DisplayRole)
            return column.title;
        if (role == WidthRole)
            return column.width;
        if (role == Qt::TextAlignmentRole) {
            auto const number = !m_rows.empty() && column.show(m_rows.front()).look == Look::Number;
            return QVariant::fromValue(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
        }
        return {};
    }

    QVariant data(QModelIndex const& index, int role) const final
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        auto const& column = m_columns[static_cast<std::size_t>(index.column())];
        if (role == SortRole && column.sort)
            return column.sort(rowAt(index));
        return cellData(column.show(rowAt(index)), role);
    }

private:
    std::vector<Column<Row>> m_columns;
    std::vector<Row> m_rows;
};

} // namespace ui::kit
