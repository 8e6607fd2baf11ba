// The console's table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/table.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

namespace ui::kit {

class Table::Filter final : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setKeep(std::function<bool(int)> keep)
    {
        m_keep = std::move(keep);
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, QModelIndex const&) const override { return !m_keep || m_keep(row); }

private:
    std::function<bool(int)> m_keep;
};

Table::Table(QString const& name, QAbstractItemModel* model, int rowHeight, Sorting sorting, Choice choice,
             QWidget* parent)
    : QTableView{parent}, m_delegate{new CellDelegate{this}}, m_filter{new Filter{this}}
{
    setAccessibleName(name);
    m_filter->setSortRole(SortRole);
    m_filter->setSourceModel(model);
    m_filter->setDynamicSortFilter(true);
    setModel(m_filter);
    setItemDelegate(m_delegate);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowHeight);
    horizontalHeader()->setFixedHeight(32);
    horizontalHeader()->setFont(fontOf(Type::SmallStrong));
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(24);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setSortIndicatorShown(sorting == Sorting::On);
    setSortingEnabled(sorting == Sorting::On);
    if (sorting == Sorting::On)
        sortByColumn(-1, Qt::AscendingOrder);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(choice == Choice::One ? SingleSelection : ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    setTabKeyNavigation(false); // One Tab stop: arrows move inside.
    setWordWrap(false);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &Table::layOutColumns);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &Table::layOutColumns);
    connect(this, &QTableView::doubleClicked, this,
            [this](QModelIndex const& index) { emit opened(sourceRowOf(index)); });
    connect(&theme(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

int Table::sourceRowOf(QModelIndex const& index) const
{
    return index.isValid() ? m_filter->mapToSource(index).row() : -1;
}
int Table::currentRow() const
{
    return selectionModel()->hasSelection() ? sourceRowOf(currentIndex()) : -1;
}
int Table::shownRows() const
{
    return m_filter->rowCount();
}

QList<int> Table::selectedRows() const
{
    QList<int> rows;
    for (auto const& index : selectionModel()->selectedRows())
        rows << sourceRowOf(index);
    return rows;
}

void Table::selectRow(int sourceRow)
{
    auto const index = m_filter->mapFromSource(m_filter->sourceModel()->index(sourceRow, 0));
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    QTableView::selectRow(index.row());
    scrollTo(index);
}

void Table::setFilter(std::function<bool(int)> keep)
{
    m_filter->setKeep(std::move(keep));
}
void Table::setRowActions(std::function<QList<QAction*>(int)> actions)
{
    m_actions = std::move(actions);
}

void Table::watchEnd()
{
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value >= verticalScrollBar()->maximum() - verticalHeader()->defaultSectionSize())
            emit reachedEnd();
    });
}

void Table::layOutColumns()
{
    auto const columns = m_filter->columnCount();
    auto left = viewport()->width();
    int open = 0;
    for (int column = 0; column < columns; ++column) {
        auto const width = m_filter->headerData(column, Qt::Horizontal, WidthRole).toInt();
        if (isColumnHidden(column))
            continue;
        if (width > 0)
            left -= width;
        else
            ++open;
    }
    constexpr int kOpenWidthMin = 96; // Below it words say nothing: the table is cut at the right instead.
    for (int column = 0; column < columns; ++column) {
        auto const width = m_filter->headerData(column, Qt::Horizontal, WidthRole).toInt();
        setColumnWidth(column, width > 0 ? width : std::max(kOpenWidthMin, left / std::max(1, open)));
    }
}

void Table::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copyAsTsv();
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        return copyAsJson();
    if (event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_J || event->key() == Qt::Key_K)) {
        QKeyEvent arrow{event->type(), event->key() == Qt::Key_J ? Qt::Key_Down : Qt::Key_Up, Qt::NoModifier};
        return QTableView::keyPressEvent(&arrow);
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentRow() >= 0) {
        emit opened(currentRow());
        return;
    }
    QTableView::keyPressEvent(event);
}

void Table::hover(int row)
{
    m_delegate->setHovered(row);
    viewport()->update();
}

void Table::mouseMoveEvent(QMouseEvent* event)
{
    hover(rowAt(event->position().toPoint().y()));
    QTableView::mouseMoveEvent(event);
}

void Table::leaveEvent(QEvent* event)
{
    hover(-1);
    QTableView::leaveEvent(event);
}

void Table::contextMenuEvent(QContextMenuEvent* event)
{
    auto const index = event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    if (!index.isValid() || !m_actions)
        return;
    setCurrentIndex(index);
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto const actions = m_actions(sourceRowOf(index));
    for (auto* action : actions) {
        action->setParent(menu);
        menu->addAction(action);
    }
    menu->addSeparator();
    menu->addAction(tr("Copy row"), this, &Table::copyAsTsv);
    menu->addAction(tr("Copy row as JSON"), this, &Table::copyAsJson);
    auto const place = event->reason() == QContextMenuEvent::Mouse
                           ? event->globalPos()
                           : viewport()->mapToGlobal(visualRect(index).center());
    menu->popup(place);
}

void Table::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    layOutColumns();
}

void Table::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter{viewport()};
    painter.setPen(QPen{color(Role::Accent), 2});
    painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
}

void Table::selectionChanged(QItemSelection const& selected, QItemSelection const& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit selectionChangedTo(selectedRows());
}

void Table::currentChanged(QModelIndex const& current, QModelIndex const& previous)
{
    QTableView::currentChanged(current, previous);
    emit currentChangedTo(sourceRowOf(current));
}

void Table::copyAsTsv() const
{
    QStringList lines;
    for (auto const& row : selectionModel()->selectedRows()) {
        QStringList cells;
        for (int column = 0; column < m_filter->columnCount(); ++column)
            cells << row.siblingAtColumn(column)
                         .data(Qt::AccessibleTextRole)
                         .toString()
                         .replace(QLatin1Char('\t'), QLatin1Char(' '));
        lines << cells.join(QLatin1Char('\t'));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void Table::copyAsJson() const
{
    QJsonArray rows;
    for (auto const& row : selectionModel()->selectedRows()) {
        QJsonObject object;
        for (int column = 0; column < m_filter->columnCount(); ++column)
            object[m_filter->headerData(column, Qt::Horizontal).toString()] =
                row.siblingAtColumn(column).data().toString();
        rows.append(object);
    }
    QApplication::clipboard()->setText(
        QString::fromUtf8(QJsonDocument{rows}.toJson(QJsonDocument::Indented)));
}

} // namespace ui::kit
