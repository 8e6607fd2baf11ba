// The repository keeps what it is given, stores equal pages once, and is never half a backup.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "core/platform/os/fault_plan.h"
#include "tests/core/services/backup/repository/repository_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::kFirst;
using support::kSecond;
using support::kThird;
using support::must;
using support::RepositoryFixture;

class test_repository : public QObject {
    Q_OBJECT

private slots:
    void givesBackTheSameBytes()
    {
        RepositoryFixture world;
        auto const manifest = world.backup(kFirst);
        auto const original = RepositoryFixture::bytesOf(world.path("copy.db"));
        must(world.repository.unpack(must(world.repository.manifest(kFirst.value, world.key)), world.key,
                                     world.path("restored.db")));
        QVERIFY(RepositoryFixture::bytesOf(world.path("restored.db")) == original);
        QCOMPARE(manifest.databaseBytes(), static_cast<std::int64_t>(original.size()));
    }

    void storesOnlyThePagesThatChanged()
    {
        RepositoryFixture world;
        auto const first = world.backup(kFirst);
        world.change();
        auto const second = world.backup(kSecond);
        QCOMPARE(first.storedPages, static_cast<std::int64_t>(first.pages));
        QVERIFY(second.storedPages > 0);
        QVERIFY(second.storedPages <= 8); // four rows, the header and the log's traces
        QVERIFY(second.storedBytes * 10 < first.storedBytes);
        QCOMPARE(second.packs.size(), std::size_t{2});
    }

    void storesNothingWhenNothingChanged()
    {
        RepositoryFixture world;
        world.backup(kFirst);
        auto const second = world.backup(kSecond);
        QCOMPARE(second.storedPages, 0);
        QVERIFY(!os::exists(world.packPath(kSecond)));
        must(world.repository.verify(second, world.key));
    }

    void restoresAnEarlierStateAfterLaterBackups()
    {
        RepositoryFixture world;
        world.backup(kFirst);
        auto const original = RepositoryFixture::bytesOf(world.path("copy.db"));
        world.change();
        world.backup(kSecond);
        must(world.repository.unpack(must(world.repository.manifest(kFirst.value, world.key)), world.key,
                                     world.path("restored.db")));
        QVERIFY(RepositoryFixture::bytesOf(world.path("restored.db")) == original);
    }

    void chainsTheManifests()
    {
        RepositoryFixture world;
        world.backup(kFirst);
        world.backup(kSecond);
        world.backup(kThird);
        QCOMPARE(must(world.repository.verifyChain(world.key)), 3);
        must(os::removeFile(world.manifestPath(kSecond)));
        auto const chain = world.repository.verifyChain(world.key);
        QVERIFY(!chain);
        QCOMPARE(chain.error().type, "backup-chain");
    }

    void showsNothingOfTheContent()
    {
        RepositoryFixture world;
        must(
            world.database->writer().execute("UPDATE notes SET body = 'the hidden sentence' WHERE id < 500"));
        world.backup(kFirst);
        for (auto const& file : {world.packPath(kFirst), world.manifestPath(kFirst)}) {
            auto const bytes = RepositoryFixture::bytesOf(file);
            QVERIFY(bytes.find("the hidden sentence") == std::string::npos);
            QVERIFY(bytes.find("notes") == std::string::npos);
            QVERIFY(bytes.find("nightly") == std::string::npos);
        }
    }

    void namesEqualPagesEquallyOnlyUnderOneKey()
    {
        RepositoryFixture one;
        RepositoryFixture other;
        std::string const page(4096, 'x');
        QVERIFY(one.key.nameOf(page) == one.key.nameOf(page));
        QVERIFY(one.key.nameOf(page) != other.key.nameOf(page));
    }

    void endsWhenItsProgressRefuses()
    {
        RepositoryFixture world;
        backup::BackupFacts facts{.id = kFirst.value};
        auto const cancelled = [](std::uint64_t, std::uint64_t) -> Status {
            return failed(ErrorCode::Conflict, "cancelled");
        };
        auto const written = world.repository.write(world.copy("copy.db"), facts, world.key, world.signer,
                                                    world.random, cancelled);
        QVERIFY(!written);
        QVERIFY(must(world.repository.list()).empty());
    }

    void refusesToOverwriteAFile()
    {
        RepositoryFixture world;
        auto const manifest = world.backup(kFirst);
        RepositoryFixture::put(world.path("restored.db"), "mine");
        QVERIFY(!world.repository.unpack(manifest, world.key, world.path("restored.db")));
        QCOMPARE(RepositoryFixture::bytesOf(world.path("restored.db")), "mine");
    }

    void leavesNoFileWhenAPageIsDamaged()
    {
        RepositoryFixture world;
        auto const manifest = world.backup(kFirst);
        auto bytes = RepositoryFixture::bytesOf(world.packPath(kFirst));
        bytes[bytes.size() / 2] ^= 1;
        RepositoryFixture::put(world.packPath(kFirst), bytes);
        QVERIFY(!world.repository.unpack(manifest, world.key, world.path("restored.db")));
        QVERIFY(!os::exists(world.path("restored.db")));
    }

    void staysWholeWhicheverDiskOperationFails_data()
    {
        QTest::addColumn<int>("operation");
        QTest::newRow("write") << static_cast<int>(os::Operation::Write);
        QTest::newRow("fsync") << static_cast<int>(os::Operation::Sync);
        QTest::newRow("rename") << static_cast<int>(os::Operation::Rename);
    }

    // Fail the first, then the second, ... until the backup succeeds.
    void staysWholeWhicheverDiskOperationFails()
    {
        QFETCH(int, operation);
        RepositoryFixture world;
        world.backup(kFirst);
        auto const original = RepositoryFixture::bytesOf(world.path("copy.db"));
        world.change();
        int number = 0;
        for (bool done = false; !done;) {
            QVERIFY(++number < 200);
            os::FaultPlan::fail(static_cast<os::Operation>(operation), number, ENOSPC);
            backup::BackupFacts const facts{.id = kSecond.value};
            auto const written =
                world.repository.write(world.copy("copy.db"), facts, world.key, world.signer, world.random);
            done = !os::FaultPlan::fired();
            os::FaultPlan::clear();
            QCOMPARE(static_cast<bool>(written), done);
            if (done)
                break;
            auto const listed = must(world.repository.list());
            must(world.repository.verifyChain(world.key));
            for (auto const& envelope : listed)
                must(world.repository.verify(must(backup::opened(envelope, world.key)), world.key));
            must(os::removeFile(world.path("restored.db")));
            must(world.repository.unpack(must(world.repository.manifest(kFirst.value, world.key)), world.key,
                                         world.path("restored.db")));
            QVERIFY(RepositoryFixture::bytesOf(world.path("restored.db")) == original);
            if (listed.size() == 2) // The manifest had its name when the sync of its directory failed.
                must(os::removeFile(world.manifestPath(kSecond)));
            must(world.repository.sweep());
        }
        QVERIFY(number > 1);
        QCOMPARE(must(world.repository.verifyChain(world.key)), 2);
    }

    void sweepsWhatABrokenOffBackupLeft()
    {
        RepositoryFixture world;
        world.backup(kFirst);
        RepositoryFixture::put(world.packPath(kSecond), "half");
        RepositoryFixture::put(world.path("backups/incoming/" + kThird.value + ".pack"), "half");
        must(world.repository.sweep());
        QVERIFY(!os::exists(world.packPath(kSecond)));
        QVERIFY(must(os::listDirectory(world.path("backups/incoming"), 10)).empty());
        must(world.repository.verify(must(world.repository.manifest(kFirst.value, world.key)), world.key));
    }
};

DEWAR_TEST(test_repository)
#include "test_repository.moc"
