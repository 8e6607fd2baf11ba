// The accessible table behind LogView.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/log_view_accessible.h"

#include "ui/kit/log_view.h"
#include "ui/kit/text.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHeaderView>

#include <map>

namespace ui::kit {

namespace {

QAccessibleInterface* tableOf(LogView* view)
{
    return QAccessible::queryAccessibleInterface(view);
}

class LogCell final : public QAccessibleInterface, public QAccessibleTableCellInterface {
public:
    LogCell(LogView* view, int row, int column) : m_view{view}, m_row{row}, m_column{column} {}

    bool isValid() const override { return m_row < m_view->rowCount(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return tableOf(m_view); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(QAccessibleInterface const*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    void setText(QAccessible::Text, QString const&) override {}
    QString text(QAccessible::Text kind) const override
    {
        if (kind != QAccessible::Name || !isValid())
            return {};
        auto const* row = m_view->rowAt(m_row);
        if (!row)
            return LogView::tr("not read yet");
        return m_column < row->cells.size() ? visible(row->cells.at(m_column)) : QString{};
    }
    QRect rect() const override
    {
        auto place = m_view->rowPlace(m_row);
        place.setLeft(m_view->header()->sectionViewportPosition(m_column));
        place.setWidth(m_view->header()->sectionSize(m_column));
        return {m_view->viewport()->mapToGlobal(place.topLeft()), place.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = state.focusable = true;
        state.selected = isSelected();
        state.focused = m_view->hasFocus() && m_view->currentRow() == m_row;
        state.readOnly = true;
        state.offscreen =
            m_row < m_view->firstVisible() || m_row >= m_view->firstVisible() + m_view->visibleRows();
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this)
                                                       : nullptr;
    }

    bool isSelected() const override
    {
        auto const chosen = m_view->selection();
        return chosen && m_row >= chosen->first && m_row <= chosen->last;
    }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return tableOf(m_view); }

private:
    LogView* m_view;
    int m_row;
    int m_column;
};

class LogTable final : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit LogTable(LogView* view) : QAccessibleWidget{view, QAccessible::Table}, m_view{view} {}
    ~LogTable() override { drop(); }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TableInterface)
            return static_cast<QAccessibleTableInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    // Children: the cells in view, row by row.
    int childCount() const override { return shownRows() * columnCount(); }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        return cellAt(static_cast<int>(m_view->firstVisible()) + index / columnCount(),
                      index % columnCount());
    }
    int indexOfChild(QAccessibleInterface const* child) const override
    {
        auto const* cell = dynamic_cast<LogCell const*>(child);
        if (!cell)
            return -1;
        auto const row = cell->rowIndex() - m_view->firstVisible();
        return row < 0 || row >= shownRows() ? -1
                                             : static_cast<int>(row) * columnCount() + cell->columnIndex();
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        auto const place = m_view->viewport()->mapFromGlobal(QPoint{x, y});
        auto const column = m_view->header()->logicalIndexAt(place.x());
        auto const row = m_view->firstVisible() + place.y() / LogView::kRowHeight;
        return place.y() < 0 || column < 0 ? nullptr : cellAt(static_cast<int>(row), column);
    }
    QAccessibleInterface* focusChild() const override
    {
        return m_view->hasFocus() && m_view->currentRow() >= 0
                   ? cellAt(static_cast<int>(m_view->currentRow()), 0)
                   : nullptr;
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        if (row < 0 || row >= m_view->rowCount() || column < 0 || column >= columnCount())
            return nullptr;
        auto const found = m_cells.find({row, column});
        if (found != m_cells.end())
            return QAccessible::accessibleInterface(found->second);
        if (m_cells.size() >= kCellsKept)
            drop();
        auto* cell = new LogCell{m_view, row, column};
        m_cells.emplace(std::pair{row, column}, QAccessible::registerAccessibleInterface(cell));
        return cell;
    }
    int selectedCellCount() const override { return selectedRowCount() * columnCount(); }
    QList<QAccessibleInterface*> selectedCells() const override
    {
        QList<QAccessibleInterface*> cells;
        for (auto const row : selectedRows())
            for (int column = 0; column < columnCount(); ++column)
                cells << cellAt(row, column);
        return cells;
    }
    QString columnDescription(int column) const override
    {
        return m_view->header()->model()->headerData(column, Qt::Horizontal).toString();
    }
    QString rowDescription(int row) const override { return grouped(row + 1); }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override
    {
        auto const chosen = m_view->selection();
        return chosen ? static_cast<int>(chosen->last - chosen->first + 1) : 0;
    }
    int columnCount() const override { return static_cast<int>(m_view->columns().size()); }
    int rowCount() const override
    {
        return static_cast<int>(std::min<qint64>(m_view->rowCount(), std::numeric_limits<int>::max()));
    }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override
    {
        QList<int> rows;
        auto const chosen = m_view->selection();
        if (!chosen)
            return rows;
        // A reader that asks for a million chosen rows gets those it can read.
        auto const last = std::min(chosen->last, chosen->first + kLogPageRows - 1);
        for (auto row = chosen->first; row <= last; ++row)
            rows << static_cast<int>(row);
        return rows;
    }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override
    {
        auto const chosen = m_view->selection();
        return chosen && row >= chosen->first && row <= chosen->last;
    }
    bool selectRow(int row) override
    {
        if (row < 0 || row >= m_view->rowCount())
            return false;
        m_view->setCurrentRow(row);
        return true;
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent*) override { drop(); }

private:
    static constexpr std::size_t kCellsKept = 4'096;

    int shownRows() const
    {
        return static_cast<int>(
            std::min<qint64>(m_view->visibleRows(), m_view->rowCount() - m_view->firstVisible()));
    }
    void drop() const
    {
        for (auto const& [place, id] : m_cells)
            QAccessible::deleteAccessibleInterface(id);
        m_cells.clear();
    }

    LogView* m_view;
    mutable std::map<std::pair<int, int>, QAccessible::Id> m_cells;
};

QAccessibleInterface* accessibleOf(QString const& className, QObject* object)
{
    if (className != QLatin1String("ui::kit::LogView"))
        return nullptr;
    auto* view = qobject_cast<LogView*>(object);
    return view ? new LogTable{view} : nullptr;
}

} // namespace

void letReadersIn()
{
    static auto const installed = [] {
        QAccessible::installFactory(accessibleOf);
        return true;
    }();
    Q_UNUSED(installed);
}

void readersRelearn(LogView* view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleTableModelChangeEvent event{view, QAccessibleTableModelChangeEvent::ModelReset};
    QAccessible::updateAccessibility(&event);
}

void readersFollow(LogView* view)
{
    if (!QAccessible::isActive() || !view->hasFocus() || view->currentRow() < 0)
        return;
    auto* table = tableOf(view) ? tableOf(view)->tableInterface() : nullptr;
    auto* cell = table ? table->cellAt(static_cast<int>(view->currentRow()), 0) : nullptr;
    if (!cell)
        return;
    QAccessibleEvent event{cell, QAccessible::Focus};
    QAccessible::updateAccessibility(&event);
}

} // namespace ui::kit
