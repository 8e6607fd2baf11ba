// Backups from the request to the proof: what is answered, what is stored, and what is refused.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "core/platform/os/fault_plan.h"
#include "core/services/backup/backup_restore.h"
#include "core/services/backup/backup_routes.h"
#include "tests/core/services/backup/backup_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using backup::BackupRunner;
using support::BackupFixture;

class test_backup_service : public QObject {
    Q_OBJECT

private slots:
    void enqueuesAJobForEveryBackup()
    {
        BackupFixture world;
        auto const id = world.start();
        QVERIFY(world.database.last.answer.location.starts_with("/jobs/"));
        QCOMPARE(world.database.last.subjectId, id.value);
        QCOMPARE(world.row(id).state, "waiting");
        QCOMPARE(world.number("SELECT COUNT(*) FROM jobs WHERE kind = 'backup.run' AND state = 'queued'"), 1);
    }

    void makesABackupAndLeavesNoCopy()
    {
        BackupFixture world;
        auto const id = world.backup();
        auto const row = world.row(id);
        QCOMPARE(row.state, "done");
        QVERIFY(row.bytes > 0 && row.storedBytes > 0 && row.chunks > 0);
        QCOMPARE(row.manifestHash.size(), std::size_t{64});
        QVERIFY(BackupFixture::value(os::listDirectory(world.directory() + "/backup-work", 10)).empty());
    }

    void saysWhyABackupFailed()
    {
        BackupFixture world;
        auto const id = world.start();
        os::FaultPlan::fail(os::Operation::Sync, 1, ENOSPC);
        QVERIFY(!world.work(&BackupRunner::run, id));
        os::FaultPlan::clear();
        auto const row = world.row(id);
        QCOMPARE(row.state, "failed");
        QVERIFY(!json::textAt(row.result, "problem").empty());
        QVERIFY(BackupFixture::value(os::listDirectory(world.directory() + "/backup-work", 10)).empty());
    }

    void finishesABackupWhoseRowWasLost()
    {
        BackupFixture world;
        auto const id = world.backup();
        world.sql("UPDATE backups SET state = 'running', manifest_hash = ''");
        QVERIFY(world.work(&BackupRunner::run, id));
        QCOMPARE(world.row(id).state, "done");
        QVERIFY(world.work(&BackupRunner::verify, id));
    }

    void verifiesAndFindsDamage()
    {
        BackupFixture world;
        auto const id = world.backup();
        QVERIFY(world.work(&BackupRunner::verify, id));
        QVERIFY(world.row(id).lastVerifiedAt.has_value());
        auto const pack = world.directory() + "/backups/packs/" + id.value + ".pack";
        auto bytes = BackupFixture::value(os::readFile(pack, 1 << 28));
        bytes[bytes.size() / 2] ^= 1;
        BackupFixture::value(os::writeFileAtomically(pack, bytes));
        QVERIFY(!world.work(&BackupRunner::verify, id));
        QCOMPARE(json::boolAt(world.row(id).result, "ok", true), false);
    }

    void refusesAManifestThatThisEngineDidNotWrite()
    {
        BackupFixture world;
        auto const id = world.backup();
        world.sql("UPDATE backups SET manifest_hash = '00'");
        auto const verified = world.work(&BackupRunner::verify, id);
        QVERIFY(!verified);
        QCOMPARE(verified.error().type, "backup-chain");
    }

    void provesABackupInASandboxThatIsGoneAfterwards()
    {
        BackupFixture world;
        auto const id = world.backup();
        QVERIFY(world.work(&BackupRunner::drill, id));
        auto const row = world.row(id);
        QVERIFY(row.lastProvenAt.has_value());
        QVERIFY(json::integerAt(row.result, "rows") > 3);
        QVERIFY(BackupFixture::value(os::listDirectory(world.directory() + "/drill", 10)).empty());
        auto const status = BackupFixture::value(world.database.read(
            world.caller, [&](api::ReadContext& context) { return world.service->status(context, {}); }));
        QCOMPARE(status.lastProvenId->value, id.value);
        QCOMPARE(*status.lastProvenAgeSeconds, 0);
        QCOMPARE(status.backups, 1);
    }

    void listsNewestFirstInPages()
    {
        BackupFixture world;
        auto const first = world.start();
        auto const second = world.start();
        auto const page =
            BackupFixture::value(world.database.read(world.caller, [&](api::ReadContext& context) {
                return world.service->list(context, {.limit = 1, .after = {}});
            }));
        QCOMPARE(page.items.size(), std::size_t{1});
        QCOMPARE(page.items.front().id.value, second.value);
        auto const rest =
            BackupFixture::value(world.database.read(world.caller, [&](api::ReadContext& context) {
                return world.service->list(context, {.limit = 1, .after = page.next});
            }));
        QCOMPARE(rest.items.front().id.value, first.value);
        QVERIFY(!rest.next.has_value());
    }

    void refusesWorkOnABackupThatIsNotComplete()
    {
        BackupFixture world;
        auto const id = world.start();
        auto const started = world.database.change(
            world.caller, [&](api::Context& context) { return world.service->startDrill(context, {id}); });
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Conflict);
    }

    void refusesASwapWithoutItsConfirmation_data()
    {
        QTest::addColumn<QString>("confirm");
        QTest::addColumn<bool>("restored");
        QTest::addColumn<int>("code");
        QTest::newRow("another word") << "yes" << true << static_cast<int>(ErrorCode::Invalid);
        QTest::newRow("not restored") << "" << false << static_cast<int>(ErrorCode::Conflict);
    }

    void refusesASwapWithoutItsConfirmation()
    {
        QFETCH(QString, confirm);
        QFETCH(bool, restored);
        QFETCH(int, code);
        BackupFixture world;
        auto const id = world.backup();
        if (restored)
            support::TempDatabase::must(world.work(&BackupRunner::restore, id));
        backup::SwapOrder const order{id, confirm.isEmpty() ? id.value : confirm.toStdString()};
        auto const prepared = world.database.read(world.caller, [&](api::ReadContext& context) {
            return world.service->prepareSwap(context, order);
        });
        QVERIFY(!prepared);
        QCOMPARE(static_cast<int>(prepared.error().code), code);
    }

    void listsWhatDiffersPerTable()
    {
        BackupFixture world;
        auto const id = world.backup();
        world.sql(
            "UPDATE c_7 SET body = '{\"email\":\"z@x\"}' WHERE id = 'a'; DELETE FROM c_7 WHERE id = 'b';"
            "INSERT INTO c_7 VALUES('d', 1, '{}', 'u1', 1, 1, NULL)");
        support::TempDatabase::must(world.work(&BackupRunner::restore, id));
        auto const comparison = world.comparison(id);
        auto const found =
            std::ranges::find(comparison.tables, std::string{"c_7"}, &backup::TableDifference::table);
        QVERIFY(found != comparison.tables.end());
        QCOMPARE(found->kind, "collection");
        QCOMPARE(found->collection, "customers");
        QCOMPARE(found->changedIds, std::vector<std::string>{"a"});
        QCOMPARE(found->onlyBackupIds, std::vector<std::string>{"b"});
        QCOMPARE(found->onlyLiveIds, std::vector<std::string>{"d"});
    }

    void swapsCollectionsWithHistory()
    {
        BackupFixture world;
        auto const id = world.backup();
        support::TempDatabase::must(world.work(&BackupRunner::restore, id));
        // Two records exchange a unique value, one is deleted, one is new.
        world.sql("UPDATE c_7 SET body = '{}' WHERE id = 'a'; UPDATE c_7 SET body = '{\"email\":\"a@x\"}' "
                  "WHERE id = 'b';"
                  "UPDATE c_7 SET body = '{\"email\":\"b@x\"}' WHERE id = 'a'; UPDATE c_7 SET deleted_at = 5 "
                  "WHERE id = 'c';"
                  "INSERT INTO c_7 VALUES('d', 1, '{\"email\":\"d@x\"}', 'u1', 1, 1, NULL)");
        support::TempDatabase::must(world.work(&BackupRunner::swap, id));
        QCOMPARE(world.text("SELECT body FROM c_7 WHERE id = 'a' AND deleted_at IS NULL"),
                 "{\"email\":\"a@x\"}");
        QCOMPARE(world.text("SELECT body FROM c_7 WHERE id = 'b' AND deleted_at IS NULL"),
                 "{\"email\":\"b@x\"}");
        QCOMPARE(world.number("SELECT COUNT(*) FROM c_7 WHERE id = 'c' AND deleted_at IS NULL"), 1);
        QCOMPARE(world.number("SELECT COUNT(*) FROM c_7 WHERE id = 'd' AND deleted_at IS NULL"), 0);
        QCOMPARE(world.number("SELECT revision FROM c_7 WHERE id = 'a'"), 2);
        QCOMPARE(world.text("SELECT body FROM c_7_history WHERE id = 'a' AND revision = 1"),
                 "{\"email\":\"b@x\"}");
        QCOMPARE(world.number("SELECT COUNT(*) FROM backup_staged_records"), 0);
        auto const row = world.row(id);
        QVERIFY(row.swappedAt.has_value());
        auto const collection = row.result.at("collections").at(0);
        QCOMPARE(json::integerAt(collection, "after_rows"), 3);
        QCOMPARE(json::textAt(collection, "after_sha256"), json::textAt(collection, "backup_sha256"));
        QVERIFY(json::textAt(collection, "before_sha256") != json::textAt(collection, "after_sha256"));
    }

    void changesNothingInASecondSwap()
    {
        BackupFixture world;
        auto const id = world.backup();
        support::TempDatabase::must(world.work(&BackupRunner::restore, id));
        world.sql("UPDATE c_7 SET body = '{}' WHERE id = 'a'");
        support::TempDatabase::must(world.work(&BackupRunner::swap, id));
        support::TempDatabase::must(world.work(&BackupRunner::swap, id));
        QCOMPARE(world.number("SELECT revision FROM c_7 WHERE id = 'a'"), 2);
    }

    void statesEveryRoute()
    {
        BackupFixture world;
        auto const routes = backup::backupRoutes(*world.service);
        QCOMPARE(routes.size(), std::size_t{9});
        std::set<std::string> verbs;
        for (auto const& route : routes)
            if (!route.audit->verb.empty())
                QVERIFY(verbs.emplace(route.audit->verb).second);
        QCOMPARE(verbs.size(), std::size_t{5});
    }
};

DEWAR_TEST(test_backup_service)
#include "test_backup_service.moc"
