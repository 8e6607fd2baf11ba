// Rows of jobs: who may be claimed, who ends, what a purge takes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/jobs/jobs_store.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;

namespace {
jobs::NewJob newJob(std::string id)
{
    return {.id = {std::move(id)},
            .kind = "count",
            .input = "{}",
            .principal = "{}",
            .startedBy = "Ada",
            .traceId = "t",
            .createdAt = timeOf(1)};
}
jobs::Ending ending(jobs::State state)
{
    return {.state = state, .says = "over", .problem = {}, .endedAt = timeOf(5), .expiresAt = timeOf(9)};
}
} // namespace

class test_jobs_store : public QObject {
    Q_OBJECT

private slots:
    void claimsTheOldestOnce()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(jobs::insert(tx, newJob("a")) && jobs::insert(tx, newJob("b")));
        QCOMPARE(*jobs::waiting(tx), 2);
        QCOMPARE((*jobs::claim(tx, timeOf(2)))->id.value, std::string{"a"});
        QCOMPARE((*jobs::claim(tx, timeOf(2)))->id.value, std::string{"b"});
        QVERIFY(!*jobs::claim(tx, timeOf(2)));
    }

    void keepsCursorAndResultUntilTheyChange()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(jobs::insert(tx, newJob("a")) && jobs::claim(tx, timeOf(2)));
        QVERIFY(jobs::write(tx, {"a"},
                            {.completed = 1, .total = 3, .says = "one", .resultLink = "/x", .cursor = "7"}));
        QVERIFY(jobs::write(tx, {"a"},
                            {.completed = 2, .total = 3, .says = "two", .resultLink = {}, .cursor = {}}));
        QVERIFY(jobs::requeue(tx, {"a"}, 0));
        auto const again = *jobs::claim(tx, timeOf(3));
        QCOMPARE(again->progress, std::string{"7"});
        QCOMPARE(again->completed, 2);
        QCOMPARE(*(*jobs::byId(tx, {"a"}))->resultLink, std::string{"/x"});
        QCOMPARE(*(*jobs::byId(tx, {"a"}))->startedAt, timeOf(2));
    }

    void endsOnlyWhatRuns()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(jobs::insert(tx, newJob("a")));
        QVERIFY(!*jobs::end(tx, {"a"}, ending(jobs::State::Done)));
        QVERIFY(jobs::claim(tx, timeOf(2)));
        QVERIFY(!*jobs::cancelQueued(tx, {"a"}, ending(jobs::State::Cancelled)));
        QVERIFY(*jobs::end(tx, {"a"}, ending(jobs::State::Done)));
        QVERIFY(!*jobs::end(tx, {"a"}, ending(jobs::State::Failed)));
        QCOMPARE((*jobs::byId(tx, {"a"}))->state, std::string{"done"});
    }

    // What an engine works on is its own as long as its lease is in force.
    void requeuesWhatNobodyHolds()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        for (auto const* id : {"a", "b"})
            QVERIFY(jobs::insert(tx, newJob(id)) && jobs::claim(tx, timeOf(2)));
        QVERIFY(bool(tx.run("INSERT INTO leases(name, holder, fence, until) VALUES($1, 'one', 1, 100)",
                            jobs::leaseOf({"a"}))));
        QCOMPARE(*jobs::abandoned(tx, timeOf(99)), 1);
        QVERIFY(jobs::giveUp(tx, 5, timeOf(99), ending(jobs::State::Failed)) &&
                jobs::requeueAbandoned(tx, timeOf(99)));
        QCOMPARE((*jobs::byId(tx, {"a"}))->state, std::string{"running"});
        QCOMPARE((*jobs::byId(tx, {"b"}))->state, std::string{"queued"});
        QCOMPARE(*jobs::abandoned(tx, timeOf(100)), 1);
        QVERIFY(bool(jobs::giveUp(tx, 1, timeOf(100), ending(jobs::State::Failed))));
        QCOMPARE((*jobs::byId(tx, {"a"}))->state, std::string{"failed"});
    }

    void tellsAWorkerThatItsJobIsNotWanted()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(jobs::insert(tx, newJob("a")) && jobs::claim(tx, timeOf(2)));
        QVERIFY(*jobs::write(tx, {"a"}, {.completed = 1, .says = "one"}));
        QVERIFY(bool(jobs::wantCancel(tx, {"a"})));
        QVERIFY(!*jobs::write(tx, {"a"}, {.completed = 2, .says = "two"}));
    }

    void purgesWhatHasExpired()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(jobs::insert(tx, newJob("a")) && jobs::claim(tx, timeOf(2)) &&
                jobs::end(tx, {"a"}, ending(jobs::State::Done)));
        QVERIFY(jobs::insert(tx, newJob("b")));
        QVERIFY(jobs::purge(tx, timeOf(9), 10));
        QVERIFY((*jobs::byId(tx, {"a"})).has_value());
        QVERIFY(jobs::purge(tx, timeOf(10), 10));
        QVERIFY(!*jobs::byId(tx, {"a"}) && *jobs::byId(tx, {"b"}));
    }
};

DEWAR_TEST(test_jobs_store)
#include "test_jobs_store.moc"
