// Tests of following long operations.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/job_follower.h"

#include "tests/support/fake_api.h"
#include "tests/support/registry.h"

using namespace ui;
using support::answerOf;

namespace {

constexpr char kRunning[] = R"({"id":"j1","kind":"backup","state":"running","completed":3,"total":10,)"
                            R"("says":"copies pages","started_by":"u1","cancellable":true,"revision":2,)"
                            R"("created_at":"2026-09-14T09:30:00.000000Z"})";
constexpr char kDone[] =
    R"({"id":"j1","kind":"backup","state":"done","completed":10,"total":10,"says":"done",)"
    R"("started_by":"u1","cancellable":false,"revision":3,"result_link":"/backups/b1",)"
    R"("created_at":"2026-09-14T09:30:00.000000Z","ended_at":"2026-09-14T09:31:00.000000Z"})";

} // namespace

class test_job_follower : public QObject {
    Q_OBJECT
private slots:
    void readsAJob();
    void followsUntilTheEnd();
    void asksWithTheLastEtag();
    void keepsAskingWhileNobodyAnswers();
    void saysThatAJobIsLost();
    void followsAtMostSoMany();
    void tellsWhenACancelIsRefused();
    void followsWhatRunsAlready();
    void keepsRunningJobsWhenAskedToDismiss();
};

void test_job_follower::readsAJob()
{
    auto const job = jobFrom(support::jsonOf(kDone).toObject());
    QCOMPARE(job.id, "j1");
    QCOMPARE(job.kind, "backup");
    QCOMPARE(job.completed, 10);
    QCOMPARE(job.result, "/backups/b1");
    QCOMPARE(job.endedAt, QDateTime(QDate{2026, 9, 14}, QTime{9, 31}, Qt::UTC));
    QVERIFY(job.ended());
}

void test_job_follower::followsUntilTheEnd()
{
    support::FakeApi api;
    api.next(Verb::Get, "/jobs/j1", answerOf(kRunning));
    api.next(Verb::Get, "/jobs/j1", answerOf(kDone));
    JobFollower follower{api};
    QSignalSpy ended{&follower, &JobFollower::ended};
    QVERIFY(follower.follow("/jobs/j1"));
    QCOMPARE(follower.jobs().first().state, "queued");
    QTRY_COMPARE(follower.jobs().first().state, "running");
    QTRY_COMPARE(ended.count(), 1);
    QTest::qWait(JobFollower::kPollMsMin * 2);
    QCOMPARE(api.count(Verb::Get, "/jobs/j1"), 2); // Nobody asks about the past.
}

void test_job_follower::asksWithTheLastEtag()
{
    support::FakeApi api;
    auto running = answerOf(kRunning);
    running.etag = "\"2\"";
    api.next(Verb::Get, "/jobs/j1", running);
    api.next(Verb::Get, "/jobs/j1", Answer{.status = 304});
    api.answer(Verb::Get, "/jobs/j1", support::jsonOf(kDone));
    JobFollower follower{api};
    follower.follow("j1");
    QTRY_COMPARE(api.count(Verb::Get, "/jobs/j1"), 2);
    QCOMPARE(api.last(Verb::Get, "/jobs/j1").ifNoneMatch, QByteArray{"\"2\""});
    support::settle();
    QCOMPARE(follower.jobs().first().says, "copies pages"); // Unchanged by a 304.
    QTRY_COMPARE(follower.jobs().first().state, "done");
}

void test_job_follower::keepsAskingWhileNobodyAnswers()
{
    support::FakeApi api;
    api.next(Verb::Get, "/jobs/j1", Problem{.status = 0, .type = "unreachable", .title = "silence"});
    api.answer(Verb::Get, "/jobs/j1", support::jsonOf(kDone));
    JobFollower follower{api};
    follower.follow("j1");
    QTRY_COMPARE(follower.jobs().first().state, "done");
}

void test_job_follower::saysThatAJobIsLost()
{
    support::FakeApi api;
    api.refuse(Verb::Get, "/jobs/j1", {.status = 404, .type = "not-found", .title = "There is nothing here"});
    JobFollower follower{api};
    QSignalSpy ended{&follower, &JobFollower::ended};
    follower.follow("j1");
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(follower.jobs().first().state, "lost");
    QVERIFY(!follower.jobs().first().says.isEmpty());
}

void test_job_follower::followsAtMostSoMany()
{
    support::FakeApi api;
    JobFollower follower{api};
    for (int i = 0; i < JobFollower::kJobsMax; ++i)
        QVERIFY(follower.follow(QString{"j%1"}.arg(i)));
    QVERIFY(!follower.follow("one-more"));
    QCOMPARE(follower.jobs().size(), JobFollower::kJobsMax);
}

void test_job_follower::tellsWhenACancelIsRefused()
{
    support::FakeApi api;
    api.answer(Verb::Get, "/jobs/j1", support::jsonOf(kRunning));
    api.refuse(Verb::Post, "/jobs/j1/cancel", {.status = 409, .type = "conflict", .title = "too late"});
    JobFollower follower{api};
    QSignalSpy refused{&follower, &JobFollower::refused};
    follower.follow("j1");
    follower.cancel("j1");
    QTRY_COMPARE(refused.count(), 1);
}

void test_job_follower::followsWhatRunsAlready()
{
    support::FakeApi api;
    api.script(Verb::Get, "/jobs", [](Call const& call) -> Reply<Answer> {
        bool const running = call.query.queryItemValue("state") == "running";
        return answerOf(running ? R"({"items":[{"id":"j1"}]})" : R"({"items":[]})");
    });
    api.answer(Verb::Get, "/jobs/j1", support::jsonOf(kRunning));
    JobFollower follower{api};
    follower.followRunning();
    QTRY_COMPARE(follower.jobs().size(), 1);
    QTRY_COMPARE(follower.jobs().first().kind, "backup");
}

void test_job_follower::keepsRunningJobsWhenAskedToDismiss()
{
    support::FakeApi api;
    api.answer(Verb::Get, "/jobs/j1", support::jsonOf(kRunning));
    JobFollower follower{api};
    follower.follow("j1");
    follower.dismiss("j1");
    QCOMPARE(follower.jobs().size(), 1);
}

DEWAR_TEST(test_job_follower)
#include "test_job_follower.moc"
