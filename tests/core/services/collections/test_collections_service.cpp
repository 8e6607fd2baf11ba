// Collections: made, listed, changed and removed; their contents for backups.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/collections_service.h"

#include "core/services/collections/collections_routes.h"
#include "tests/support/registry.h"
#include "tests/support/shelf.h"

using namespace core;
using namespace core::collections;
using namespace std::string_literals;
using support::Shelf;

namespace {

std::string const kPerson = "{'type':'object','required':['name'],'additionalProperties':false,"
                            "'properties':{'name':{'type':'string'},'age':{'type':'integer'}}}";

Result<CollectionView> changeSchema(Shelf& shelf, std::string const& schema)
{
    SchemaChange const input{"people", Shelf::value(schema)};
    auto const prepared = shelf.database.read(
        shelf.owner, [&](api::ReadContext& context) { return shelf.service.prepareSchema(context, input); });
    if (!prepared)
        return prepared.error();
    return shelf.change(&CollectionsService::changeSchema, *prepared);
}

} // namespace

class test_collections_service : public QObject {
    Q_OBJECT
private slots:
    void makesShowsAndListsCollections();
    void refusesWhatItCannotKeep();
    void refusesASecondCollectionOfThatName();
    void removesOnlyWhatIsNamedTwice();
    void changesASchemaThatRecordsMeet();
    void namesRecordsThatWouldNotMeetASchema();
    void checksAgainWhatChangedMeanwhile();
    void seesASchemaOfTheSameBatch();
    void readsTheCatalogueAtStart();
    void tellsContentsApart();
    void statesItsRoutes();
};

void test_collections_service::makesShowsAndListsCollections()
{
    Shelf shelf;
    auto const made = shelf.make({.name = "people",
                                  .schema = Shelf::value(kPerson),
                                  .description = "Who we know",
                                  .unique = std::vector<std::string>{"name"},
                                  .indexes = std::vector<std::string>{"age"},
                                  .writeOnce = true});
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    QCOMPARE(shelf.database.last.answer.location, "/collections/people"s);
    QCOMPARE(shelf.database.last.subjectId, "people"s);
    auto const shown = shelf.read(&CollectionsService::show, CollectionRef{"people"});
    QVERIFY(shown);
    QCOMPARE(json::text(api::write(*shown)), json::text(api::write(*made)));
    QCOMPARE(json::text(shown->schema), json::text(Shelf::value(kPerson)));
    QVERIFY(shelf.make("animals", "true"));
    auto const page = shelf.read(&CollectionsService::list, CollectionList{.limit = 1, .after = {}});
    QCOMPARE(page->items.at(0).name, "animals"s);
    auto const next = shelf.read(&CollectionsService::list, CollectionList{.limit = 1, .after = page->next});
    QCOMPARE(next->items.at(0).name, "people"s);
    QVERIFY(!next->next);
    auto const none = shelf.read(&CollectionsService::show, CollectionRef{"none"});
    QVERIFY(!none && none.error().code == ErrorCode::NotFound);
}

void test_collections_service::refusesWhatItCannotKeep()
{
    Shelf shelf;
    auto const badSchema = shelf.make("people", "{'properties':{'a':{'minlength':1}}}");
    QVERIFY(!badSchema && badSchema.error().code == ErrorCode::Invalid);
    QCOMPARE(badSchema.error().fields.at(0).field, "/schema/properties/a/minlength"s);
    auto const badPath = shelf.make("people", "true", {"a'); DROP TABLE collections; --"});
    QVERIFY(!badPath);
    QCOMPARE(badPath.error().fields.at(0).field, "/unique/0"s);
    auto const twice = shelf.make("people", "true", {"a"}, {"b", "a"});
    QCOMPARE(twice.error().fields.at(0).field, "/indexes/1"s);
    auto const tooMany = shelf.make("people", "true", {"a", "b", "c", "d"}, {"e", "f", "g", "h", "i"});
    QVERIFY(!tooMany);
    for (auto const* name : {"", "A", "9a", "a b", "a/b", "../a", "a'", "\xC3\xA4"}) {
        auto const input =
            api::read<NewCollection>(json::Value(json::Object{{"name", name}, {"schema", true}}));
        QVERIFY2(!input, name);
    }
    QVERIFY(api::read<NewCollection>(json::Value(json::Object{{"name", "a-b_9"}, {"schema", true}})));
}

void test_collections_service::refusesASecondCollectionOfThatName()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const again = shelf.make("people", "false");
    QVERIFY(!again && again.error().code == ErrorCode::Conflict);
    QVERIFY(shelf.add("people", 7));
    auto tx = shelf.database.tx();
    QCOMPARE(shelf.service.tables(tx)->size(), std::size_t{1});
}

void test_collections_service::removesOnlyWhatIsNamedTwice()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const id = shelf.addedId("people", 7);
    auto const unsure = shelf.change(&CollectionsService::remove, CollectionRemoval{"people", "yes"});
    QVERIFY(!unsure && unsure.error().fields.at(0).field == "/confirm");
    QVERIFY(shelf.show("people", id));
    QVERIFY(shelf.change(&CollectionsService::remove, CollectionRemoval{"people", "people"}));
    auto const gone = shelf.show("people", id);
    QVERIFY(!gone && gone.error().code == ErrorCode::NotFound);
    QVERIFY(shelf.make("people", "true"));
    QVERIFY(!shelf.show("people", id));
    auto tx = shelf.database.tx();
    QCOMPARE(shelf.service.tables(tx)->at(0).table, "c_2"s);
}

void test_collections_service::changesASchemaThatRecordsMeet()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", kPerson));
    QVERIFY(shelf.add("people", Shelf::value("{'name':'Ada'}")));
    QVERIFY(!shelf.add("people", Shelf::value("{'name':'Ada','city':'London'}")));
    auto const changed = changeSchema(shelf, "{'required':['name']}");
    QVERIFY2(changed, changed ? "" : changed.error().message.c_str());
    QCOMPARE(changed->schemaVersion, 2);
    QVERIFY(shelf.add("people", Shelf::value("{'name':'Ada','city':'London'}")));
    QVERIFY(!shelf.add("people", Shelf::value("{'city':'London'}")));
}

void test_collections_service::namesRecordsThatWouldNotMeetASchema()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto const good = shelf.addedId("people", Shelf::value("{'name':'Ada'}"));
    auto const bad = shelf.addedId("people", Shelf::value("{'name':7}"));
    auto const removed = shelf.addedId("people", 5);
    QVERIFY(shelf.change(&CollectionsService::deleteRecord, RecordRef{"people", removed}));
    auto const refused = changeSchema(shelf, kPerson);
    QVERIFY(!refused && refused.error().code == ErrorCode::Conflict);
    QCOMPARE(refused.error().fields.size(), std::size_t{1});
    QCOMPARE(refused.error().fields[0].field, "/" + bad + "/name");
    QVERIFY(shelf.add("people", 5));
}

void test_collections_service::checksAgainWhatChangedMeanwhile()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    QVERIFY(shelf.add("people", Shelf::value("{'name':'Ada'}")));
    SchemaChange const input{"people", Shelf::value(kPerson)};
    auto const prepare = [&] {
        return shelf.database.read(shelf.owner, [&](api::ReadContext& context) {
            return shelf.service.prepareSchema(context, input);
        });
    };
    auto const prepared = prepare();
    auto const late = shelf.addedId("people", 9);
    auto const refused = shelf.change(&CollectionsService::changeSchema, *prepared);
    QVERIFY(!refused && refused.error().fields.at(0).field == "/" + late);
    QVERIFY(shelf.change(&CollectionsService::deleteRecord, RecordRef{"people", late}));
    auto const once = prepare();
    auto const twice = prepare();
    QVERIFY(shelf.change(&CollectionsService::changeSchema, *once));
    auto const clash = shelf.change(&CollectionsService::changeSchema, *twice);
    QVERIFY(!clash && clash.error().code == ErrorCode::Conflict);
}

void test_collections_service::seesASchemaOfTheSameBatch()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    SchemaChange const input{"people", Shelf::value("{'type':'object'}")};
    auto const prepared = shelf.database.read(
        shelf.owner, [&](api::ReadContext& context) { return shelf.service.prepareSchema(context, input); });
    // Both in one transaction: the catalogue in memory learns of the schema only after the commit.
    auto const both =
        shelf.database.change(shelf.owner, [&](api::Context& context) -> Result<api::RawAnswer> {
            TRY(shelf.service.changeSchema(context, *prepared));
            return shelf.service.createRecord(context, NewRecord{"people", 7});
        });
    QVERIFY(!both && both.error().code == ErrorCode::Invalid);
    // Rolled back: the schema before holds.
    QVERIFY(shelf.add("people", 7));
}

void test_collections_service::readsTheCatalogueAtStart()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", kPerson, {"name"}));
    auto const id = shelf.addedId("people", Shelf::value("{'name':'Ada'}"));
    auto tx = shelf.database.tx();
    CollectionsService second;
    api::ReadContext context{shelf.owner, tx, shelf.database.clock.now(), shelf.database.random};
    QVERIFY(!second.showRecord(context, RecordRef{"people", id}));
    QVERIFY(second.load(tx));
    QVERIFY(second.showRecord(context, RecordRef{"people", id}));
}

void test_collections_service::tellsContentsApart()
{
    Shelf shelf;
    QVERIFY(shelf.make("people", "true"));
    auto tx = shelf.database.tx();
    auto const empty = shelf.service.contents(tx);
    QCOMPARE(empty->at(0).rows, 0);
    auto const id = shelf.addedId("people", 7);
    auto const one = shelf.service.contents(tx);
    QCOMPARE(one->at(0).rows, 1);
    QCOMPARE(shelf.service.contents(tx)->at(0).sha256, one->at(0).sha256);
    QVERIFY(one->at(0).sha256 != empty->at(0).sha256);
    QVERIFY(shelf.change(&CollectionsService::deleteRecord, RecordRef{"people", id}));
    QVERIFY(shelf.service.contents(tx)->at(0).sha256 != one->at(0).sha256);
}

void test_collections_service::statesItsRoutes()
{
    Shelf shelf;
    auto const routes = collectionsRoutes(shelf.service);
    QCOMPARE(routes.size(), std::size_t{12});
    for (auto const& route : routes) {
        bool const isRecord = route.path.find("/records") != route.path.npos;
        QCOMPARE(route.serves == api::Serves::Both, isRecord);
        QCOMPARE(route.access->permission.scope == api::Scope::Collection, isRecord);
        QCOMPARE(route.access->scopeField == "collection", isRecord);
        QCOMPARE(route.audit->verb.empty(), route.method == api::Method::Get);
    }
}

DEWAR_TEST(test_collections_service)
#include "test_collections_service.moc"
