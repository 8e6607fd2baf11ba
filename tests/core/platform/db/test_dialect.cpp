// SQL text of collections: names that cannot leave a literal, and statements as both databases want them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/dialect.h"

#include <array>

#include "tests/support/registry.h"

using namespace core;
using namespace std::string_literals;

class test_dialect : public QObject {
    Q_OBJECT
private slots:
    void takesPathsOfPlainNamesOnly();
    void composesNamesOfDigits();
    void makesIndexesPerDialect();
    void numbersParametersInTheirOrder();
};

void test_dialect::takesPathsOfPlainNamesOnly()
{
    for (auto const* good : {"a", "email", "address.city", "_x.Y9", "a.b.c.d.e.f.g.h"}) {
        auto const path = db::MemberPath::parse(good);
        QVERIFY2(path, good);
        QCOMPARE(path->text(), std::string{good});
    }
    for (auto const* bad : {"", ".", "a.", ".a", "a..b", "9a", "a'b", "a\"b", "a b", "a;DROP TABLE c_1",
                            "a.b.c.d.e.f.g.h.i", "$.a", "a[0]", "\xC3\xA4", "a\\b", "a--", "a/**/"})
        QVERIFY2(!db::MemberPath::parse(bad), bad);
    QVERIFY(!db::MemberPath::parse(std::string(65, 'a')));
    QVERIFY(!db::MemberPath::parse("a\0b"s));
}

void test_dialect::composesNamesOfDigits()
{
    QCOMPARE(db::recordTable(7), "c_7"s);
    QCOMPARE(db::historyTable(7), "c_7_history"s);
    QCOMPARE(db::dropRecordTables(12), "DROP TABLE c_12_history; DROP TABLE c_12;"s);
    auto const sqlite = db::createRecordTables(db::Dialect::Sqlite, 3);
    QVERIFY(sqlite.find("CREATE TABLE c_3(id TEXT PRIMARY KEY, revision INTEGER") != sqlite.npos);
    QVERIFY(sqlite.find("STRICT") != sqlite.npos);
    auto const postgres = db::createRecordTables(db::Dialect::Postgres, 3);
    QVERIFY(postgres.find("revision BIGINT") != postgres.npos);
    QVERIFY(postgres.find("STRICT") == postgres.npos);
}

void test_dialect::makesIndexesPerDialect()
{
    auto const path = *db::MemberPath::parse("address.city");
    QCOMPARE(db::createMemberIndex(db::Dialect::Sqlite, 3, 1, path, false),
             "CREATE INDEX c_3_i1 ON c_3((member_text(body, 'address.city')), id)"
             " WHERE deleted_at IS NULL;"s);
    QCOMPARE(db::createMemberIndex(db::Dialect::Postgres, 3, 2, path, true),
             R"(CREATE UNIQUE INDEX c_3_i2 ON c_3((NULLIF(((CASE WHEN strpos(body, '\u0000') = 0 THEN body)"s
             R"( ELSE regexp_replace(body, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\uE000', 'g') END)::json)"
             R"( #> '{address,city}')::text, 'null'))) WHERE deleted_at IS NULL;)");
}

void test_dialect::numbersParametersInTheirOrder()
{
    std::array const paths{*db::MemberPath::parse("a"), *db::MemberPath::parse("b")};
    auto const byTime = db::listRecords(db::Dialect::Sqlite, 3, db::RecordOrder::UpdatedAt, true, true, {});
    QVERIFY(byTime.ends_with("AND (updated_at, id) < ($3, $2) ORDER BY updated_at DESC, id DESC LIMIT $1"));
    auto const filtered = db::listRecords(db::Dialect::Sqlite, 3, db::RecordOrder::Id, false, true, paths);
    QVERIFY(filtered.ends_with("AND id > $2 AND member_text(body, 'a') = $3 AND "
                               "member_text(body, 'b') = $4 ORDER BY id LIMIT $1"));
    auto const first = db::listRecords(db::Dialect::Sqlite, 3, db::RecordOrder::Id, false, false, paths);
    QVERIFY(first.find("= $2 AND") != first.npos);
}

DEWAR_TEST(test_dialect)
#include "test_dialect.moc"
