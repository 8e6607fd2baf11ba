// A34 (T15) as far as one engine and a directory reach: backups are deleted, cut and overwritten with the
// engine's own credentials, the clock leaps by a year, and the data is encrypted before the next backup.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "core/platform/os/files.h"
#include "tests/core/services/backup/repository/repository_fixture.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;
using support::must;
using support::Reply;
using support::RepositoryFixture;

namespace {

struct World {
    EngineFixture engine;

    Reply get(std::string const& path)
    {
        return engine.call("GET", "/api/v1" + path, nullptr, engine.admin());
    }
    // Starts that, waits for its job, and answers how the job ended.
    std::string done(std::string const& path)
    {
        auto const started = engine.call("POST", "/api/v1" + path, json::Object{}, engine.admin());
        auto const job = "/jobs/" + started.at("/job");
        for (int poll = 0; poll < 3000 && get(job).at("/ended_at").empty(); ++poll)
            QTest::qWait(10);
        return get(job).at("/state");
    }
    std::string backup()
    {
        engine.clock.advance(std::chrono::seconds{60}); // Heavy routes have a budget.
        auto const state = done("/backups");
        if (state != "done")
            QTest::qFail(("the backup is " + state).c_str(), __FILE__, __LINE__);
        return get("/backups/status").at("/last_id");
    }
    std::string packOf(std::string const& id)
    {
        return engine.directory() + "/backups/packs/" + id + ".pack";
    }
    std::string manifestOf(std::string const& id)
    {
        return engine.directory() + "/backups/manifests/" + id + ".json";
    }
    void look()
    {
        if (!engine.engine().runPeriodicWork())
            QTest::qFail("the periodic work failed", __FILE__, __LINE__);
    }
    std::string alerts() { return get("/alerts").text; }
};

} // namespace

class test_attack_a34 : public QObject {
    Q_OBJECT

private slots:
    void hasNoAddressThatTakesABackupAway()
    {
        World world;
        auto const id = world.backup();
        for (auto const* method : {"DELETE", "PUT", "PATCH"})
            for (auto const& path : {std::string{"/api/v1/backups"}, "/api/v1/backups/" + id})
                QCOMPARE(world.engine.call(method, path, json::Object{}, world.engine.admin()).status, 405);
        // Nothing that a restore asks for names a file or a place either.
        auto const document = world.get("/openapi.json");
        for (auto const& [path, operations] : document.body.at("paths").get_object())
            if (std::string_view{path}.starts_with("/api/v1/backups"))
                for (auto const& [method, operation] : operations.get_object())
                    QVERIFY2(method == "get" || method == "post" || method == "parameters",
                             std::string{path}.c_str());
        QVERIFY(os::exists(world.manifestOf(id)));
    }

    void neverWritesOverABackup()
    {
        RepositoryFixture world;
        world.backup(support::kFirst);
        auto const pack = RepositoryFixture::bytesOf(world.packPath(support::kFirst));
        auto const manifest = RepositoryFixture::bytesOf(world.manifestPath(support::kFirst));
        world.change();
        auto const again = world.tryBackup(support::kFirst);
        QVERIFY(!again);
        QVERIFY(again.error().code == ErrorCode::Conflict);
        QVERIFY(RepositoryFixture::bytesOf(world.packPath(support::kFirst)) == pack);
        QVERIFY(RepositoryFixture::bytesOf(world.manifestPath(support::kFirst)) == manifest);
    }

    void warnsOfBackupsThatAreNotAsTheyWereLeft_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("manifest deleted") << 0;
        QTest::newRow("manifest of another") << 1;
        QTest::newRow("pack deleted") << 2;
        QTest::newRow("pack cut") << 3;
    }
    void warnsOfBackupsThatAreNotAsTheyWereLeft()
    {
        QFETCH(int, how);
        World world;
        auto const first = world.backup();
        auto const second = world.backup();
        world.look();
        QCOMPARE(world.get("/backups/status").at("/lost"), std::string{"0"});
        switch (how) {
        case 0:
            must(os::removeFile(world.manifestOf(first)));
            break;
        case 1:
            RepositoryFixture::put(world.manifestOf(first),
                                   RepositoryFixture::bytesOf(world.manifestOf(second)));
            break;
        case 2:
            must(os::removeFile(world.packOf(first)));
            break;
        default:
            auto const bytes = RepositoryFixture::bytesOf(world.packOf(first));
            RepositoryFixture::put(world.packOf(first), bytes.substr(0, bytes.size() - 1));
        }
        world.look();
        // The second one refers to pages of the first one's pack.
        QCOMPARE(world.get("/backups/status").at("/lost"), std::string{how < 2 ? "1" : "2"});
        QTRY_VERIFY(world.alerts().find("backup-lost") != std::string::npos);
        // The next backup does not build upon what is damaged, and is proven.
        auto const third = world.backup();
        QCOMPARE(world.done("/backups/" + third + "/drill"), std::string{"done"});
    }

    void findsWhatWasOverwrittenWithinAFileOfTheSameSize()
    {
        World world;
        auto const id = world.backup();
        auto bytes = RepositoryFixture::bytesOf(world.packOf(id));
        bytes[bytes.size() / 2] ^= 1;
        RepositoryFixture::put(world.packOf(id), bytes);
        QCOMPARE(world.done("/backups/" + id + "/verify"), std::string{"failed"});
        QCOMPARE(world.done("/backups/" + id + "/drill"), std::string{"failed"});
        QVERIFY(world.get("/backups/status").at("/last_proven_id").empty());
    }

    void keepsEveryBackupThroughALeapOfTheClock()
    {
        World world;
        auto const first = world.backup();
        QCOMPARE(world.done("/backups/" + first + "/drill"), std::string{"done"});
        auto const second = world.backup();
        auto const kept = std::stoll(world.get("/logs/status").at("/events"));
        world.engine.stop();
        world.engine.clock.advance(std::chrono::hours{24 * 365});
        world.engine.restart();
        world.look();
        // A second start, behind which the newest event is young, does not let go either.
        world.engine.restart();
        world.look();
        for (auto const& id : {first, second}) {
            QVERIFY(os::exists(world.manifestOf(id)));
            QVERIFY(os::exists(world.packOf(id)));
        }
        auto const status = world.get("/backups/status");
        QCOMPARE(status.at("/backups"), std::string{"2"});
        QCOMPARE(status.at("/lost"), std::string{"0"});
        QCOMPARE(status.at("/last_proven_id"), first);
        auto const held = world.get("/logs/status");
        QCOMPARE(held.at("/retention_held"), std::string{"true"});
        QVERIFY(std::stoll(held.at("/events")) >= kept);
        QCOMPARE(world.engine.call("POST", "/api/v1/logs/confirm-clock", json::Object{}, world.engine.admin())
                     .status,
                 204);
        world.engine.clock.advance(std::chrono::seconds{2}); // The next look of the journal's thread.
        QTRY_VERIFY(!os::exists(world.engine.directory() + "/logs/clock.held"));
        world.engine.restart();
        QCOMPARE(world.get("/logs/status").at("/retention_held"), std::string{"false"});
    }

    void warnsWhenMostOfTheDataChangedAndKeepsTheProvenPoint()
    {
        World world;
        auto& engine = world.engine;
        auto const made = engine.call(
            "POST", "/api/v1/collections",
            json::Object{{"name", "notes"}, {"schema", json::Object{{"type", "object"}}}}, engine.admin());
        QCOMPARE(made.status, 201);
        engine.addRole("notes-writer", {"records.read@notes", "records.write@notes"});
        engine.addUser("grace", {"notes-writer"});
        std::vector<std::string> ids;
        auto const records = std::string{"/api/v1/collections/notes/records"};
        for (int number = 0; number < 24; ++number) {
            auto const kept = engine.call("POST", records, json::Object{{"text", std::string(120'000, 'a')}},
                                          engine.signIn("grace"));
            QCOMPARE(kept.status, 201);
            ids.push_back(kept.at("/id"));
            engine.clock.advance(std::chrono::seconds{10});
        }
        auto const proven = world.backup();
        QCOMPARE(world.done("/backups/" + proven + "/drill"), std::string{"done"});
        // An ordinary day does not warn.
        engine.addUser("alan", {"viewer"});
        world.backup();
        QVERIFY(world.alerts().find("backup-unusual") == std::string::npos);
        for (auto const& id : ids) {
            std::string noise(120'000, ' ');
            for (auto& letter : noise)
                letter = static_cast<char>('a' + (&letter - noise.data()) * 7919 % 26);
            auto const changed = engine.call("PUT", records + "/" + id, json::Object{{"text", noise + id}},
                                             engine.signIn("grace"), {{"if-match", "*"}});
            QVERIFY2(changed.status == 200 || changed.status == 204, changed.text.c_str());
            engine.clock.advance(std::chrono::seconds{10});
        }
        world.backup();
        if (support::onPostgres())
            qInfo("no warning on PostgreSQL: a copy is laid out anew, so its pages tell nothing");
        else
            QTRY_VERIFY(world.alerts().find("backup-unusual") != std::string::npos);
        world.look();
        auto const status = world.get("/backups/status");
        QCOMPARE(status.at("/last_proven_id"), proven);
        QCOMPARE(status.at("/lost"), std::string{"0"});
        QCOMPARE(world.done("/backups/" + proven + "/verify"), std::string{"done"});
    }
};

DEWAR_TEST(test_attack_a34)
#include "test_attack_a34.moc"
