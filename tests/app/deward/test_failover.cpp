// Two engines, a primary and its hot standby: the primary is killed, the standby promoted, and nothing
// acknowledged is lost.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include <boost/json.hpp>

#include "core/platform/db/database.h"
#include "tests/support/asking.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/registry.h"

using namespace core;
using namespace std::chrono_literals;
using support::ask;
using support::get;
using support::post;
using support::PostgresCluster;
using support::ServedEngine;
using support::signIn;

namespace {

using Moment = std::chrono::steady_clock::time_point;

// Writes records one after the other at its engine, each until it is acknowledged.
struct Writer {
    Writer(ServedEngine const& engine, std::string token, int first)
        : engine{engine}, token{std::move(token)}, next{first}
    {
    }
    void run()
    {
        while (!stopping) {
            auto const name = std::to_string(next);
            auto const answer =
                ask(engine, engine.dataAddress() + "/api/v1/collections/notes/records",
                    {"-H", "Authorization: Bearer " + token, "-H", "Content-Type: application/json", "-H",
                     "Idempotency-Key: note-" + name, "-d", "{\"n\":" + name + "}"});
            std::scoped_lock const lock{mutex};
            if (answer.status == 201) {
                acknowledged.insert(next++);
                lastAt = std::chrono::steady_clock::now();
            } else if (answer.status != 503) {
                strange.push_back(std::to_string(answer.status) + " " + json::text(answer.body));
            }
        }
    }
    std::size_t count()
    {
        std::scoped_lock const lock{mutex};
        return acknowledged.size();
    }
    // Of its first acknowledgement after that one.
    bool wroteAfter(Moment moment)
    {
        std::scoped_lock const lock{mutex};
        return lastAt > moment;
    }

    ServedEngine const& engine;
    std::string token;
    int next;
    std::atomic<bool> stopping{false};
    std::mutex mutex; // what follows
    std::set<int> acknowledged;
    std::vector<std::string> strange;
    Moment lastAt{};
};

void must(support::Ran const& ran)
{
    if (ran.exit != 0)
        qFatal("%s", ran.err.c_str());
}

std::vector<int> notesIn(std::string const& url)
{
    auto const database = db::openPostgres({.url = url});
    if (!database)
        qFatal("%s", database.error().message.c_str());
    db::Tx tx{(*database)->writer()};
    auto const bodies =
        tx.all("SELECT body FROM c_1 LIMIT 100000", [](db::Row const& row) { return row.text(0); });
    std::vector<int> notes;
    for (auto const& body : *bodies)
        notes.push_back(static_cast<int>(json::integerAt(*json::parse(body), "n")));
    return notes;
}

} // namespace

class test_failover : public QObject {
    Q_OBJECT

private slots:
    void losesNothingThatWasAcknowledged();
};

void test_failover::losesNothingThatWasAcknowledged()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("PostgreSQL is not installed");
    PostgresCluster primary;
    auto const standby = PostgresCluster::standbyOf(primary);
    primary.sql("CREATE DATABASE dewar");
    auto const url = "postgresql:///dewar?host=" + primary.folder() + "," + standby->folder() +
                     "&port=5432,5432&user=dewar";
    ServedEngine one;
    ServedEngine two;
    must(one.init({"--database", url}));
    must(support::join(one, two));
    QVERIFY2(one.serve(), one.error().c_str());
    QVERIFY2(two.serve(), two.error().c_str());
    auto const admin = support::signInAsAdministrator(one);
    QCOMPARE(post(one, admin, "/collections", R"({"name":"notes","schema":{"type":"object"}})").status, 201);
    QCOMPARE(post(one, admin, "/roles", R"({"name":"clerk","permissions":["records.write@notes"]})").status,
             201);
    QCOMPARE(post(one, admin, "/users",
                  R"({"name":"bo","password":"violet tram 92 under snow","roles":["clerk"]})")
                 .status,
             201);
    std::this_thread::sleep_for(1s); // The other engine knows the collection by then.
    Writer first{one, signIn(one, "bo", "violet tram 92 under snow"), 1};
    Writer second{two, signIn(two, "bo", "violet tram 92 under snow"), 1'000'001};
    std::thread firstThread{[&] { first.run(); }};
    std::thread secondThread{[&] { second.run(); }};
    QTRY_VERIFY_WITH_TIMEOUT(first.count() > 10 && second.count() > 10, 20000);
    auto const job = "/jobs/" + post(one, admin, "/backups").at("job");
    primary.killHard();
    standby->promote();
    auto const promoted = std::chrono::steady_clock::now();
    QTRY_VERIFY_WITH_TIMEOUT(first.wroteAfter(promoted) && second.wroteAfter(promoted), 30000);
    auto const back = std::chrono::steady_clock::now() - promoted;
    first.stopping = second.stopping = true;
    firstThread.join();
    secondThread.join();
    QVERIFY2(back < 10s, std::to_string(std::chrono::duration<double>(back).count()).c_str());
    QCOMPARE(first.strange.empty() ? std::string{} : first.strange.front(), std::string{});
    QCOMPARE(second.strange.empty() ? std::string{} : second.strange.front(), std::string{});
    // Each acknowledged note is there, and none twice; one more of each writer may have been stored
    // unanswered.
    auto const stored = notesIn(standby->url("dewar"));
    std::set<int> const distinct{stored.begin(), stored.end()};
    QCOMPARE(stored.size(), distinct.size());
    for (auto const* writer : {&first, &second})
        for (auto const n : writer->acknowledged)
            QVERIFY2(distinct.contains(n), std::to_string(n).c_str());
    QVERIFY(distinct.size() <= first.acknowledged.size() + second.acknowledged.size() + 2);
    // The job came to one end, whichever.
    auto const ended = [&] {
        auto const state = get(one, admin, job).at("state");
        return state == "done" || state == "failed";
    };
    QTRY_VERIFY_WITH_TIMEOUT(ended(), 30000);
    QCOMPARE(two.ctl({"audit", "verify"}).exit, 0);
    QCOMPARE(one.stop(), 0);
    QCOMPARE(two.stop(), 0);
}

DEWAR_TEST(test_failover)
#include "test_failover.moc"
