// Rows of playbooks and runs: versions stand alone, a key is answered once, a run ends once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/playbooks/playbooks_store.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;

namespace {
playbooks::StoredPlaybook playbook(std::string id, std::string version, std::string state = "approved")
{
    playbooks::StoredPlaybook stored{.row = {}, .document = "{}", .defects = "[]"};
    stored.row.id.value = std::move(id);
    stored.row.cacaoId = "playbook--1";
    stored.row.version = std::move(version);
    stored.row.state = std::move(state);
    stored.row.runnable = true;
    return stored;
}
playbooks::StoredRun run(std::string id)
{
    playbooks::StoredRun stored{
        .row = {}, .starterId = "u1", .principal = "{}", .variables = "{}", .bundle = "{}", .visits = 0};
    stored.row.id.value = std::move(id);
    return stored;
}
playbooks::JournalRow row(std::string kind, std::string key, std::string by = {})
{
    playbooks::JournalRow row;
    row.kind = std::move(kind);
    row.key = std::move(key);
    row.by = std::move(by);
    return row;
}
} // namespace

class test_playbooks_store : public QObject {
    Q_OBJECT

private slots:
    void findsTheNewestApprovedVersion()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(playbooks::insertPlaybook(tx, playbook("a", "2026-01-01T00:00:00.000Z")));
        QVERIFY(playbooks::insertPlaybook(tx, playbook("b", "2026-02-01T00:00:00.000Z")));
        QVERIFY(playbooks::insertPlaybook(tx, playbook("c", "2026-03-01T00:00:00.000Z", "draft")));
        QVERIFY(!playbooks::insertPlaybook(tx, playbook("d", "2026-01-01T00:00:00.000Z")));
        QCOMPARE((*playbooks::newestApproved(tx, "playbook--1"))->row.id.value, std::string{"b"});
        QVERIFY(*playbooks::approvePlaybook(tx, {"c"}, "Ada", timeOf(1)));
        QVERIFY(!*playbooks::approvePlaybook(tx, {"c"}, "Ada", timeOf(1)));
        QCOMPARE((*playbooks::newestApproved(tx, "playbook--1"))->row.id.value, std::string{"c"});
    }

    void answersAKeyOnce()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(playbooks::insertRun(tx, run("r")));
        QVERIFY(*playbooks::appendJournal(tx, {"r"}, row("intent", "k")));
        QVERIFY(*playbooks::appendJournal(tx, {"r"}, row("intent", "k")));
        QVERIFY(*playbooks::appendJournal(tx, {"r"}, row("done", "k", "first")));
        QVERIFY(!*playbooks::appendJournal(tx, {"r"}, row("timed_out", "k", "second")));
        QVERIFY(*playbooks::appendJournal(tx, {"r"}, row("done", "other")));
        QCOMPARE((*playbooks::answerTo(tx, {"r"}, "k"))->by, std::string{"first"});
        QCOMPARE(playbooks::journalOf(tx, {"r"}, 0, 10)->back().number, 4);
        QCOMPARE(playbooks::newestOfJournal(tx, {"r"}, 2)->front().number, 3);
    }

    void endsARunOnce()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(playbooks::insertRun(tx, run("r")));
        playbooks::WaitingFor time;
        time.kind = "time";
        time.key = "later";
        playbooks::WaitingFor person;
        person.kind = "answer";
        person.key = "k";
        QVERIFY(playbooks::setWaiting(tx, {"r"}, {time, person}));
        auto const waits = (*playbooks::runById(tx, {"r"}))->row;
        QCOMPARE(waits.waiting.size(), 2U);
        QCOMPARE(waits.waitingFor->key, std::string{"k"});
        QVERIFY(playbooks::setWaiting(tx, {"r"}, {}));
        QVERIFY(!(*playbooks::runById(tx, {"r"}))->row.waitingFor);
        QCOMPARE(playbooks::runningIds(tx, "one", timeOf(10), 10)->size(), 1U);
        // Another engine moves it as long as its lease is in force.
        QVERIFY(bool(tx.run("INSERT INTO leases(name, holder, fence, until) VALUES($1, 'two', 1, 11)",
                            playbooks::leaseOf({"r"}))));
        QVERIFY(playbooks::runningIds(tx, "one", timeOf(10), 10)->empty());
        QCOMPARE(playbooks::runningIds(tx, "two", timeOf(10), 10)->size(), 1U);
        QCOMPARE(playbooks::runningIds(tx, "one", timeOf(11), 10)->size(), 1U);
        QVERIFY(*playbooks::endRun(tx, {"r"}, "succeeded", "", timeOf(1)));
        QVERIFY(!*playbooks::endRun(tx, {"r"}, "failed", "late", timeOf(2)));
        QCOMPARE((*playbooks::runById(tx, {"r"}))->row.state, std::string{"succeeded"});
        QVERIFY(playbooks::runningIds(tx, "one", timeOf(10), 10)->empty());
    }
};

DEWAR_TEST(test_playbooks_store)
#include "test_playbooks_store.moc"
