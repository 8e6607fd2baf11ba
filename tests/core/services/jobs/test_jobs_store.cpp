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
