// The catalogue's and the records' statements on a real database.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/collections_store.h"

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::collections;

namespace {

struct Shelf {
    support::TempDatabase database;
    db::Tx tx = database.tx();
    CollectionPointer collection;

    explicit Shelf(std::vector<std::string> unique = {}, std::vector<std::string> indexes = {})
    {
        StoredCollection stored{.number = *nextNumber(tx),
                                .name = "things",
                                .description = "d",
                                .schemaText = "true",
                                .schemaVersion = 1,
                                .unique = unique,
                                .indexes = indexes,
                                .writeOnce = false,
                                .createdAt = database.clock.now(),
                                .updatedAt = database.clock.now()};
        support::TempDatabase::must(insertCollection(tx, stored));
        support::TempDatabase::must(makeTables(tx, stored, paths(unique), paths(indexes)));
        collection = *compiled(std::move(stored));
    }
    static std::vector<db::MemberPath> paths(std::vector<std::string> const& texts)
    {
        std::vector<db::MemberPath> parsed;
        for (auto const& text : texts)
            parsed.push_back(*db::MemberPath::parse(text));
        return parsed;
    }
    Status insert(std::string id, std::string body)
    {
        database.clock.advance(std::chrono::seconds{1});
        return insertRecord(tx, *collection, id, body, "owner", database.clock.now());
    }
};

} // namespace

class test_collections_store : public QObject {
    Q_OBJECT
private slots:
    void givesEveryNumberOnce();
    void keepsWhatACollectionIs();
    void keepsEveryRevision();
    void refusesAStaleRevision();
    void comparesUniqueMembersByTheirJson();
    void usesItsIndexes();
};

void test_collections_store::givesEveryNumberOnce()
{
    Shelf shelf;
    QCOMPARE(shelf.collection->stored.number, 1);
    support::TempDatabase::must(dropTables(shelf.tx, 1));
    support::TempDatabase::must(deleteCollection(shelf.tx, 1));
    QCOMPARE(*nextNumber(shelf.tx), 2);
    QCOMPARE(*countCollections(shelf.tx), 0);
}

void test_collections_store::keepsWhatACollectionIs()
{
    Shelf shelf{{"email"}, {"address.city"}};
    auto const found = findCollection(shelf.tx, "things");
    QVERIFY(found && *found);
    QCOMPARE((*found)->unique, std::vector<std::string>{"email"});
    QCOMPARE((*found)->indexes, std::vector<std::string>{"address.city"});
    QCOMPARE((*found)->schemaText, std::string{"true"});
    auto const other = shelf.collection->stored;
    QVERIFY(!insertCollection(shelf.tx, other));
    support::TempDatabase::must(replaceSchema(shelf.tx, 1, "{}", 2, shelf.database.clock.now()));
    QCOMPARE((**collectionVersion(shelf.tx, "things")).second, 2);
    QVERIFY(!*collectionVersion(shelf.tx, "none"));
}

void test_collections_store::keepsEveryRevision()
{
    Shelf shelf;
    auto const& collection = *shelf.collection;
    QVERIFY(shelf.insert("r1", "{\"a\":1}"));
    QVERIFY(*replaceRecord(shelf.tx, collection, "r1", 1, "{\"a\":2}", shelf.database.clock.now()));
    QVERIFY(*removeRecord(shelf.tx, collection, "r1", 2, shelf.database.clock.now()));
    QVERIFY(!*findRecord(shelf.tx, collection, "r1"));
    auto const tombstone = findAnyRecord(shelf.tx, collection, "r1");
    QVERIFY(*tombstone && (*tombstone)->deletedAt);
    QCOMPARE((*tombstone)->revision, 3);
    auto const history = recordHistory(shelf.tx, collection, "r1", 3, 10);
    QCOMPARE(history->size(), std::size_t{2});
    QCOMPARE(history->at(0).body, std::string{"{\"a\":2}"});
    QCOMPARE(history->at(1).body, std::string{"{\"a\":1}"});
    QCOMPARE(recordsAfter(shelf.tx, collection, "", 10)->size(), std::size_t{1});
}

void test_collections_store::refusesAStaleRevision()
{
    Shelf shelf;
    QVERIFY(shelf.insert("r1", "1"));
    QVERIFY(!*replaceRecord(shelf.tx, *shelf.collection, "r1", 2, "2", shelf.database.clock.now()));
    QVERIFY(!*removeRecord(shelf.tx, *shelf.collection, "none", 1, shelf.database.clock.now()));
    QCOMPARE((*findRecord(shelf.tx, *shelf.collection, "r1"))->body, std::string{"1"});
}

void test_collections_store::comparesUniqueMembersByTheirJson()
{
    Shelf shelf{{"email"}};
    QVERIFY(shelf.insert("r1", "{\"email\":\"1\"}"));
    QVERIFY(shelf.insert("r2", "{\"email\":1}"));
    QVERIFY(shelf.insert("r3", "{\"email\":true}"));
    QVERIFY(shelf.insert("r4", "{}"));
    QVERIFY(shelf.insert("r5", "{}"));
    QVERIFY(shelf.insert("r6", "{\"email\":null}"));
    QVERIFY(shelf.insert("r7", "{\"email\":null}"));
    QVERIFY(shelf.insert("r8", "\"not an object\""));
    // An escaped NUL is a character like others; the same letters behind an escaped backslash are other ones.
    for (auto const* body : {R"({"email":"a\u0000"})", R"({"email":"a\\u0000"})", R"({"email":"a\\uE000"})",
                             "{\"email\":\"a\xEE\x80\x80\"}", R"({"email":"a\\\u0000\u0000"})"})
        QVERIFY2(shelf.insert(body, body), body);
    auto const nul = shelf.insert("r10", R"({"email":"a\u0000"})");
    QVERIFY(!nul && nul.error().code == ErrorCode::Conflict);
    auto const again = shelf.insert("r9", "{\"email\":\"1\"}");
    QVERIFY(!again && again.error().code == ErrorCode::Conflict);
    QVERIFY(*removeRecord(shelf.tx, *shelf.collection, "r1", 1, shelf.database.clock.now()));
    QVERIFY(shelf.insert("r9", "{\"email\":\"1\"}"));
}

void test_collections_store::usesItsIndexes()
{
    if (support::onPostgres())
        QSKIP(
            "SQLite says how it will run a statement without being given its values; PostgreSQL 15 does not");
    Shelf shelf{{}, {"city"}};
    auto const plan = [&](std::string const& sql) {
        auto const lines =
            shelf.tx.all("EXPLAIN QUERY PLAN " + sql, [](db::Row const& row) { return row.text(3); });
        std::string text;
        for (auto const& line : lines ? *lines : std::vector<std::string>{lines.error().detail})
            text += line + "\n";
        return QString::fromStdString(text);
    };
    auto const filters = Shelf::paths({"city"});
    auto const number = shelf.collection->stored.number;
    auto const filtered =
        plan(db::listRecords(db::Dialect::Sqlite, number, db::RecordOrder::Id, false, true, filters));
    QVERIFY2(filtered.contains("USING INDEX c_1_i1") && !filtered.contains("TEMP B-TREE"),
             qPrintable(filtered));
    auto const recent =
        plan(db::listRecords(db::Dialect::Sqlite, number, db::RecordOrder::UpdatedAt, true, true, {}));
    QVERIFY2(recent.contains("c_1_updated") && !recent.contains("TEMP B-TREE"), qPrintable(recent));
    auto const one = plan(shelf.collection->sql.find);
    QVERIFY2(one.contains("SEARCH") && !one.contains("SCAN"), qPrintable(one));
}

DEWAR_TEST(test_collections_store)
#include "test_collections_store.moc"
