// The rows of backups, and the flip of a collection, against a real database.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/services/backup/backup_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::BackupFixture;
namespace store = backup::store;

class test_backup_store : public QObject {
    Q_OBJECT

private slots:
    void keepsTheFirstKeys()
    {
        BackupFixture world;
        auto tx = world.database.tx();
        auto const before = BackupFixture::value(store::keys(tx));
        QVERIFY(before.has_value());
        QVERIFY(!BackupFixture::value(store::insertKeys(tx, {"x", "y", "z", 9}, world.database.clock.now())));
        QCOMPARE(BackupFixture::value(store::keys(tx))->print, before->print);
    }

    void keepsAMilestoneWhenALaterTryFails()
    {
        BackupFixture world;
        auto const id = world.start();
        auto tx = world.database.tx();
        auto const proven = world.database.clock.now();
        support::TempDatabase::must(store::setResult(tx, id, store::Milestone::Proven, proven, "{}"));
        support::TempDatabase::must(
            store::setResult(tx, id, store::Milestone::Proven, std::nullopt, R"({"ok":false})"));
        auto const row = world.row(id);
        QCOMPARE(microsOf(*row.lastProvenAt), microsOf(proven));
        QCOMPARE(json::boolAt(row.result, "ok", true), false);
    }

    void clearsStagedRecordsInChunks()
    {
        BackupFixture world;
        auto tx = world.database.tx();
        for (int number = 0; number < 5; ++number)
            support::TempDatabase::must(
                store::stage(tx, 7, {.id = std::to_string(number), .body = "{}", .owner = ""}));
        QCOMPARE(BackupFixture::value(store::clearStaged(tx, 3)), 3);
        QCOMPARE(BackupFixture::value(store::clearStaged(tx, 3)), 2);
    }

    void flipsToExactlyWhatIsStaged_data()
    {
        QTest::addColumn<QString>("live");
        QTest::addColumn<int>("changed");
        QTest::addColumn<int>("added");
        QTest::addColumn<int>("removed");
        QTest::newRow("the same") << "" << 0 << 0 << 0;
        QTest::newRow("changed") << "UPDATE c_7 SET body = '{}' WHERE id = 'a'" << 1 << 0 << 0;
        QTest::newRow("deleted") << "UPDATE c_7 SET deleted_at = 1 WHERE id = 'a'" << 1 << 0 << 0;
        QTest::newRow("erased") << "DELETE FROM c_7 WHERE id = 'a'" << 0 << 1 << 0;
        QTest::newRow("new") << "INSERT INTO c_7 VALUES('n', 1, '{}', '', 1, 1, NULL)" << 0 << 0 << 1;
        QTest::newRow("another owner") << "UPDATE c_7 SET owner = 'x' WHERE id = 'a'" << 1 << 0 << 0;
    }

    void flipsToExactlyWhatIsStaged()
    {
        QFETCH(QString, live);
        QFETCH(int, changed);
        QFETCH(int, added);
        QFETCH(int, removed);
        BackupFixture world;
        auto tx = world.database.tx();
        for (auto const& record : BackupFixture::value(backup::copy::records(tx, 7, "", 100)))
            support::TempDatabase::must(store::stage(tx, 7, record));
        auto const before =
            BackupFixture::value(backup::copy::recordsHash(tx, 7, [] { return Status{Done{}}; }));
        if (!live.isEmpty())
            world.sql(live.toStdString());
        auto const flipped = BackupFixture::value(store::flip(tx, 7, world.database.clock.now()));
        QCOMPARE(flipped.changed, changed);
        QCOMPARE(flipped.added, added);
        QCOMPARE(flipped.removed, removed);
        QCOMPARE(flipped.after, 3);
        QCOMPARE(BackupFixture::value(backup::copy::recordsHash(tx, 7, [] { return Status{Done{}}; })),
                 before);
    }
};

DEWAR_TEST(test_backup_store)
#include "test_backup_store.moc"
