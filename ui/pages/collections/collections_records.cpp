// The records of one collection.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_records.h"

#include "ui/kit/controls.h"
#include "ui/kit/text.h"

#include <QAction>
#include <QCoreApplication>
#include <QResizeEvent>

namespace ui::collections {

namespace {

constexpr int kOpenWidthPx = 112;
constexpr int kScrollBarPx = 12;

struct Order {
    char const* sort;
    bool descending;
};
// In the order of the choices.
constexpr Order kOrders[] = {{"id", true}, {"id", false}, {"updated_at", true}, {"updated_at", false}};

} // namespace

RecordsPane::RecordsPane(CollectionsClient& client, bool mayRead, bool mayWrite, QWidget* parent)
    : QWidget{parent}, m_client{client}, m_mayRead{mayRead}, m_mayWrite{mayWrite}
{
    m_filter = kit::input(tr("Filter"), QStringLiteral("list-filter"), true);
    m_filter->setAccessibleName(tr("Filter records"));
    m_order = kit::choice(
        {tr("Newest first"), tr("Oldest first"), tr("Last changed first"), tr("Longest unchanged")});
    m_order->setAccessibleName(tr("Order"));
    m_order->setFixedWidth(168);
    m_new = new kit::Button{tr("New record"), kit::Kind::Primary, QStringLiteral("plus")};
    auto* line = kit::row(8, {20, 10, 16, 10})->add(m_filter, 1)->add(m_order)->add(m_new);
    m_refusal = kit::text({}, Type::Small, Role::Crit, kit::Wrap::Yes);
    m_refusal->setContentsMargins(20, 0, 16, 8);
    m_refusal->hide();
    m_place = kit::column(0);
    m_state = new kit::StateView{m_place};
    m_count = kit::elided({}, Type::Small, Role::Muted);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    for (auto* part : {static_cast<QWidget*>(line), static_cast<QWidget*>(m_refusal), kit::rule()})
        lines->addWidget(part);
    lines->addWidget(m_state, 1);
    lines->addWidget(kit::rule());
    lines->addWidget(kit::row(8, {20, 8, 16, 8})->add(m_count, 1));
    connect(m_filter, &QLineEdit::returnPressed, this, &RecordsPane::refresh);
    connect(m_filter, &QLineEdit::textChanged, this, [this](QString const& words) {
        if (words.isEmpty())
            refresh();
    });
    connect(m_order, &QComboBox::activated, this, &RecordsPane::refresh);
    connect(m_new, &QPushButton::clicked, this, &RecordsPane::newAsked);
}

void RecordsPane::show(Collection const& collection)
{
    auto const other = collection.name != m_collection.name;
    m_collection = collection;
    auto const filters = collection.unique + collection.indexes;
    {
        QSignalBlocker const quiet{m_filter};
        if (other)
            m_filter->clear();
    }
    m_filter->setEnabled(!filters.isEmpty());
    m_filter->setPlaceholderText(filters.isEmpty() ? tr("No indexed members to filter by")
                                                   : tr("%1:value, then Enter").arg(filters.first()));
    m_filter->setToolTip(filters.isEmpty()
                             ? QString{}
                             : tr("Members with an index: %1").arg(filters.join(QStringLiteral(", "))));
    m_new->setReason(m_mayWrite ? QString{} : tr("You need records.write for this collection."));
    makeTable();
    refresh();
}

// Members that find no room are left to the inspector: a column that is cut in half says nothing.
void RecordsPane::fitColumns()
{
    if (m_table == nullptr)
        return;
    auto const need = [this](int column) {
        auto const wanted = m_model->headerData(column, Qt::Horizontal, kit::WidthRole).toInt();
        return wanted > 0 ? wanted : kOpenWidthPx;
    };
    auto const last = m_model->columnCount() - 1;
    auto left = width() - kScrollBarPx - need(0) - need(last);
    for (int column = 1; column < last; ++column) {
        left -= need(column);
        m_table->setColumnHidden(column, left < 0);
    }
    QResizeEvent again{m_table->viewport()->size(), m_table->viewport()->size()};
    QCoreApplication::sendEvent(m_table->viewport(), &again); // The columns that are left share the room.
}

void RecordsPane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void RecordsPane::makeTable()
{
    m_place->clear();
    m_model = new RecordsModel{membersOf(m_collection), m_place};
    m_table = new kit::Table{tr("Records of %1").arg(m_collection.name), m_model, 32};
    m_model->setParent(m_table);
    m_table->watchEnd();
    m_place->add(m_table, 1);
    fitColumns();
    connect(m_table, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row < 0)
            return;
        m_wanted = m_model->rowAt(row).id;
        emit chosen(m_model->rowAt(row));
    });
    connect(m_table, &kit::Table::opened, this, &RecordsPane::opened);
    connect(m_table, &kit::Table::reachedEnd, this, [this] {
        if (!m_next.isEmpty() && !m_reading)
            read(m_next);
    });
    m_table->setRowActions([this](int row) {
        QList<QAction*> actions;
        if (!m_mayWrite || m_collection.writeOnce)
            return actions;
        auto const record = m_model->rowAt(row);
        auto* edit = new QAction{tr("Edit record…")};
        connect(edit, &QAction::triggered, this, [this, record] { emit editAsked(record); });
        auto* remove = new QAction{tr("Delete record…")};
        connect(remove, &QAction::triggered, this, [this, record] { emit removeAsked(record); });
        return QList<QAction*>{edit, remove};
    });
}

RecordsQuery RecordsPane::query() const
{
    auto const& order = kOrders[std::clamp(m_order->currentIndex(), 0, 3)];
    return {.filters = filtersOf(m_filter->text()),
            .sort = QString::fromLatin1(order.sort),
            .descending = order.descending,
            .after = {}};
}

void RecordsPane::refresh()
{
    m_refusal->hide();
    if (m_collection.name.isEmpty())
        return;
    if (!m_mayRead) {
        m_count->clear();
        return m_state->showFailed(
            {.status = 403,
             .type = QStringLiteral("forbidden"),
             .title = {},
             .detail = {},
             .instance = QStringLiteral("GET /collections/%1/records").arg(m_collection.name),
             .traceId = {},
             .permission = QStringLiteral("records.read"),
             .errors = {}});
    }
    read({});
}

void RecordsPane::read(QString const& after)
{
    if (after.isEmpty())
        m_state->showLoading();
    auto asked = query();
    asked.after = after;
    m_reading = true;
    m_client.records(m_collection.name, asked, this,
                     [this, number = ++m_asked, more = !after.isEmpty()](Reply<RecordsPage> reply) {
                         if (number != m_asked)
                             return;
                         m_reading = false;
                         if (auto const* problem = problemOf(reply))
                             return refuse(*problem);
                         take(std::get<RecordsPage>(std::move(reply)), more);
                     });
}

void RecordsPane::refuse(Problem const& problem)
{
    // A filter that the engine refuses is said beside the filter; what was shown stays.
    if (problem.status != 422)
        return m_state->showFailed(problem, [this] { refresh(); });
    QStringList said;
    for (auto const& error : problem.errors)
        said << kit::visible(error.pointer.section(QLatin1Char('/'), 1, 1) + QLatin1Char(' ') +
                             error.message);
    m_refusal->setText(said.isEmpty() ? kit::visible(problem.detail) : said.join(QStringLiteral("; ")));
    m_refusal->show();
    m_state->showContent();
}

void RecordsPane::take(RecordsPage page, bool more)
{
    m_next = page.next;
    if (more)
        m_model->appendRows(std::move(page.records));
    else
        m_model->setRows(std::move(page.records));
    count();
    if (m_model->rowCount() > 0) {
        m_state->showContent();
        // A wanted record that is on a later page was read by itself.
        if (auto const row = m_wanted.isEmpty() ? 0 : m_model->rowOf(m_wanted); !more && row >= 0)
            m_table->selectRow(row);
        return;
    }
    emit chosen({});
    if (!m_filter->text().trimmed().isEmpty())
        return m_state->showEmpty(QStringLiteral("search"), tr("No record matches"),
                                  tr("Nothing in %1 has %2.").arg(m_collection.name, m_filter->text()),
                                  tr("Clear filter"), [this] { m_filter->clear(); });
    m_state->showEmpty(
        QStringLiteral("table-2"), tr("No records yet"),
        tr("Records of %1 appear here when a client or you create them.").arg(m_collection.name),
        m_mayWrite ? tr("New record") : QString{}, [this] { emit newAsked(); });
}

void RecordsPane::count()
{
    auto const rows = m_model->rowCount();
    auto const shown = kit::grouped(rows);
    if (rows == 0)
        return m_count->clear();
    m_count->setText(!m_next.isEmpty() ? tr("The first %1 records; more come as you scroll").arg(shown)
                     : rows == 1       ? tr("1 record, all that there are")
                                       : tr("%1 records, all that there are").arg(shown));
}

void RecordsPane::put(Record const& record)
{
    m_wanted = record.id;
    if (auto const row = m_model == nullptr ? -1 : m_model->rowOf(record.id); row >= 0) {
        m_model->replaceRow(row, record);
        emit chosen(record);
        return;
    }
    emit chosen(record);
    refresh();
}

void RecordsPane::drop(QString const& id)
{
    if (m_wanted == id)
        m_wanted.clear();
    refresh();
}

void RecordsPane::choose(QString const& id)
{
    m_wanted = id;
    if (auto const row = m_model == nullptr ? -1 : m_model->rowOf(id); row >= 0)
        m_table->selectRow(row);
}

} // namespace ui::collections
