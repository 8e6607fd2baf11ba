// Tests of the audit rows in the database.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/audit/audit_store.h"

#include <limits>

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::audit;

class test_audit_store : public QObject {
    Q_OBJECT
private slots:
    void bringsBackEveryColumn();
    void refusesTheSameNumberTwice();
    void walksAnIndexForEveryFilter();
};

void test_audit_store::bringsBackEveryColumn()
{
    support::TempDatabase database;
    auto tx = database.tx();
    QVERIFY(!lastRow(tx)->has_value());
    Row row{.number = 1, .entry = {}, .detailsText = "{}", .previousHash = std::string(32, '\0'), .hash = {}};
    row.hash = std::string{"a\0b", 3};
    row.entry.at = database.clock.now();
    row.entry.actorKind = "1";
    row.entry.actorId = "2";
    row.entry.actorName = "3";
    row.entry.sessionId = "4";
    row.entry.tokenId = "5";
    row.entry.verb = "6";
    row.entry.subjectType = "7";
    row.entry.subjectId = "8";
    row.entry.outcome = "9";
    row.entry.traceId = "10";
    row.entry.address = "11";
    QVERIFY(static_cast<bool>(insert(tx, row)));
    auto const back = rowsAfter(tx, 0, 10)->at(0);
    auto const& entry = back.entry;
    QCOMPARE(entry.at, row.entry.at);
    QCOMPARE(entry.actorKind + entry.actorId + entry.actorName + entry.sessionId + entry.tokenId + entry.verb
                 + entry.subjectType + entry.subjectId + entry.outcome + entry.traceId + entry.address,
             std::string{"1234567891011"});
    QCOMPARE(back.hash, row.hash);
    QCOMPARE(back.previousHash, row.previousHash);
    QCOMPARE((*lastRow(tx))->number, std::int64_t{1});
}

void test_audit_store::refusesTheSameNumberTwice()
{
    support::TempDatabase database;
    auto tx = database.tx();
    Row const row{.number = 1, .entry = {}, .detailsText = "{}", .previousHash = "p", .hash = "h"};
    QVERIFY(static_cast<bool>(insert(tx, row)));
    QVERIFY(!insert(tx, row));
}

void test_audit_store::walksAnIndexForEveryFilter()
{
    support::TempDatabase database;
    auto tx = database.tx();
    bool const postgres = support::onPostgres();
    if (postgres)   // An empty table is read through no index otherwise, and sorted as cheaply.
        QVERIFY(bool(tx.connection().execute("SET enable_seqscan = off; SET enable_sort = off")));
    for (auto const* column : {"verb", "actor_id", "actor_name", "subject_id"}) {
        auto const plan = tx.all(std::string{postgres ? "EXPLAIN" : "EXPLAIN QUERY PLAN"} +
                                     " SELECT number FROM audit_rows WHERE " + column
                                     + " = 'x' AND number < 5 ORDER BY number DESC LIMIT 5",
                                 [&](db::Row const& row) { return row.text(postgres ? 0 : 3); });
        QVERIFY(static_cast<bool>(plan));
        std::string text;
        for (auto const& line : *plan)
            text += line + "\n";
        QVERIFY2(text.find(std::string{"audit_rows_"} + column) != std::string::npos, text.c_str());
        QVERIFY2(postgres ? text.find("Sort") == std::string::npos : plan->size() == 1, text.c_str());
    }
    RowFilter filter{.verb = "x", .actorId = "", .actorName = "", .subject = "", .from = Time::min(), .to = Time::max(),
                     .before = std::numeric_limits<std::int64_t>::max(), .limit = 10};
    QVERIFY(rowsMatching(tx, filter)->empty());
}

DEWAR_TEST(test_audit_store)
#include "test_audit_store.moc"
