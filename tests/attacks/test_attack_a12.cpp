// A12 (T2) as far as the capabilities reach: a user is disabled, or loses a right, while a list is being
// paged, a playbook run of theirs waits, and a backup of theirs waits or runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <boost/json.hpp>

#include "tests/core/services/backup/backup_fixture.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"
#include "tests/support/sample_playbook.h"

using namespace core;
using backup::BackupRunner;
using support::BackupFixture;
using support::EngineFixture;
using support::stepId;

namespace {

// Grace started a run that waits for an answer; its next step only reads.
struct World {
    EngineFixture engine;
    std::string grace;
    std::string role;
    std::string token;
    std::string run;

    World()
    {
        role = engine.addRole("reading-responder", {"playbooks.read", "playbooks.run", "users.read"});
        grace = engine.addUser("grace", {"reading-responder"});
        engine.addUser("alan", {"admin"});
        support::SamplePlaybook sample;
        sample.grant({"users.read"}).start(stepId("action", 1)).ask(1, "Go on?", stepId("action", 2));
        sample.call(2, "GET /api/v1/users", stepId("end", 1)).end(1);
        auto const made = engine.call("POST", "/api/v1/playbooks", sample.document(), engine.admin());
        auto const approved = engine.call("POST", "/api/v1/playbooks/" + made.at("/id") + "/approve",
                                          json::Object{}, engine.signIn("alan"));
        token = engine.signIn("grace");
        auto const started =
            engine.call("POST", "/api/v1/playbooks/" + made.at("/id") + "/runs", json::Object{}, token);
        if (approved.status >= 300 || started.status >= 300)
            QTest::qFail((made.text + approved.text + started.text).c_str(), __FILE__, __LINE__);
        run = "/api/v1/playbooks/runs/" + started.at("/id");
        until("/run/waiting_for/kind", "answer");
    }
    support::Reply shown() { return engine.call("GET", run, nullptr, engine.admin()); }
    bool until(char const* pointer, std::string const& value)
    {
        for (int poll = 0; poll < 1000; ++poll) {
            if (shown().at(pointer) == value)
                return true;
            QTest::qWait(10);
        }
        return false;
    }
    int answer()
    {
        return engine
            .call("POST", run + "/answer", json::Object{{"step", stepId("action", 1)}, {"answer", "yes"}},
                  engine.admin())
            .status;
    }
};

std::vector<std::string> filesIn(std::string const& directory)
{
    return BackupFixture::value(os::listDirectory(directory, 100));
}

using Operation = Status (BackupRunner::*)(jobs::JobContext&);

// Does the work again and again: its starter loses the right at the first question, at the second, and so on,
// until none comes any more. Answers how often it was broken off; `look` is called each time.
int brokenOffEverywhere(BackupFixture& world, Operation operation, BackupId const& id,
                        std::function<void()> const& look)
{
    for (int last = 1; last < 200; ++last) {
        int asked = 0;
        world.authority.answer = [&](api::Principal const& principal) -> Result<api::Principal> {
            world.authority.changed(); // So that each step asks again.
            if (++asked == last)
                return failed(ErrorCode::Unauthenticated, "no longer enabled");
            return principal;
        };
        world.authority.changed();
        bool const succeeded = static_cast<bool>(world.work(operation, id));
        world.authority.answer = {};
        if (succeeded)
            return last - 1;
        look();
    }
    return -1;
}

} // namespace

class test_attack_a12 : public QObject {
    Q_OBJECT

private slots:
    void letsTheRunGoOnWhileItsStarterMay()
    {
        World world;
        QCOMPARE(world.answer(), 200);
        QVERIFY(world.until("/run/state", "succeeded"));
    }

    void endsTheRunAndTheCursorOfADisabledUser()
    {
        World world;
        auto const page = world.engine.call("GET", "/api/v1/users?limit=1", nullptr, world.token);
        QCOMPARE(page.status, 200);
        QVERIFY(!page.at("/next").empty());
        QCOMPARE(world.engine
                     .call("POST", "/api/v1/users/" + world.grace + "/disable", json::Object{},
                           world.engine.admin())
                     .status,
                 204);
        QCOMPARE(
            world.engine.call("GET", "/api/v1/users?limit=1&after=" + page.at("/next"), nullptr, world.token)
                .status,
            401);
        QCOMPARE(world.answer(), 200);
        QVERIFY(world.until("/run/state", "failed"));
        QVERIFY(world.shown().at("/run/reason").starts_with("401"));
    }

    void cancelsTheWaitingJobOfADisabledUser()
    {
        EngineFixture engine;
        engine.addRole("keeper", {"backup.read", "backup.run"});
        auto const grace = engine.addUser("grace", {"keeper"});
        auto const token = engine.signIn("grace");
        auto const admin = engine.admin();
        support::Reply started;
        support::Reply disabled;
        std::thread starting;
        std::thread disabling;
        {
            auto& lane = engine.engine().writeLane();
            auto const held = lane.hold();
            auto const before = lane.taken();
            starting =
                std::thread{[&] { started = engine.call("POST", "/api/v1/backups", json::Object{}, token); }};
            while (lane.taken() == before)
                std::this_thread::yield();
            disabling = std::thread{[&] {
                disabled = engine.call("POST", "/api/v1/users/" + grace + "/disable", json::Object{}, admin);
            }};
            while (lane.waiting() == 0)
                std::this_thread::yield();
        }
        starting.join();
        disabling.join();
        QCOMPARE(started.status, 202);
        QCOMPARE(disabled.status, 204);
        auto const job = [&] {
            return engine.call("GET", "/api/v1/jobs/" + started.at("/job"), nullptr, engine.admin());
        };
        QTRY_COMPARE(job().at("/state"), std::string{"cancelled"});
        QVERIFY(job().at("/says").find("may no longer") != std::string::npos);
        auto const audit = engine.call("GET", "/api/v1/audit?verb=job.cancel", nullptr, engine.admin());
        QCOMPARE(audit.at("/items/0/subject_id"), started.at("/job"));
        QCOMPARE(audit.at("/items/0/actor_kind"), std::string{"system"});
        QCOMPARE(
            engine.call("GET", "/api/v1/backups/" + started.at("/id"), nullptr, engine.admin()).at("/state"),
            std::string{"failed"});
        for (auto const* folder :
             {"/backups/packs", "/backups/manifests", "/backups/incoming", "/backup-work"})
            QVERIFY2(filesIn(engine.directory() + folder).empty(), folder);
    }

    void leavesNoPartOfABackupThatIsBrokenOff()
    {
        BackupFixture world;
        auto const id = world.start();
        auto const times = brokenOffEverywhere(world, &BackupRunner::run, id, [&] {
            for (auto const* folder :
                 {"/backups/packs", "/backups/manifests", "/backups/incoming", "/backup-work"})
                QVERIFY2(filesIn(world.directory() + folder).empty(), folder);
            QCOMPARE(world.row(id).state, std::string{"failed"});
        });
        QVERIFY2(times >= 4, qPrintable(QString::number(times)));
        QCOMPARE(world.row(id).state, std::string{"done"});
    }

    void leavesNoPartOfADrillARestoreOrASwapThatIsBrokenOff()
    {
        BackupFixture world;
        auto const id = world.backup();
        world.sql("UPDATE c_7 SET body = '{\"email\":\"z@x\"}', revision = 2 WHERE id = 'a'");
        QVERIFY(brokenOffEverywhere(world, &BackupRunner::drill, id, [&] {
                    QVERIFY(filesIn(world.directory() + "/drill").empty());
                    QVERIFY(!world.row(id).lastProvenAt);
                }) >= 3);
        QVERIFY(brokenOffEverywhere(world, &BackupRunner::restore, id, [&] {
                    QVERIFY(filesIn(world.directory() + "/restore").empty());
                    QVERIFY(filesIn(world.directory() + "/backup-work").empty());
                }) >= 3);
        QVERIFY(brokenOffEverywhere(world, &BackupRunner::swap, id, [&] {
                    QCOMPARE(world.number("SELECT COUNT(*) FROM backup_staged_records"), 0);
                    QVERIFY(filesIn(world.directory() + "/backup-work").empty());
                }) >= 4);
        QCOMPARE(world.number("SELECT COUNT(*) FROM c_7 WHERE body = '{\"email\":\"a@x\"}'"), 1);
    }

    void readsNothingForWhomLostTheRight()
    {
        World world;
        QCOMPARE(world.engine
                     .call("DELETE", "/api/v1/users/" + world.grace + "/roles/" + world.role, nullptr,
                           world.engine.admin())
                     .status,
                 204);
        QCOMPARE(world.answer(), 200);
        QVERIFY(world.until("/run/state", "failed"));
        QVERIFY(world.shown().at("/run/reason").starts_with("403"));
    }
};

DEWAR_TEST(test_attack_a12)
#include "test_attack_a12.moc"
