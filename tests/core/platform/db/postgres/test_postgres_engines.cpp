// What engines share through a PostgreSQL server: the lock of a directory, its clock, and news.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <thread>

#include "core/platform/db/database.h"
#include "core/platform/db/dialect.h"
#include "core/platform/db/engines.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/registry.h"

using namespace core;
using namespace std::chrono_literals;
using support::PostgresCluster;

namespace {

std::unique_ptr<db::Database> opened(std::string const& url)
{
    auto database = db::openPostgres({.url = url});
    if (!database)
        qFatal("%s", database.error().message.c_str());
    return std::move(*database);
}

Status tell(db::Database& database)
{
    auto& writer = database.writer();
    TRY(writer.execute("BEGIN"));
    db::Tx tx{writer};
    TRY(db::tellEngines(tx));
    return writer.execute("COMMIT");
}

// As long as it takes the news to come, but a test does not wait for ever.
bool hears(db::Listener& listener)
{
    for (int tries = 0; tries < 100; ++tries)
        if (listener.wait(100ms))
            return true;
    return false;
}

} // namespace

class test_postgres_engines : public QObject {
    Q_OBJECT

private slots:
    void locksANodeForOneConnection()
    {
        auto const url = PostgresCluster::get().empty();
        auto const one = opened(url);
        auto two = opened(url);
        db::Tx first{one->writer()};
        db::Tx second{two->writer()};
        QVERIFY(*db::tryLockNode(first, "a") && *db::tryLockNode(first, "a"));
        QVERIFY(!*db::tryLockNode(second, "a"));
        QVERIFY(*db::tryLockNode(second, "b"));
        two.reset(); // Its connection goes, and the lock with it.
        QTRY_VERIFY_WITH_TIMEOUT(*db::tryLockNode(first, "b"), 10000);
        PostgresCluster::get().drop(url);
    }

    void readsTheServersClock()
    {
        auto const url = PostgresCluster::get().empty();
        auto const database = opened(url);
        db::Tx tx{database->writer()};
        auto const now = db::databaseTime(tx, timeOf(7));
        auto const here = SystemClock{}.now(); // The same machine's.
        QVERIFY(now && *now > here - 60s && *now < here + 60s);
        QVERIFY(bool(database->writer().execute("BEGIN")));
        auto const early = db::databaseTime(tx, timeOf(7));
        std::this_thread::sleep_for(2ms);
        QVERIFY(*db::databaseTime(tx, timeOf(7)) > *early); // Not that of the transaction's begin.
        QVERIFY(bool(database->writer().execute("ROLLBACK")));
        PostgresCluster::get().drop(url);
    }

    void tellsTheListenersOfAllEngines()
    {
        auto const url = PostgresCluster::get().empty();
        auto const one = opened(url);
        auto const two = opened(url);
        auto const listener = two->listener();
        listener->wait(100ms); // The first wait connects.
        QVERIFY(bool(tell(*one)));
        QVERIFY(hears(*listener));
        QVERIFY(!listener->wait(1ms));
        // What is rolled back was never told.
        db::Tx tx{one->writer()};
        QVERIFY(one->writer().execute("BEGIN") && db::tellEngines(tx) && one->writer().execute("ROLLBACK"));
        QVERIFY(!listener->wait(200ms));
        PostgresCluster::get().drop(url);
    }

    void listensAgainAfterTheServerWasAway()
    {
        auto const url = PostgresCluster::get().empty();
        auto const database = opened(url);
        auto const listener = database->listener();
        listener->wait(100ms);
        PostgresCluster::get().killHard();
        for (int tries = 0; tries < 3; ++tries)
            QVERIFY(!listener->wait(10ms));
        PostgresCluster::get().start();
        QTRY_VERIFY_WITH_TIMEOUT(listener->wait(50ms) || (tell(*database) && listener->wait(50ms)), 10000);
        PostgresCluster::get().drop(url);
    }

    // Whoever is paused in the middle of a batch loses the lock of all write lanes, not everybody else.
    void endsABatchThatLiesStill()
    {
        auto const url = PostgresCluster::get().migrated();
        auto const one = opened(url);
        auto const two = opened(url);
        QVERIFY(bool(one->writer().execute(db::beginWrite(db::Dialect::Postgres))));
        QVERIFY(bool(two->writer().execute(db::beginWrite(db::Dialect::Postgres)))); // After five seconds.
        QVERIFY(bool(two->writer().execute("COMMIT")));
        QVERIFY(!one->writer().execute("COMMIT"));
        PostgresCluster::get().drop(url);
    }
};

DEWAR_TEST(test_postgres_engines)
#include "test_postgres_engines.moc"
