// Jobs end once, go on from their cursor after a crash, stop when asked, and never pile up without end.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <boost/json.hpp>

#include "core/services/jobs/jobs_service.h"
#include "tests/support/fake_authority.h"
#include "tests/support/registry.h"
#include "tests/support/serial_changes.h"

using namespace core;
using support::callerWith;

namespace {
constexpr api::Permission kMay{"numbers.count"};

struct World {
    support::TempDatabase database;
    support::SerialChanges changes{database};
    support::FakeAuthority authority;
    api::Principal caller = callerWith({"jobs.read", "jobs.write", "numbers.count"});

    jobs::Authority asked() { return {authority, authority.epochs}; }

    JobId enqueued(jobs::JobsService& service, json::Value input = json::Object{})
    {
        auto id = changes.as(caller,
                             [&](api::Context& context) { return service.enqueue(context, "count", input); });
        return id ? *id : JobId{};
    }
    jobs::Job shown(jobs::JobsService& service, JobId const& id)
    {
        auto job =
            changes.reading(caller, [&](api::ReadContext& context) { return service.show(context, {id}); });
        return job ? *job : jobs::Job{};
    }
};

// Counts from its cursor to 5, one durable step at a time.
Status countToFive(jobs::JobContext& job, std::atomic<int>& steps)
{
    job.setTotal(5);
    auto at = job.cursor().is_null() ? 0 : job.cursor().as_int64();
    for (; at < 5; ++at) {
        if (job.cancelled())
            return failed(ErrorCode::Conflict, "stopped");
        ++steps;
        job.advance(1);
        TRY(job.saveCursor(at + 1));
    }
    job.say("counted to five");
    job.setResult("/numbers/5");
    return Done{};
}
} // namespace

class test_jobs_service : public QObject {
    Q_OBJECT

private slots:
    void runsAJobToItsEnd()
    {
        World world;
        std::atomic<int> steps{0};
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        service.registerKind("count", kMay, [&](jobs::JobContext& job) { return countToFive(job, steps); });
        QVERIFY(service.start());
        auto const id = world.enqueued(service);
        QTRY_COMPARE(world.shown(service, id).state, std::string{"done"});
        auto const job = world.shown(service, id);
        QCOMPARE(job.completed, 5);
        QCOMPARE(job.total, 5);
        QCOMPARE(job.says, std::string{"counted to five"});
        QCOMPARE(*job.resultLink, std::string{"/numbers/5"});
        QVERIFY(job.endedAt && !job.cancellable);
        service.stop();
        QCOMPARE(steps.load(), 5);
        QCOMPARE(world.changes.events.back().name, std::string{"job.ended"});
    }

    void goesOnFromItsCursorAfterACrashAtEveryWrite()
    {
        for (int writes = 1; writes <= 12; ++writes) {
            World world;
            std::atomic<int> steps{0};
            auto const work = [&](jobs::JobContext& job) { return countToFive(job, steps); };
            JobId id;
            {
                jobs::JobsService killed{world.changes, world.database.clock, world.asked()};
                killed.registerKind("count", kMay, work);
                id = world.enqueued(killed);
                world.changes.failAfter = writes;
                if (killed.start())
                    QTest::qWait(30);
                killed.stop();
            }
            world.changes.refuses = false;
            world.changes.failAfter = 0;
            jobs::JobsService next{world.changes, world.database.clock, world.asked()};
            next.registerKind("count", kMay, work);
            QVERIFY(next.start());
            QTRY_COMPARE(world.shown(next, id).state, std::string{"done"});
            // At most the one step whose cursor was not durable is done again.
            QVERIFY2(steps <= 6, qPrintable(QString::number(steps)));
        }
    }

    void givesUpAJobThatKillsTheEngineEachTime()
    {
        World world;
        JobId id;
        for (int start = 0; start <= jobs::kAttemptsMax; ++start) {
            world.changes.refuses = false;
            jobs::JobsService service{world.changes, world.database.clock, world.asked()};
            service.registerKind("count", kMay, [&](jobs::JobContext&) -> Status {
                world.changes.refuses = true;
                return Done{};
            });
            if (start == 0)
                id = world.enqueued(service);
            QVERIFY(service.start());
            if (start < jobs::kAttemptsMax)
                QTRY_VERIFY(world.changes.refuses.load());
            service.stop();
        }
        world.changes.refuses = false;
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        QCOMPARE(world.shown(service, id).state, std::string{"failed"});
        QCOMPARE(*world.shown(service, id).problem, std::string{"gave-up"});
    }

    void cancelsWhatWaitsAndWhatRuns()
    {
        World world;
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        std::atomic<bool> isRunning{false};
        service.registerKind("count", kMay, [&](jobs::JobContext& job) -> Status {
            isRunning = true;
            while (!job.cancelled())
                QTest::qSleep(1);
            return failed(ErrorCode::Conflict, "stopped between two steps");
        });
        auto const cancelled = [&](JobId const& id) {
            return world.changes.as(world.caller,
                                    [&](api::Context& context) { return service.cancel(context, {id}); });
        };
        auto const waiting = world.enqueued(service);
        QCOMPARE(cancelled(waiting)->state, std::string{"cancelled"});
        QVERIFY(cancelled(waiting).error().code == ErrorCode::Conflict);
        QVERIFY(cancelled(JobId{"nobody"}).error().code == ErrorCode::NotFound);
        auto const running = world.enqueued(service);
        QVERIFY(service.start());
        QTRY_VERIFY(isRunning.load());
        QVERIFY(cancelled(running));
        QTRY_COMPARE(world.shown(service, running).state, std::string{"cancelled"});
        service.stop();
    }

    void endsWhatItsStarterMayNoLongerDo_data()
    {
        QTest::addColumn<bool>("isDisabled");
        QTest::newRow("disabled") << true;
        QTest::newRow("without the right") << false;
    }
    void endsWhatItsStarterMayNoLongerDo()
    {
        QFETCH(bool, isDisabled);
        World world;
        std::atomic<int> asked{0};
        std::atomic<bool> mayNot{false};
        std::atomic<bool> isRunning{false};
        world.authority.answer = [&](api::Principal const& principal) -> Result<api::Principal> {
            ++asked;
            if (mayNot && isDisabled)
                return failed(ErrorCode::Unauthenticated, "no longer enabled");
            auto now = principal;
            if (mayNot)
                now.permissions = api::PermissionSet{{"jobs.read"}};
            return now;
        };
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        service.registerKind("count", kMay, [&](jobs::JobContext& job) -> Status {
            while (!job.cancelled()) {
                isRunning = true;
                QTest::qSleep(1);
            }
            return failed(ErrorCode::Conflict, "stopped between two steps");
        });
        auto const running = world.enqueued(service);
        QVERIFY(service.start());
        QTRY_VERIFY(isRunning.load());
        QCOMPARE(asked.load(), 1); // Once; then nothing has changed.
        mayNot = true;
        world.authority.changed();
        QTRY_COMPARE(world.shown(service, running).state, std::string{"cancelled"});
        // What waited until now does not begin.
        isRunning = false;
        auto const waiting = world.enqueued(service);
        QTRY_COMPARE(world.shown(service, waiting).state, std::string{"cancelled"});
        QVERIFY(!isRunning);
        service.stop();
        QCOMPARE(std::ranges::count(world.changes.verbs, "job.cancel"), 2);
    }

    void keepsAJobWhileTheDatabaseCannotSay()
    {
        World world;
        std::atomic<int> asked{0};
        world.authority.answer = [&](api::Principal const& principal) -> Result<api::Principal> {
            if (++asked < 3)
                return failed(ErrorCode::Unavailable, "the database is away");
            return principal;
        };
        std::atomic<int> steps{0};
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        service.registerKind("count", kMay, [&](jobs::JobContext& job) { return countToFive(job, steps); });
        auto const id = world.enqueued(service);
        QVERIFY(service.start());
        QTRY_COMPARE(world.shown(service, id).state, std::string{"done"});
        service.stop();
        QCOMPARE(asked.load(), 3);
    }

    void waitsAgainWhenTheEngineStops()
    {
        World world;
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        std::atomic<bool> isRunning{false};
        service.registerKind("count", kMay, [&](jobs::JobContext& job) -> Status {
            isRunning = true;
            while (!job.cancelled())
                QTest::qSleep(1);
            return failed(ErrorCode::Unavailable, "the engine stops");
        });
        auto const id = world.enqueued(service);
        QVERIFY(service.start());
        QTRY_VERIFY(isRunning.load());
        service.stop();
        QCOMPARE(world.shown(service, id).state, std::string{"queued"});
    }

    void saysWhyItFailed()
    {
        World world;
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        service.registerKind("count", kMay, [](jobs::JobContext&) -> Status {
            return failedAs("target-gone", ErrorCode::BadGateway, "the target does not answer");
        });
        auto const id = world.enqueued(service);
        QVERIFY(service.start());
        QTRY_COMPARE(world.shown(service, id).state, std::string{"failed"});
        QCOMPARE(*world.shown(service, id).problem, std::string{"target-gone"});
        QCOMPARE(world.shown(service, id).says, std::string{"the target does not answer"});
        service.stop();
    }

    void refusesMoreThanItsQueueHolds()
    {
        World world;
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        service.registerKind("count", kMay, [](jobs::JobContext&) -> Status { return Done{}; });
        auto const enqueue = [&](api::Context& context) {
            return service.enqueue(context, "count", json::Object{});
        };
        for (int number = 0; number < jobs::kWaitingMax; ++number)
            QVERIFY(world.changes.as(world.caller, enqueue));
        auto const refused = world.changes.as(world.caller, enqueue);
        QVERIFY(refused.error().code == ErrorCode::Unavailable && refused.error().retryAfterSeconds);
    }

    void answersNotModifiedWhileNothingChanged()
    {
        World world;
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        service.registerKind("count", kMay, [](jobs::JobContext&) -> Status { return Done{}; });
        auto const id = world.enqueued(service);
        auto const statusFor = [&](std::optional<std::string> etag) {
            std::optional<int> status;
            static_cast<void>(world.changes.reading(world.caller, [&](api::ReadContext& context) -> Status {
                context.ifNoneMatch = std::move(etag);
                TRY(service.show(context, {id}));
                status = context.answer.status;
                return Done{};
            }));
            return status;
        };
        QVERIFY(!statusFor(std::nullopt));
        QCOMPARE(statusFor("1"), std::optional{304});
        QVERIFY(!statusFor("0"));
    }

    void listsNewestFirstInPages()
    {
        World world;
        jobs::JobsService service{world.changes, world.database.clock, world.asked()};
        service.registerKind("count", kMay, [](jobs::JobContext&) -> Status { return Done{}; });
        std::vector<std::string> ids;
        for (int number = 0; number < 5; ++number) {
            world.database.clock.advance(std::chrono::seconds{1});
            ids.push_back(world.enqueued(service).value);
        }
        auto const page = [&](std::optional<std::string> after) {
            return *world.changes.reading(world.caller, [&](api::ReadContext& context) {
                return service.list(context,
                                    {.state = {}, .kind = {}, .limit = 2, .after = std::move(after)});
            });
        };
        auto const first = page(std::nullopt);
        QCOMPARE(first.items[0].id.value, ids[4]);
        QCOMPARE(page(first.next).items[0].id.value, ids[2]);
        QVERIFY(!page(page(first.next).next).next);
    }
};

DEWAR_TEST(test_jobs_service)
#include "test_jobs_service.moc"
