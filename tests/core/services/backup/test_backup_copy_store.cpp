// What a copy holds is counted and hashed, and every difference is found.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/services/backup/backup_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::BackupFixture;
namespace copy = backup::copy;

namespace {
Status goOn()
{
    return Done{};
}

std::string hashOf(BackupFixture& world, std::string const& table)
{
    auto tx = world.database.tx();
    for (auto const& fact : BackupFixture::value(copy::tables(tx, goOn)))
        if (fact.name == table)
            return fact.sha256;
    return {};
}
} // namespace

class test_backup_copy_store : public QObject {
    Q_OBJECT

private slots:
    void hashesEveryValueOfARow_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("a text") << "UPDATE c_7 SET body = body || ' ' WHERE id = 'a'";
        QTest::newRow("a number") << "UPDATE c_7 SET updated_at = 2 WHERE id = 'a'";
        QTest::newRow("a null") << "UPDATE c_7 SET deleted_at = 0 WHERE id = 'a'";
        QTest::newRow("a row more") << "INSERT INTO c_7 VALUES('n', 1, '{}', '', 1, 1, NULL)";
        QTest::newRow("a row less") << "DELETE FROM c_7 WHERE id = 'c'";
        QTest::newRow("two values that move") << "UPDATE c_7 SET owner = body, body = '{}' WHERE id = 'a'";
    }

    void hashesEveryValueOfARow()
    {
        QFETCH(QString, change);
        BackupFixture world;
        auto const before = hashOf(world, "c_7");
        auto const other = hashOf(world, "users");
        world.sql(change.toStdString());
        QVERIFY(hashOf(world, "c_7") != before);
        QCOMPARE(hashOf(world, "users"), other);
    }

    void doesNotDependOnTheOrderOfWriting()
    {
        BackupFixture world;
        auto const before = hashOf(world, "c_7");
        world.sql("CREATE TEMP TABLE t AS SELECT * FROM c_7; DELETE FROM c_7;"
                  "INSERT INTO c_7 SELECT * FROM t ORDER BY id DESC");
        QCOMPARE(hashOf(world, "c_7"), before);
    }

    void quotesNamesOfTables()
    {
        BackupFixture world;
        world.sql("CREATE TABLE \"a\"\"; DROP TABLE users; --\"(id INTEGER PRIMARY KEY, \"x \"\" y\" TEXT)");
        auto tx = world.database.tx();
        QVERIFY(copy::tables(tx, goOn));
        QCOMPARE(world.number("SELECT COUNT(*) FROM users"), 1);
    }

    void endsWhenItIsBrokenOff()
    {
        BackupFixture world;
        auto tx = world.database.tx();
        QVERIFY(!copy::tables(tx, []() -> Status { return failed(ErrorCode::Conflict, "enough"); }));
    }

    void countsWhatIsHeldBack()
    {
        BackupFixture world;
        world.start();
        auto tx = world.database.tx();
        auto const held = BackupFixture::value(copy::heldBack(tx));
        QCOMPARE(held.at("jobs"), 1);
        QCOMPARE(held.at("sessions"), 1);
        QCOMPARE(held.at("signing_keys"), 1);
    }
};

DEWAR_TEST(test_backup_copy_store)
#include "test_backup_copy_store.moc"
