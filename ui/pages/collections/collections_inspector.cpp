// A record, its JSON and its revisions.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_inspector.h"

#include "ui/kit/form.h"
#include "ui/kit/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QStackedWidget>

namespace ui::collections {

namespace {

constexpr int kWidthPx = 320;

QPlainTextEdit* jsonView(QString const& name)
{
    auto* area = kit::textArea({}, 6, true);
    area->setReadOnly(true);
    area->setProperty("quiet", true);
    area->setFont(fontOf(Type::MonoSmall));
    area->setAccessibleName(name);
    area->setTabChangesFocus(true);
    new JsonInk{area->document()};
    return area;
}

} // namespace

RecordInspector::RecordInspector(CollectionsClient& client, QWidget* parent)
    : Panel{Qt::Vertical, 0, {}, QStringLiteral("paneRight"), parent}, m_client{client}
{
    setAccessibleName(tr("Record details"));
    setFixedWidth(kWidthPx);
    m_title = kit::elided({}, Type::MonoStrong);
    m_copy = new kit::IconButton{QStringLiteral("copy"), tr("Copy id")};
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_record.id);
        emit copied(tr("id"));
    });
    m_tabs = new kit::Tabs{{tr("Fields"), tr("JSON"), tr("History")}};
    connect(m_tabs, &kit::Tabs::chosen, this, &RecordInspector::turn);
    add(kit::row(4, {16, 12, 10, 4})->add(m_title, 1)->add(m_copy));
    add(kit::row(0, {16, 0, 16, 0})->add(m_tabs)->stretch());
    add(kit::rule());
    makeViews();
    add(m_stack, 1);
    makeFoot();
    show({});
}

void RecordInspector::makeViews()
{
    m_stack = new QStackedWidget;
    m_facts = new kit::Facts{tr("Members"), kit::Facts::Side::Left, 96};
    m_marks = new kit::Facts{tr("Record"), kit::Facts::Side::Left, 96};
    for (auto* facts : {m_facts, m_marks})
        connect(facts, &kit::Facts::copied, this, &RecordInspector::copied);
    m_stack->addWidget(kit::scrolling(
        kit::column(12, {16, 12, 16, 12})->add(m_facts)->add(kit::rule())->add(m_marks)->stretch()));
    m_json = jsonView(tr("Record as JSON"));
    m_stack->addWidget(kit::column(0, {12, 12, 12, 12})->add(m_json, 1));
    m_revisions = new RevisionsModel{this};
    m_history = new kit::Table{tr("Revisions"), m_revisions, 30};
    m_historyState = new kit::StateView{m_history};
    m_past = jsonView(tr("The chosen revision as JSON"));
    m_bringBack = new kit::Button{tr("Bring back…"), kit::Kind::Default, QStringLiteral("history")};
    m_stack->addWidget(kit::column(8, {0, 0, 0, 12})
                           ->add(m_historyState, 3)
                           ->add(kit::column(8, {12, 0, 12, 0})->add(m_past, 1)->add(m_bringBack), 2));
    m_members = kit::column(10, {16, 12, 16, 12});
    m_stack->addWidget(kit::scrolling(m_members));
    connect(m_history, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row < 0)
            return;
        auto const& revision = m_revisions->rowAt(row);
        m_past->setPlainText(kit::visible(prettyJson(revision.body)));
        m_bringBack->setText(tr("Bring back revision %1…").arg(revision.revision));
        auto const can = m_mayWrite && !m_collection.writeOnce && revision.revision != m_record.revision;
        m_bringBack->setVisible(can);
    });
    connect(m_bringBack, &QPushButton::clicked, this, [this] {
        if (m_history->currentRow() >= 0)
            emit bringBackAsked(m_record, m_revisions->rowAt(m_history->currentRow()).body);
    });
}

void RecordInspector::makeFoot()
{
    m_edit = new kit::Button{tr("Edit record…"), kit::Kind::Default, QStringLiteral("pencil")};
    m_remove = new kit::Button{tr("Delete…"), kit::Kind::DangerLine, QStringLiteral("trash-2")};
    m_foot = kit::column(0);
    m_foot->add(kit::rule())->add(kit::row(8, {16, 12, 16, 12})->add(m_edit, 1)->add(m_remove, 1));
    add(m_foot);
    connect(m_edit, &QPushButton::clicked, this, [this] { emit editAsked(m_record); });
    connect(m_remove, &QPushButton::clicked, this, [this] { emit removeAsked(m_record); });
}

void RecordInspector::setCollection(Collection const& collection, bool mayWrite)
{
    m_collection = collection;
    m_mayWrite = mayWrite;
    auto const why = !mayWrite              ? tr("You need records.write for this collection.")
                     : collection.writeOnce ? tr("Records of this collection are written once.")
                                            : QString{};
    m_edit->setReason(why);
    m_remove->setReason(why);
    if (m_record.none())
        fillMembers();
}

void RecordInspector::show(Record const& record)
{
    m_record = record;
    m_historyOf = -1;
    auto const none = record.none();
    m_tabs->setVisible(!none);
    m_copy->setVisible(!none);
    m_foot->setVisible(!none);
    if (none) {
        m_title->setText(tr("Schema %1").arg(m_collection.schemaVersion));
        fillMembers();
        m_stack->setCurrentIndex(m_stack->count() - 1);
        return;
    }
    m_title->setText(kit::visible(record.id.left(Record::kShortId)));
    m_title->setToolTip(kit::visible(record.id));
    fillFields();
    m_json->setPlainText(kit::visible(prettyJson(record.body)));
    turn(m_tabs->current());
}

void RecordInspector::fillFields()
{
    QList<kit::Fact> facts;
    auto rest = m_record.body.toObject();
    auto const add = [&facts](QString const& name, QJsonValue const& value) {
        auto const text = textOf(value);
        auto const look = value.isString() ? kit::FactLook::Text : kit::FactLook::Mono;
        facts << kit::Fact{.name = kit::visible(name),
                           .value = text,
                           .look = look,
                           .copyable = !text.isEmpty(),
                           .tip = text};
    };
    for (auto const& member : membersOf(m_collection))
        add(member.name, rest.take(member.name));
    for (auto each = rest.begin(); each != rest.end(); ++each) // What the schema does not name but allows.
        add(each.key(), each.value());
    m_facts->setFacts(facts);
    m_marks->setFacts({
        {.name = tr("id"), .value = m_record.id, .look = kit::FactLook::Mono, .copyable = true},
        {.name = tr("revision"), .value = QString::number(m_record.revision), .look = kit::FactLook::Mono},
        {.name = tr("created"), .value = kit::dayTime(m_record.createdAt), .look = kit::FactLook::Mono},
        {.name = tr("changed"), .value = kit::dayTime(m_record.updatedAt), .look = kit::FactLook::Mono},
    });
}

void RecordInspector::fillMembers()
{
    m_members->clear();
    for (auto const& member : membersOf(m_collection)) {
        auto* name = kit::elided(kit::visible(member.name), Type::MonoSmall);
        auto* words = kit::elided(summaryOf(member) + (member.required ? QString{} : tr(", optional")),
                                  Type::Small, Role::Muted);
        auto* line = kit::row(8)->add(name, 5)->add(words, 6);
        if (member.unique || member.indexed)
            line->add(new kit::Chip{member.unique ? tr("unique") : tr("indexed"),
                                    member.unique ? Role::Violet : Role::Info});
        m_members->add(line);
    }
    m_members->stretch();
}

void RecordInspector::turn(int view)
{
    m_stack->setCurrentIndex(view);
    if (view == History && m_historyOf != m_record.revision)
        readHistory();
}

void RecordInspector::readHistory()
{
    m_historyOf = m_record.revision;
    m_past->clear();
    m_bringBack->hide();
    m_revisions->setRows({});
    m_historyState->showLoading();
    m_client.history(m_collection.name, m_record.id, this,
                     [this, id = m_record.id](Reply<std::vector<Revision>> reply) {
                         if (id != m_record.id)
                             return;
                         if (auto const* problem = problemOf(reply))
                             return m_historyState->showFailed(*problem, [this] { readHistory(); });
                         takeHistory(std::get<std::vector<Revision>>(std::move(reply)));
                     });
}

void RecordInspector::takeHistory(std::vector<Revision> revisions)
{
    for (std::size_t i = 0; i + 1 < revisions.size(); ++i) // Newest first.
        revisions[i].changed = differing(revisions[i].body, revisions[i + 1].body);
    m_revisions->setRows(std::move(revisions));
    m_historyState->showContent();
    if (m_revisions->rowCount() > 0)
        m_history->selectRow(0);
}

} // namespace ui::collections
