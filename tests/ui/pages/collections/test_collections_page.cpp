// Tests of the data page: records by schema, filter and paging by the engine, editing, conflicts, schema, removal.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/collections/collections_page.h"

#include "tests/support/page_pictures.h"
#include "tests/support/registry.h"

using namespace ui;
using namespace ui::collections;
using support::answerOf;
using support::jsonOf;

namespace {

constexpr char kList[] = R"({"items":[
 {"name":"customers","description":"People and firms","schema_version":7,"created_at":"2026-02-01T09:00:00Z","updated_at":"2026-08-30T09:00:00Z"},
 {"name":"events","description":"What happened","schema_version":2,"write_once":true,"created_at":"2026-02-01T09:00:00Z","updated_at":"2026-02-01T09:00:00Z"},
 {"name":"inventory","description":"","schema_version":4,"created_at":"2026-02-01T09:00:00Z","updated_at":"2026-05-11T09:00:00Z"},
 {"name":"orders","description":"From the shop and by telephone","schema_version":12,"created_at":"2026-02-01T09:00:00Z","updated_at":"2026-09-01T09:00:00Z"},
 {"name":"partners","description":"Who delivers for us","schema_version":1,"created_at":"2026-02-01T09:00:00Z","updated_at":"2026-02-01T09:00:00Z"},
 {"name":"refunds","description":"","schema_version":3,"created_at":"2026-02-01T09:00:00Z","updated_at":"2026-07-02T09:00:00Z"}]})";
constexpr char kOrders[] =
    R"({"name":"orders","description":"From the shop and by telephone","schema_version":12,
 "unique":["number"],"indexes":["status","currency"],"write_once":false,
 "created_at":"2026-02-01T09:00:00Z","updated_at":"2026-09-01T09:00:00Z",
 "schema":{"type":"object","required":["number","status","total","currency","placed"],
  "properties":{"number":{"type":"string","minLength":4},"status":{"enum":["open","paid","refund due"]},
  "total":{"type":"number","minimum":0},"currency":{"enum":["EUR","CHF","SEK"]},
  "placed":{"type":"string","format":"date-time"},"customer":{"type":"string","description":"Who ordered"},
  "items":{"type":"array"},"note":{"type":"string"}},"additionalProperties":false}})";
constexpr char kRefused[] = "orders";
QString const kId = QStringLiteral("0198f3a4-5b6c-7d8e-9f01-000000000003");
QString const kRecord = "/collections/orders/records/" + kId;
QString const kRecords = "/collections/orders/records";

QStringList all()
{
    return {"collections.read", "collections.write", "records.read", "records.write"};
}

QJsonObject record(int number, qint64 revision = 1)
{
    static char const* const kStates[] = {"paid", "paid", "open", "paid", "refund due"};
    static char const* const kNames[] = {"Amara Tesfaye", "Luis Prado", "Mette Kjær", "Sanne Ruiz",
                                         "Jona Weber"};
    static char const* const kCurrencies[] = {"EUR", "EUR", "CHF", "EUR", "SEK"};
    auto const at = QDateTime{QDate{2026, 9, 14}, QTime{9, 21}, Qt::UTC}.addSecs(-number * 431);
    QJsonObject body{{"number", QStringLiteral("A-%1").arg(20418 - number)},
                     {"status", kStates[number % 5]},
                     {"total", (30000 + number * 7919 % 220000) / 100.0},
                     {"currency", kCurrencies[number * 3 % 5]},
                     {"placed", at.toString(Qt::ISODate)},
                     {"customer", kNames[number * 2 % 5]},
                     {"items", QJsonArray{1, 2, 3}}};
    return {{"id", QStringLiteral("0198f3a4-5b6c-7d8e-9f01-%1").arg(number, 12, 10, QLatin1Char('0'))},
            {"revision", revision},
            {"created_at", at.toString(Qt::ISODate)},
            {"updated_at", at.toString(Qt::ISODate)},
            {"body", body}};
}

QJsonObject records(int from, int count, QString const& next)
{
    QJsonArray items;
    for (int i = from; i < from + count; ++i)
        items << record(i, i == 3 ? 4 : 1);
    QJsonObject page{{"items", items}};
    if (!next.isEmpty())
        page["next"] = next;
    return page;
}

void fill(support::FakeApi& api)
{
    api.shows("/collections", kList);
    for (auto const* name : {"customers", "events", "inventory", "partners", "refunds"})
        api.answer(Verb::Get, pathOf("/collections/%1", {name}),
                   QJsonObject{{"name", name}, {"schema", QJsonObject{}}});
    for (auto const* name : {"customers", "events", "inventory", "partners", "refunds"})
        api.answer(Verb::Get, pathOf("/collections/%1/records", {name}),
                   QJsonObject{{"items", QJsonArray{}}});
    api.shows("/collections/orders", kOrders);
    api.script(Verb::Get, kRecords, [](Call const& call) -> Reply<Answer> {
        return call.query.hasQueryItem("after") ? answerOf(records(40, 5, {}))
                                                : answerOf(records(0, 40, "cursor"));
    });
    api.answer(Verb::Get, kRecord, record(3, 4));
    auto revision = [](int number, double total, char const* status) {
        auto body = record(3)["body"].toObject();
        body["total"] = total;
        body["status"] = status;
        return QJsonObject{{"revision", number},
                           {"updated_at", "2026-09-1" + QString::number(number) + "T09:00:00Z"},
                           {"deleted", false},
                           {"body", body}};
    };
    api.answer(Verb::Get, kRecord + "/history",
               QJsonObject{{"items", QJsonArray{revision(4, 537.57, "paid"), revision(3, 537.57, "open"),
                                                revision(2, 500, "open"), revision(1, 480, "open")}}});
    api.answer(Verb::Put, kRecord, record(3, 5));
    api.answer(Verb::Post, kRecords, record(77), 201);
    api.answer(Verb::Delete, kRecord, QJsonValue::Undefined, 204);
}

template <class T> T* named(QWidget& in, QString const& label)
{
    for (auto* each : in.findChildren<T*>())
        if (each->text() == label && each->isVisible())
            return each;
    return nullptr;
}

bool says(QWidget& in, QString const& words)
{
    auto const labels = in.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](QLabel* label) { return label->isVisible() && label->text().contains(words); });
}

kit::Table* table(QWidget& page, QString const& name)
{
    for (auto* each : page.findChildren<kit::Table*>())
        if (each->accessibleName() == name)
            return each;
    return nullptr;
}

/// A page that shows the orders, with the record of revision 4 chosen.
struct Shown {
    explicit Shown(QStringList const& permissions = all(), QSize const& size = support::kWidePage)
        : world{permissions}
    {
        world.theme.apply(Theme::Choice::Dark);
        fill(world.api);
        page.emplace(world.context());
        page->open({"collections", "orders/" + kId, {}});
        support::showPage(*page, size);
    }
    RecordInspector& inspector() { return *page->findChild<RecordInspector*>(); }
    RecordEditor* editor() { return page->findChild<RecordEditor*>(); }
    support::PageWorld world;
    std::optional<CollectionsPage> page;
};

} // namespace

class test_collections_page : public QObject {
    Q_OBJECT

private slots:
    void showsRecordsByTheirSchema();
    void readsOnByCursor();
    void filtersAndSortsInTheEngine();
    void saysWhatTheEngineRefusesToFilter();
    void needsTheRightToRead();
    void editsWithIfMatch();
    void comparesWhenSomebodyWasFaster();
    void showsFaultsBesideTheirFields();
    void deletesAndBringsBack();
    void showsHistoryAndBringsARevisionBack();
    void refusesBrokenSchemasWithTheirLine();
    void showsWhatTheEngineRefusesInASchema();
    void removesACollectionByItsName();
    void createsACollection();
    void fitsIntoTheSmallestWindow();
    void pictures();
};

void test_collections_page::showsRecordsByTheirSchema()
{
    Shown shown;
    auto* records = table(*shown.page, "Records of orders");
    QVERIFY(records);
    QCOMPARE(records->shownRows(), 40);
    QCOMPARE(shown.inspector().record().id, kId);
    QVERIFY(says(*shown.page, "The first 40 records"));
    auto const last = records->model()->columnCount() - 1;
    QVERIFY(!records->isColumnHidden(last)); // When it was changed has its place, whatever has not.
    QVERIFY(records->isColumnHidden(last - 1));
    QVERIFY(records->columnViewportPosition(last) + records->columnWidth(last) <=
            records->viewport()->width());
    QCOMPARE(shown.world.api.unscripted, QStringList{});
}

void test_collections_page::readsOnByCursor()
{
    Shown shown;
    auto* records = table(*shown.page, "Records of orders");
    emit records->reachedEnd();
    support::settle();
    QCOMPARE(records->shownRows(), 45);
    QCOMPARE(shown.world.api.last(Verb::Get, kRecords).query.queryItemValue("after"), "cursor");
    emit records->reachedEnd(); // There is no more.
    support::settle();
    QCOMPARE(shown.world.api.count(Verb::Get, kRecords), 2);
}

void test_collections_page::filtersAndSortsInTheEngine()
{
    Shown shown;
    auto* filter = qobject_cast<QLineEdit*>(shown.page->filterWidget());
    filter->setText("status:paid currency:EUR");
    QTest::keyClick(filter, Qt::Key_Return);
    support::settle();
    auto const query = shown.world.api.last(Verb::Get, kRecords).query;
    QCOMPARE(query.allQueryItemValues("filter", QUrl::FullyDecoded), (QStringList{"status:paid", "currency:EUR"}));
    QCOMPARE(query.queryItemValue("sort"), "id");
    QCOMPARE(query.queryItemValue("descending"), "true");
}

void test_collections_page::saysWhatTheEngineRefusesToFilter()
{
    Shown shown;
    shown.world.api.refuse(
        Verb::Get, kRecords,
        {.status = 422, .errors = {{"/filter/0", "names a member that the collection has no index for"}}});
    auto* filter = qobject_cast<QLineEdit*>(shown.page->filterWidget());
    filter->setText("note:x");
    QTest::keyClick(filter, Qt::Key_Return);
    support::settle();
    QVERIFY(says(*shown.page, "no index for"));
    QCOMPARE(table(*shown.page, "Records of orders")->shownRows(), 40); // What was shown stays.
}

void test_collections_page::needsTheRightToRead()
{
    Shown shown{{"collections.read"}};
    QVERIFY(says(*shown.page, "You need records.read"));
    QCOMPARE(shown.world.api.count(Verb::Get, kRecords), 0);
    QVERIFY(!named<QPushButton>(*shown.page, "New collection…")->isEnabled());
    QVERIFY(shown.page->commands().isEmpty());
}

void test_collections_page::editsWithIfMatch()
{
    Shown shown;
    named<QPushButton>(*shown.page, "Edit record…")->click();
    QVERIFY(shown.editor());
    QVERIFY(!shown.page->unsaved());
    auto* note = shown.editor()->form()->field("note");
    QTest::keyClicks(note->control(), "call first");
    QVERIFY(shown.page->unsaved());
    shown.editor()->saveButton()->click();
    support::settle();
    auto const call = shown.world.api.last(Verb::Put, kRecord);
    QCOMPARE(call.ifMatch, QByteArray{"\"4\""});
    QCOMPARE(call.body["note"].toString(), "call first");
    QCOMPARE(call.body["items"].toArray().size(), 3);
    QVERIFY(!call.body.toObject().contains("id"));
    QCOMPARE(shown.world.shell.toasts.size(), 1);
    QVERIFY(!shown.editor());
}

void test_collections_page::comparesWhenSomebodyWasFaster()
{
    Shown shown;
    named<QPushButton>(*shown.page, "Edit record…")->click();
    shown.editor()->form()->field("customer")->setText("Mine Name");
    auto theirs = record(3, 9);
    auto body = theirs["body"].toObject();
    body["customer"] = "Their Name";
    theirs["body"] = body;
    shown.world.api.answer(Verb::Get, kRecord, theirs);
    shown.world.api.next(Verb::Put, kRecord, Problem{.status = 412, .title = "changed"});
    shown.editor()->saveButton()->click();
    support::settle();
    QVERIFY(says(*shown.editor(), "Somebody saved revision 9"));
    QVERIFY(says(*shown.editor(), "Their Name"));
    QVERIFY(says(*shown.editor(), "Mine Name"));
    QCOMPARE(shown.editor()->form()->field("customer")->text(), "Mine Name");
    named<QPushButton>(*shown.editor(), "Keep mine and save over theirs")->click();
    support::settle();
    auto const call = shown.world.api.last(Verb::Put, kRecord);
    QCOMPARE(call.ifMatch, QByteArray{"\"9\""});
    QCOMPARE(call.body["customer"].toString(), "Mine Name");
}

void test_collections_page::showsFaultsBesideTheirFields()
{
    Shown shown;
    named<QPushButton>(*shown.page, "Edit record…")->click();
    auto* editor = shown.editor();
    editor->form()->field("total")->setText("twelve");
    editor->saveButton()->click();
    QVERIFY(editor->form()->field("total")->error().contains("1206.84"));
    QCOMPARE(shown.world.api.count(Verb::Put, kRecord), 0);
    editor->form()->field("total")->setText("-1");
    shown.world.api.refuse(Verb::Put, kRecord, {.status = 422, .errors = {{"/total", "must be at least 0"}}});
    editor->saveButton()->click();
    support::settle();
    QCOMPARE(editor->form()->field("total")->error(), "must be at least 0");
    QVERIFY(editor->saveButton()->isEnabled());
}

void test_collections_page::deletesAndBringsBack()
{
    Shown shown;
    named<QPushButton>(*shown.page, "Delete…")->click();
    auto* dialog = shown.page->findChild<kit::ConfirmDialog*>();
    QVERIFY(dialog);
    dialog->dangerButton()->click();
    support::settle();
    QCOMPARE(shown.world.api.last(Verb::Delete, kRecord).ifMatch, QByteArray{"\"4\""});
    QVERIFY(shown.world.shell.toasts.last().undo);
    shown.world.shell.toasts.last().undo();
    support::settle();
    QCOMPARE(shown.world.api.lastBody(Verb::Post, kRecords), record(3)["body"].toObject());
}

void test_collections_page::showsHistoryAndBringsARevisionBack()
{
    Shown shown;
    emit shown.inspector().findChild<kit::Tabs*>()->chosen(2);
    support::settle();
    auto* history = table(*shown.page, "Revisions");
    QCOMPARE(history->shownRows(), 4);
    QCOMPARE(history->model()->index(0, 2).data().toString(), "status");
    history->selectRow(3);
    named<QPushButton>(*shown.page, "Bring back revision 1…")->click();
    QVERIFY(shown.editor());
    shown.editor()->saveButton()->click();
    support::settle();
    auto const call = shown.world.api.last(Verb::Put, kRecord);
    QCOMPARE(call.ifMatch, QByteArray{"\"4\""});
    QCOMPARE(call.body["total"].toDouble(), 480.0);
}

void test_collections_page::refusesBrokenSchemasWithTheirLine()
{
    Shown shown;
    emit shown.page->findChildren<kit::Tabs*>().first()->chosen(1);
    auto* pane = shown.page->findChild<SchemaPane*>();
    pane->editButton()->click();
    pane->edit()->setPlainText("{\n \"type\": \"object\",\n \"properties\" {}\n}");
    pane->saveButton()->click();
    QTRY_VERIFY(!pane->saveButton()->isEnabled());
    auto const labels = pane->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](QLabel* label) { return label->text().startsWith("Line 3:"); }));
    QVERIFY(pane->unsaved());
    QCOMPARE(shown.world.api.count(Verb::Put, "/collections/orders/schema"), 0);
}

void test_collections_page::showsWhatTheEngineRefusesInASchema()
{
    Shown shown;
    auto* pane = shown.page->findChild<SchemaPane*>();
    pane->editButton()->click();
    pane->edit()->setPlainText(
        "{\n \"type\": \"object\",\n \"properties\": {\n  \"a\": {\n   \"colour\": \"red\"\n  }\n }\n}");
    shown.world.api.next(
        Verb::Put, "/collections/orders/schema",
        Problem{.status = 422,
                .errors = {{"/schema/properties/a/colour", "is a keyword that is not supported"}}});
    pane->saveButton()->click();
    support::settle();
    auto const buttons = pane->findChildren<QPushButton*>();
    QVERIFY(std::any_of(buttons.begin(), buttons.end(),
                        [](QPushButton* each) { return each->text() == "Line 5"; }));
    shown.world.api.next(
        Verb::Put, "/collections/orders/schema",
        Problem{.status = 409, .type = "records-invalid", .errors = {{"/" + kId + "/total", "is missing"}}});
    pane->saveButton()->click();
    support::settle();
    auto const links = pane->findChildren<QPushButton*>();
    auto const link = std::find_if(links.begin(), links.end(),
                                   [](QPushButton* each) { return each->text() == kId.left(13); });
    QVERIFY(link != links.end());
}

void test_collections_page::removesACollectionByItsName()
{
    Shown shown;
    shown.world.api.answer(Verb::Delete, "/collections/orders", QJsonValue::Undefined, 204);
    named<QPushButton>(*shown.page, "Remove collection…")->click();
    support::settle();
    auto* dialog = shown.page->findChild<kit::ConfirmDialog*>();
    QVERIFY(dialog);
    QVERIFY(says(*dialog, "more than 40"));
    dialog->typedEdit()->setText("order");
    QVERIFY(!dialog->dangerButton()->isEnabled());
    dialog->typedEdit()->setText(kRefused);
    dialog->dangerButton()->click();
    support::settle();
    QCOMPARE(shown.world.api.last(Verb::Delete, "/collections/orders").query.queryItemValue("confirm"),
             "orders");
}

void test_collections_page::createsACollection()
{
    Shown shown;
    shown.world.api.answer(Verb::Post, "/collections",
                           jsonOf(R"({"name":"couriers","schema":{},"schema_version":1})"), 201);
    named<QPushButton>(*shown.page, "New collection…")->click();
    auto* dialog = shown.page->findChild<NewCollection*>();
    QVERIFY(dialog);
    dialog->form()->field("name")->setText("Bad Name");
    dialog->submitButton()->click();
    QVERIFY(!dialog->form()->field("name")->error().isEmpty());
    dialog->form()->field("name")->setText("couriers");
    dialog->form()->field("indexes")->setText("city, zone.code");
    dialog->submitButton()->click();
    support::settle();
    auto const body = shown.world.api.lastBody(Verb::Post, "/collections");
    QCOMPARE(body["name"].toString(), "couriers");
    QCOMPARE(body["indexes"].toArray(), (QJsonArray{"city", "zone.code"}));
    QCOMPARE(body["schema"]["type"].toString(), "object");
    QVERIFY(!body.contains("unique"));
}

void test_collections_page::fitsIntoTheSmallestWindow()
{
    Shown shown{all(), support::kNarrowPage};
    shown.page->setNarrow(true);
    shown.inspector().show(shown.inspector().record());
    auto const least = shown.page->minimumSizeHint();
    QVERIFY2(least.width() <= 1044 && least.height() <= 600,
             qPrintable(QString("%1x%2").arg(least.width()).arg(least.height())));
}

void test_collections_page::pictures()
{
    {
        Shown shown;
        support::savePictures(shown.world.theme, *shown.page, "collections-records");
        shown.inspector().findChild<kit::Tabs*>()->setCurrent(2);
        emit shown.inspector().findChild<kit::Tabs*>()->chosen(2);
        support::settle();
        support::savePictures(shown.world.theme, *shown.page, "collections-history");
        shown.page->findChildren<kit::Tabs*>().first()->setCurrent(1);
        emit shown.page->findChildren<kit::Tabs*>().first()->chosen(1);
        shown.page->findChild<SchemaPane*>()->editButton()->click();
        support::savePictures(shown.world.theme, *shown.page, "collections-schema");
    }
    {
        Shown shown;
        named<QPushButton>(*shown.page, "Edit record…")->click();
        shown.editor()->form()->field("customer")->setText("Sanne Ruiz-Holm");
        shown.world.api.next(Verb::Put, kRecord, Problem{.status = 412});
        shown.world.api.answer(Verb::Get, kRecord, record(3, 5));
        shown.editor()->saveButton()->click();
        support::settle();
        support::savePictures(shown.world.theme, *shown.page, "collections-conflict");
    }
    Shown shown{all(), support::kNarrowPage};
    support::savePictures(shown.world.theme, *shown.page, "collections-narrow");
}

DEWAR_TEST(test_collections_page)
#include "test_collections_page.moc"
