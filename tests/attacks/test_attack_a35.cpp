// A35: a drill proves a backup without acting on the world, and says what it held back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include "tests/core/services/backup/backup_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using backup::BackupRunner;
using support::BackupFixture;

namespace {

// A backup that would do much if it woke up: a waiting run, a queued job, an event that nobody was told of.
BackupId dangerousBackup(BackupFixture& world)
{
    world.sql("INSERT INTO outbox(type, at, trace_id, data) VALUES('incident.opened', 1, '', '{}');"
              "INSERT INTO outbox_readers(subscriber, read_up_to) VALUES('notifications', 0);"
              "INSERT INTO playbook_runs(id, playbook_id, name, state, started_by, starter_id, principal, "
              "variables,"
              " bundle, trace_id, started_at) VALUES('r1', 'p1', 'due', 'running', 'x', 'u1', '{}', '{}', "
              "'{}', '', 1)");
    return world.backup();
}

} // namespace

class test_attack_a35 : public QObject {
    Q_OBJECT

private slots:
    void listsWhatItHeldBack()
    {
        BackupFixture world;
        auto const id = dangerousBackup(world);
        support::TempDatabase::must(world.work(&BackupRunner::drill, id));
        auto const row = world.row(id);
        auto const* const held = json::find(row.result, "held_back");
        QVERIFY(held != nullptr);
        QCOMPARE(json::integerAt(*held, "playbook_runs"), 1);
        QCOMPARE(json::integerAt(*held, "events"), 1);
        QVERIFY(json::integerAt(*held, "jobs") >= 1);
    }

    void changesNothingOfTheLiveDataButItsOwnRow()
    {
        BackupFixture world;
        auto const id = dangerousBackup(world);
        auto const facts = [&] {
            auto tx = world.database.tx();
            auto all = BackupFixture::value(backup::copy::tables(tx, [] { return Status{Done{}}; }));
            std::erase_if(all, [](backup::TableFact const& fact) {
                return fact.name == "backups" || fact.name == "outbox" || fact.name == "jobs";
            });
            return all;
        };
        auto const before = facts();
        support::TempDatabase::must(world.work(&BackupRunner::drill, id));
        QVERIFY(facts() == before);
        QCOMPARE(world.text("SELECT state FROM playbook_runs WHERE id = 'r1'"), "running");
    }

    // No engine is made of the sandbox: what is read cannot send. The file itself is gone when the drill
    // ends.
    void leavesNoSandboxWhenADrillFails()
    {
        BackupFixture world;
        auto const id = dangerousBackup(world);
        auto const pack = world.directory() + "/backups/packs/" + id.value + ".pack";
        auto bytes = BackupFixture::value(os::readFile(pack, 1 << 28));
        bytes[bytes.size() / 3] ^= 1;
        BackupFixture::value(os::writeFileAtomically(pack, bytes));
        QVERIFY(!world.work(&BackupRunner::drill, id));
        QVERIFY(!world.row(id).lastProvenAt.has_value());
        QVERIFY(BackupFixture::value(os::listDirectory(world.directory() + "/drill", 10)).empty());
    }

    void opensTheSandboxForItsOwnerAlone()
    {
        BackupFixture world;
        struct stat status {};
        QCOMPARE(::stat((world.directory() + "/drill").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
    }
};

DEWAR_TEST(test_attack_a35)
#include "test_attack_a35.moc"
