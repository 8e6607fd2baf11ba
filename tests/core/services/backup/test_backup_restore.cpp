// A bare machine, the repository and a key: the data comes back, the past does not act again.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/fault_plan.h"
#include "core/services/backup/backup_restore.h"
#include "tests/core/services/backup/backup_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::BackupFixture;

namespace {

struct Machine {
    explicit Machine(BackupFixture& world)
        : order{.repository = world.directory() + "/backups",
                .directory = folder.path().toStdString() + "/dewar"}
    {
    }

    std::string text(std::string const& sql) const
    {
        auto const connection = BackupFixture::value(db::openSqliteReadOnly(order.directory + "/dewar.db"));
        db::Tx tx{*connection};
        return BackupFixture::value(tx.one(sql, [](db::Row const& row) { return row.text(0); }))
            .value_or("(none)");
    }

    QTemporaryDir folder;
    backup::RestoreOrder order;
    support::FakeClock clock;
    support::SeededRandom random{7};
};

} // namespace

class test_backup_restore : public QObject {
    Q_OBJECT

private slots:
    void bringsBackTheDataWith_data()
    {
        QTest::addColumn<bool>("kit");
        QTest::newRow("the passphrase") << false;
        QTest::newRow("the recovery kit") << true;
    }

    void bringsBackTheDataWith()
    {
        QFETCH(bool, kit);
        BackupFixture world;
        auto const id = world.backup();
        Machine machine{world};
        if (kit) {
            machine.order.recoveryKit = world.recoveryKit.copy();
            machine.order.nextPassphrase = Secret{"another passphrase"};
        } else {
            machine.order.passphrase = Secret{"a passphrase"};
        }
        auto const report = backup::restoreInto(machine.order, machine.clock, machine.random);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->backup, id.value);
        QCOMPARE(BackupFixture::value(os::listDirectory(machine.order.directory, 10)),
                 (std::vector<std::string>{"dewar.db", "vault.json"}));
        QCOMPARE(machine.text("SELECT COUNT(*) FROM c_7"), "3");
        QVERIFY(vault::Vault::unlock(machine.order.directory,
                                     Secret{kit ? "another passphrase" : "a passphrase"}));
    }

    void endsWhatMustNotLiveOn()
    {
        BackupFixture world;
        world.sql("INSERT INTO outbox(type, at, trace_id, data) VALUES('user.disabled', 1, '', '{}');"
                  "INSERT INTO outbox_readers(subscriber, read_up_to) VALUES('notifications', 0)");
        auto const id = world.backup();
        Machine machine{world};
        machine.order.passphrase = Secret{"a passphrase"};
        auto const report =
            BackupFixture::value(backup::restoreInto(machine.order, machine.clock, machine.random));
        QCOMPARE(report.floor.generation, 2);
        QCOMPARE(report.floor.sessionsEnded, 1);
        QCOMPARE(report.floor.usersHeld, 1);
        QCOMPARE(machine.text("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL"), "0");
        QCOMPARE(machine.text("SELECT COUNT(*) FROM signing_keys WHERE state <> 'revoked'"), "0");
        QCOMPARE(machine.text("SELECT COUNT(*) FROM signing_keys WHERE sealed_private IS NOT NULL"), "0");
        QCOMPARE(machine.text("SELECT enabled FROM users WHERE id = 'u1'"), "0");
        QCOMPARE(machine.text("SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running')"), "0");
        QCOMPARE(machine.text("SELECT COUNT(*) FROM outbox o WHERE o.number > (SELECT MIN(read_up_to) FROM "
                              "outbox_readers)"),
                 "0");
        QCOMPARE(machine.text("SELECT state FROM backups WHERE id = '" + id.value + "'"), "done");
    }

    void leavesCredentialsWhenTheOwnerSaysSo()
    {
        BackupFixture world;
        world.backup();
        Machine machine{world};
        machine.order.passphrase = Secret{"a passphrase"};
        machine.order.credentials = backup::copy::Credentials::Release;
        QVERIFY(backup::restoreInto(machine.order, machine.clock, machine.random));
        QCOMPARE(machine.text("SELECT enabled FROM users WHERE id = 'u1'"), "1");
    }

    void refusesAndLeavesNothing_data()
    {
        QTest::addColumn<QString>("passphrase");
        QTest::addColumn<QString>("backup");
        QTest::addColumn<QString>("type");
        QTest::newRow("a wrong passphrase") << "not the passphrase"
                                            << "latest"
                                            << "wrong-passphrase";
        QTest::newRow("a path as id") << "a passphrase"
                                      << "../x"
                                      << "backup-name";
        QTest::newRow("an unknown backup") << "a passphrase"
                                           << "018f0000-0000-7000-8000-00000000dead"
                                           << "";
    }

    void refusesAndLeavesNothing()
    {
        QFETCH(QString, passphrase);
        QFETCH(QString, backup);
        QFETCH(QString, type);
        BackupFixture world;
        world.backup();
        Machine machine{world};
        machine.order.passphrase = Secret{passphrase.toStdString()};
        machine.order.backup = backup.toStdString();
        auto const report = core::backup::restoreInto(machine.order, machine.clock, machine.random);
        QVERIFY(!report);
        QCOMPARE(QString::fromStdString(report.error().type), type);
        QVERIFY(!os::exists(machine.order.directory));
    }

    void refusesADirectoryThatIsNotEmpty()
    {
        BackupFixture world;
        world.backup();
        Machine machine{world};
        machine.order.passphrase = Secret{"a passphrase"};
        machine.order.directory = world.directory();
        auto const report = backup::restoreInto(machine.order, machine.clock, machine.random);
        QVERIFY(!report);
        QCOMPARE(report.error().type, "not-empty");
        QVERIFY(os::exists(world.directory() + "/vault.json"));
    }

    // Fail the first, then the second, ... write until the restore succeeds.
    void leavesNothingWhicheverWriteFails()
    {
        BackupFixture world;
        world.backup();
        Machine machine{world};
        machine.order.passphrase = Secret{"a passphrase"};
        int number = 0;
        for (bool done = false; !done;) {
            QVERIFY(++number < 200);
            os::FaultPlan::fail(os::Operation::Write, number, ENOSPC);
            auto const report = backup::restoreInto(machine.order, machine.clock, machine.random);
            done = !os::FaultPlan::fired();
            os::FaultPlan::clear();
            QCOMPARE(static_cast<bool>(report), done);
            QCOMPARE(os::exists(machine.order.directory), done);
        }
        QVERIFY(number > 2);
    }
};

DEWAR_TEST(test_backup_restore)
#include "test_backup_restore.moc"
