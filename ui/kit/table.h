// The console's table: rows as in ui.md 7. Hover, roving focus, copy as TSV and JSON, context menu, column
// widths.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/cell.h"

#include <QAction>
#include <QSortFilterProxyModel>
#include <QTableView>

#include <functional>

namespace ui::kit {

/// For at most 20,000 rows that are wholly in memory when `sortable`; longer lists are sorted by the engine.
/// J and K move as the arrows do; Enter and double click emit opened(); the menu key shows the row's actions.
class Table : public QTableView {
    Q_OBJECT

public:
    enum class Sorting { Off, On };
    enum class Choice { One, Many };

    /// `name` is what a screen reader says, as "Users". Rows are `rowHeight` px high (36 normal, 52 two-
    /// line).
    Table(QString const& name, QAbstractItemModel* model, int rowHeight = 36, Sorting sorting = Sorting::Off,
          Choice choice = Choice::One, QWidget* parent = nullptr);

    /// Rows of the source model, whatever the sorting; -1: none.
    int currentRow() const;
    QList<int> selectedRows() const;
    void selectRow(int sourceRow);
    /// Only rows for which it answers true are shown (in memory). An empty function shows all.
    void setFilter(std::function<bool(int sourceRow)> keep);
    int shownRows() const;
    /// Actions of the row under the cursor: shown by right click, the menu key and Shift+F10.
    void setRowActions(std::function<QList<QAction*>(int sourceRow)> actions);
    /// Emits reachedEnd() when the last row comes into view: the page asks for the next cursor page.
    void watchEnd();

signals:
    void currentChangedTo(int sourceRow); // -1: none.
    void opened(int sourceRow);
    void selectionChangedTo(QList<int> const& sourceRows);
    void reachedEnd();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void selectionChanged(QItemSelection const& selected, QItemSelection const& deselected) override;
    void currentChanged(QModelIndex const& current, QModelIndex const& previous) override;

private:
    class Filter;
    int sourceRowOf(QModelIndex const& index) const;
    void layOutColumns();
    void copyAsTsv() const;
    void copyAsJson() const;
    void hover(int row);

    CellDelegate* m_delegate;
    Filter* m_filter;
    std::function<QList<QAction*>(int)> m_actions;
};

} // namespace ui::kit
