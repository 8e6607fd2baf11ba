// Attack A24: with the engine stopped, someone edits, cuts or rewrites the audit chain on disk.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/audit/audit_chain.h"
#include "core/services/audit/audit_store.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::audit;

namespace {

// Ten rows, and then the hand of someone who owns the file.
struct Disk {
    support::TempDatabase database;
    Head witness;   // what a console saw last

    Disk()
    {
        AuditService audit;
        for (int i = 1; i <= 10; ++i) {
            api::AuditEntry entry;
            entry.at = database.clock.now();
            entry.actorKind = "user";
            entry.actorName = "mallory";
            entry.verb = "user.create";
            entry.subjectId = "u" + std::to_string(i);
            entry.outcome = "done";
            support::TempDatabase::must(database.change(
                support::callerWith({"*"}), [&](api::Context& context) { return audit.append(context.tx, entry); }));
        }
        witness = verify(nullptr).head;
        edit(support::onPostgres()
                 ? "DROP TRIGGER audit_rows_are_kept ON audit_rows"
                 : "DROP TRIGGER audit_rows_are_not_changed; DROP TRIGGER audit_rows_are_not_removed");
    }
    void edit(std::string_view sql) { support::TempDatabase::must(database.connection().execute(sql)); }
    // Hashes every row from that number on again, as the owner of the file can.
    void hashAgainFrom(std::int64_t number)
    {
        auto tx = database.tx();
        auto rows = *rowsAfter(tx, 0, 100);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i].previousHash = i == 0 ? std::string(kHashBytes, '\0') : rows[i - 1].hash;
            if (rows[i].number < number)
                continue;
            rows[i].hash = hashOf(rows[i]);
            QVERIFY(static_cast<bool>(tx.run("UPDATE audit_rows SET previous_hash = $1, hash = $2 WHERE number = $3",
                                             db::Blob{rows[i].previousHash}, db::Blob{rows[i].hash}, rows[i].number)));
        }
    }
    Verification verify(Head const* head)
    {
        auto tx = database.tx();
        auto const found = verifyChain(tx, head);
        return found ? *found : Verification{.ok = false, .rows = -1, .firstBad = {}, .problem = "failed", .head = {}};
    }
};

} // namespace

class test_attack_a24 : public QObject {
    Q_OBJECT
private slots:
    void acceptsWhatNobodyTouched();
    void namesTheRow_data();
    void namesTheRow();
    void findsACutOnlyWithAWitness();
    void findsARewrittenChainOnlyWithAWitness();
    void findsAChainThatGrewOverACut();
    void acceptsGrowthBehindTheWitness();
};

void test_attack_a24::acceptsWhatNobodyTouched()
{
    Disk disk;
    auto const found = disk.verify(&disk.witness);
    QVERIFY(found.ok);
    QCOMPARE(found.rows, std::int64_t{10});
    QVERIFY(!found.firstBad);
}

void test_attack_a24::namesTheRow_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<int>("firstBad");
    QTest::newRow("deleted") << QByteArray{"DELETE FROM audit_rows WHERE number = 4"} << 4;
    QTest::newRow("first one deleted") << QByteArray{"DELETE FROM audit_rows WHERE number = 1"} << 1;
    QTest::newRow("closed gap")
        << QByteArray{"DELETE FROM audit_rows WHERE number = 4; UPDATE audit_rows SET number = number - 1 WHERE number > 4"}
        << 4;
    QTest::newRow("swapped") << QByteArray{"UPDATE audit_rows SET number = -1 WHERE number = 5;"
                                           "UPDATE audit_rows SET number = 5 WHERE number = 6;"
                                           "UPDATE audit_rows SET number = 6 WHERE number = -1"}
                             << 5;
    for (auto const* column : {"at = at + 1", "actor_kind = 'x'", "actor_id = 'x'", "actor_name = 'x'", "session_id = 'x'",
                               "token_id = 'x'", "verb = 'x'", "subject_type = 'x'", "subject_id = 'x'", "outcome = 'x'",
                               "trace_id = 'x'", "address = 'x'", "details = '{}x'",
                               support::onPostgres() ? "previous_hash = '\\x00'" : "previous_hash = x'00'",
                               support::onPostgres() ? "hash = '\\x00'" : "hash = x'00'"}) {
        QTest::addRow("changed %s", column)
            << QByteArray{"UPDATE audit_rows SET "} + column + " WHERE number = 7" << 7;
    }
}

void test_attack_a24::namesTheRow()
{
    QFETCH(QByteArray, sql);
    QFETCH(int, firstBad);
    Disk disk;
    disk.edit(sql.toStdString());
    auto const found = disk.verify(nullptr);
    QVERIFY(!found.ok);
    QCOMPARE(found.firstBad.value_or(0), std::int64_t{firstBad});
    QVERIFY(found.problem.find("row " + std::to_string(firstBad)) != std::string::npos);
}

void test_attack_a24::findsACutOnlyWithAWitness()
{
    Disk disk;
    disk.edit("DELETE FROM audit_rows WHERE number > 6");
    QVERIFY(disk.verify(nullptr).ok);
    auto const found = disk.verify(&disk.witness);
    QVERIFY(!found.ok);
    QCOMPARE(found.firstBad.value_or(0), std::int64_t{7});
    disk.edit("DELETE FROM audit_rows");
    QCOMPARE(disk.verify(&disk.witness).firstBad.value_or(0), std::int64_t{1});
}

void test_attack_a24::findsARewrittenChainOnlyWithAWitness()
{
    Disk disk;
    disk.edit("UPDATE audit_rows SET actor_name = 'someone else' WHERE number = 3");
    disk.hashAgainFrom(3);
    QVERIFY(disk.verify(nullptr).ok);
    auto const found = disk.verify(&disk.witness);
    QVERIFY(!found.ok);
    QVERIFY(found.problem.find("another hash") != std::string::npos);
}

void test_attack_a24::findsAChainThatGrewOverACut()
{
    Disk disk;
    disk.edit("DELETE FROM audit_rows WHERE number > 6");
    AuditService audit;
    for (int i = 0; i < 8; ++i) {
        support::TempDatabase::must(
            disk.database.change(support::callerWith({"*"}), [&](api::Context& context) {
                return audit.append(context.tx, api::AuditEntry{});
            }));
    }
    QVERIFY(disk.verify(nullptr).ok);
    QVERIFY(!disk.verify(&disk.witness).ok);
}

void test_attack_a24::acceptsGrowthBehindTheWitness()
{
    Disk disk;
    AuditService audit;
    support::TempDatabase::must(disk.database.change(
        support::callerWith({"*"}), [&](api::Context& context) { return audit.append(context.tx, api::AuditEntry{}); }));
    auto const found = disk.verify(&disk.witness);
    QVERIFY(found.ok);
    QCOMPARE(found.rows, std::int64_t{11});
}

DEWAR_TEST(test_attack_a24)
#include "test_attack_a24.moc"
