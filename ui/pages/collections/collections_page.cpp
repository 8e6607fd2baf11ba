// The page of collections and records.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_page.h"

#include "ui/kit/text.h"

#include <QHeaderView>
#include <QStackedWidget>

namespace ui::collections {

namespace {

constexpr int kListWidthPx = 208;

} // namespace

CollectionsPage::CollectionsPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("collections"), tr("Data"), parent}, m_client{context.api},
      m_model{new CollectionsModel{this}}
{
    addHeader();
    makeInspector();
    auto* panes = kit::row(0)->add(makeList())->add(makeMiddle(), 1)->add(m_inspector);
    m_state = new kit::StateView{panes};
    setBody(m_state, true);
}

void CollectionsPage::addHeader()
{
    m_details = new kit::Button{tr("Details"), kit::Kind::Default, QStringLiteral("panel-right")};
    m_details->setCheckable(true);
    m_details->hide();
    m_remove = new kit::Button{tr("Remove collection…"), kit::Kind::Ghost, QStringLiteral("trash-2")};
    m_remove->hide();
    m_new = new kit::Button{tr("New collection…"), kit::Kind::Primary, QStringLiteral("plus")};
    addAction(m_remove);
    addAction(m_details);
    addAction(m_new);
    needs(m_remove, QStringLiteral("collections.write"));
    needs(m_new, QStringLiteral("collections.write"));
    connect(m_new, &QPushButton::clicked, this, &CollectionsPage::newCollection);
    connect(m_remove, &QPushButton::clicked, this, &CollectionsPage::removeCollection);
    connect(m_details, &QPushButton::toggled, this,
            [this](bool on) { m_inspector->setVisible(on || !m_narrow); });
}

QWidget* CollectionsPage::makeList()
{
    m_listFilter = kit::input(tr("Filter collections"), QStringLiteral("search"));
    m_list = new kit::Table{tr("Collections"), m_model, 46};
    m_list->horizontalHeader()->hide();
    auto* pane = kit::column(0, {}, QStringLiteral("paneLeft"));
    pane->setFixedWidth(kListWidthPx);
    pane->add(kit::row(0, {12, 12, 12, 8})->add(m_listFilter, 1))->add(m_list, 1);
    connect(m_listFilter, &QLineEdit::textChanged, this, [this](QString const& words) {
        m_list->setFilter([this, wanted = words.trimmed()](int row) {
            auto const& each = m_model->rowAt(row);
            return each.name.contains(wanted, Qt::CaseInsensitive) ||
                   each.description.contains(wanted, Qt::CaseInsensitive);
        });
    });
    connect(m_list, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row >= 0)
            choose(m_model->rowAt(row).name);
    });
    return pane;
}

QWidget* CollectionsPage::makeMiddle()
{
    m_name = kit::text({}, Type::H2);
    m_once = new kit::Chip{tr("Write once"), Role::Violet, QStringLiteral("lock")};
    m_once->hide();
    m_about = kit::elided({}, Type::Small, Role::Muted);
    m_tabs = new kit::Tabs{{tr("Records"), tr("Schema")}};
    m_records =
        new RecordsPane{m_client, may(QStringLiteral("records.read")), may(QStringLiteral("records.write"))};
    m_schema = new SchemaPane{m_client, may(QStringLiteral("collections.write"))};
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_records);
    m_stack->addWidget(m_schema);
    connect(m_tabs, &kit::Tabs::chosen, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_records, &RecordsPane::chosen, m_inspector, &RecordInspector::show);
    connect(m_records, &RecordsPane::opened, this, [this] { m_details->setChecked(true); });
    connect(m_records, &RecordsPane::newAsked, this, [this] { edit({}, QJsonValue::Undefined); });
    connect(m_records, &RecordsPane::editAsked, this,
            [this](Record const& record) { edit(record, record.body); });
    connect(m_records, &RecordsPane::removeAsked, this, &CollectionsPage::removeRecord);
    connect(m_schema, &SchemaPane::changed, this, [this](Collection const& collection) {
        shell().toast(kit::ToastKind::Done,
                      tr("%1 has schema %2").arg(collection.name).arg(collection.schemaVersion));
        refresh();
    });
    connect(m_schema, &SchemaPane::recordAsked, this, &CollectionsPage::askRecord);
    auto* content = kit::column(0);
    content->add(kit::row(10, {20, 12, 16, 4})->add(m_name)->add(m_once)->add(m_about, 1));
    content->add(kit::row(0, {20, 0, 16, 0})->add(m_tabs)->stretch())->add(kit::rule())->add(m_stack, 1);
    m_middle = new kit::StateView{content};
    return m_middle;
}

void CollectionsPage::makeInspector()
{
    m_inspector = new RecordInspector{m_client};
    connect(m_inspector, &RecordInspector::editAsked, this,
            [this](Record const& record) { edit(record, record.body); });
    connect(m_inspector, &RecordInspector::bringBackAsked, this, &CollectionsPage::edit);
    connect(m_inspector, &RecordInspector::removeAsked, this, &CollectionsPage::removeRecord);
    connect(m_inspector, &RecordInspector::copied, this,
            [this](QString const& what) { shell().toast(kit::ToastKind::Done, tr("Copied %1").arg(what)); });
}

void CollectionsPage::refresh()
{
    m_state->showLoading();
    m_client.list(this, [this](Reply<std::vector<Collection>> reply) {
        if (auto const* problem = problemOf(reply))
            return m_state->showFailed(*problem, [this] { refresh(); });
        take(std::get<std::vector<Collection>>(std::move(reply)));
    });
}

void CollectionsPage::take(std::vector<Collection> collections)
{
    setFacts(collections.size() == 1
                 ? tr("1 collection · each with its JSON Schema and the history of its records")
                 : tr("%1 collections · each with its JSON Schema and the history of its records")
                       .arg(kit::grouped(static_cast<qint64>(collections.size()))));
    auto const before = m_collection.name;
    {
        QSignalBlocker const quiet{m_list};
        m_model->setRows(std::move(collections));
    }
    m_remove->setVisible(m_model->rowCount() > 0);
    if (m_model->rowCount() == 0) {
        m_collection = {};
        return m_state->showEmpty(
            QStringLiteral("database"), tr("No collections yet"),
            tr("A collection holds records that meet its JSON Schema. Services read and write them."),
            may(QStringLiteral("collections.write")) ? tr("New collection…") : QString{},
            [this] { newCollection(); });
    }
    m_state->showContent();
    auto const name = known(m_wanted) ? m_wanted : known(before) ? before : m_model->rowAt(0).name;
    m_wanted.clear();
    choose(name);
}

void CollectionsPage::choose(QString const& name)
{
    if (m_wanted == name)
        return;
    m_wanted = name;
    if (auto const row = m_model->rowOf(name); m_list->currentRow() != row)
        m_list->selectRow(row);
    if (m_collection.name != name)
        m_middle->showLoading();
    m_client.show(name, this, [this, name](Reply<Collection> reply) {
        if (m_wanted != name)
            return;
        if (auto const* problem = problemOf(reply))
            return m_middle->showFailed(*problem, [this, name] {
                m_wanted.clear();
                choose(name);
            });
        showCollection(std::get<Collection>(reply));
    });
}

void CollectionsPage::showCollection(Collection const& collection)
{
    auto const same =
        collection.name == m_collection.name && collection.schemaVersion == m_collection.schemaVersion;
    m_collection = collection;
    m_name->setText(kit::visible(collection.name));
    m_once->setVisible(collection.writeOnce);
    m_about->setText(kit::visible(collection.description));
    m_tabs->setWord(Schema, tr("Schema v%1").arg(collection.schemaVersion));
    m_inspector->setCollection(collection, may(QStringLiteral("records.write")));
    m_schema->show(collection);
    m_middle->showContent();
    auto const record = std::exchange(m_wantedRecord, {});
    if (!same) {
        m_inspector->show({});
        m_records->choose(record);
        m_records->show(collection);
    } else {
        m_records->refresh();
    }
    if (!record.isEmpty())
        askRecord(record);
}

void CollectionsPage::open(kit::Address const& address)
{
    auto const name = address.object.section(QLatin1Char('/'), 0, 0);
    if (name.isEmpty())
        return;
    m_wantedRecord = address.object.section(QLatin1Char('/'), 1, 1);
    auto const record = m_wantedRecord;
    if (known(name))
        choose(name);
    else
        m_wanted = name; // refresh() reads the list first.
    if (!record.isEmpty() && m_collection.name == name)
        askRecord(record);
}

void CollectionsPage::askRecord(QString const& id)
{
    if (!may(QStringLiteral("records.read")))
        return; // The pane says so already.
    m_tabs->setCurrent(Records);
    m_stack->setCurrentIndex(Records);
    m_records->choose(id);
    m_client.record(m_collection.name, id, this, [this](Reply<Record> reply) {
        if (auto const* problem = problemOf(reply))
            return shell().problem(*problem);
        m_inspector->show(std::get<Record>(reply));
        m_details->setChecked(true);
    });
}

QList<kit::Command> CollectionsPage::commands()
{
    QList<kit::Command> all;
    if (may(QStringLiteral("collections.write")))
        all << kit::Command{tr("New collection…"), QStringLiteral("plus"), [this] { newCollection(); }};
    if (m_collection.name.isEmpty())
        return all;
    if (may(QStringLiteral("records.write")))
        all << kit::Command{tr("New record in %1…").arg(m_collection.name), QStringLiteral("table-2"),
                            [this] { edit({}, QJsonValue::Undefined); }};
    if (may(QStringLiteral("collections.write")))
        all << kit::Command{tr("Remove collection %1…").arg(m_collection.name), QStringLiteral("trash-2"),
                            [this] { removeCollection(); }};
    return all;
}

bool CollectionsPage::unsaved() const
{
    return m_schema->unsaved() || (m_editor && m_editor->changed());
}

void CollectionsPage::setNarrow(bool narrow)
{
    m_narrow = narrow;
    m_details->setVisible(narrow);
    m_inspector->setVisible(!narrow || m_details->isChecked());
}

} // namespace ui::collections
