// The PostgreSQL driver against a real server: values, errors, lost servers, and what an attacker on the way
// sees.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <limits>
#include <thread>

#include "core/platform/db/database.h"
#include "core/platform/db/statement_faults.h"
#include "tests/support/certificates.h"
#include "tests/support/fake_clock.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/registry.h"

using namespace core;
using namespace std::string_literals;
using namespace std::chrono_literals;
using support::PostgresCluster;

namespace {

std::unique_ptr<db::Database> opened(std::string const& url)
{
    auto database = db::openPostgres({.url = url, .statementTimeMax = 500ms});
    if (!database)
        qFatal("%s (%s)", database.error().message.c_str(), database.error().detail.c_str());
    return std::move(*database);
}

std::int64_t number(db::Row const& row)
{
    return row.integer(0);
}

// A database with one small table.
struct Small {
    Small() : url{PostgresCluster::get().empty()}, database{opened(url)}
    {
        if (!writer().execute(
                "CREATE TABLE things(id BIGINT PRIMARY KEY, name TEXT UNIQUE, bytes BYTEA, share FLOAT8)"))
            qFatal("no table");
    }
    ~Small()
    {
        database.reset();
        PostgresCluster::get().drop(url);
    }
    db::Connection& writer() { return database->writer(); }
    db::Tx tx() { return db::Tx{database->writer()}; }
    std::int64_t count()
    {
        auto transaction = tx();
        auto const found = transaction.one("SELECT count(*) FROM things", number);
        return found ? found->value_or(-1) : -1;
    }

    std::string url;
    std::unique_ptr<db::Database> database;
};

constexpr char kInsert[] = "INSERT INTO things(id, name, bytes, share) VALUES($1, $2, $3, $4)";

} // namespace

class test_postgres : public QObject {
    Q_OBJECT
private slots:
    void keepsValues();
    void countsChanges();
    void tellsErrorsApart();
    void refusesToCommitWhatFailed();
    void reportsLostRaces();
    void readersChangeNothing();
    void failsAsPlanned();
    void neverRunsTheRestOfALostTransaction();
    void losesAndFindsTheServer();
    void givesAHaltedServerUp();
    void climbsTheLadderOnce();
    void authenticatesTheServer();
    void takesAPassword();
};

void test_postgres::keepsValues()
{
    Small small;
    auto tx = small.tx();
    auto const bytes = "\0\1\xff\\x'"s;
    for (auto const value : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
                             std::int64_t{1} << 53, std::numeric_limits<std::int64_t>::max()}) {
        QCOMPARE(*tx.run(kInsert, value, "n" + std::to_string(value), db::Blob{bytes}, 0.1), 1);
        struct Thing {
            std::int64_t id;
            std::string idText;
            std::string bytes;
            double share;
        };
        auto const found = tx.one(
            "SELECT id, bytes, share FROM things WHERE id = $1",
            [](db::Row const& row) {
                return Thing{row.integer(0), row.text(0), row.bytes(1), row.real(2)};
            },
            value);
        QVERIFY(found && *found);
        QCOMPARE((*found)->id, value);
        QCOMPARE((*found)->idText, std::to_string(value));
        QCOMPARE((*found)->bytes, bytes);
        QCOMPARE((*found)->share, 0.1);
    }
    // First without, then with a value: the types of a prepared statement do not depend on who came first.
    QVERIFY(tx.run("INSERT INTO things(id, name, bytes, share) VALUES($1, $2, $3, $4) ", 7,
                   std::optional<std::string>{}, std::nullopt, std::nullopt));
    QVERIFY(tx.run("INSERT INTO things(id, name, bytes, share) VALUES($1, $2, $3, $4) ", 8,
                   "Bj\xC3\xB6rk; DROP TABLE things", db::Blob{""}, 2.5));
    auto const back = tx.all("SELECT name, bytes, share IS NULL FROM things WHERE id IN (7, 8) ORDER BY id",
                             [](db::Row const& row) {
                                 return std::tuple{row.optionalText(0), row.isNull(1), row.truth(2)};
                             });
    QVERIFY(bool(back));
    QCOMPARE((*back)[0], std::tuple(std::optional<std::string>{}, true, true));
    QCOMPARE((*back)[1], std::tuple(std::optional{"Bj\xC3\xB6rk; DROP TABLE things"s}, false, false));
    // A type that nobody reads is an error, not a wrong number.
    QVERIFY(!tx.one("SELECT 1.5::numeric", number));
}

void test_postgres::countsChanges()
{
    Small small;
    auto tx = small.tx();
    QCOMPARE(*tx.run(kInsert, 1, "a", std::nullopt, std::nullopt), 1);
    QCOMPARE(*tx.run(kInsert, 2, "b", std::nullopt, std::nullopt), 1);
    QCOMPARE(*tx.run("UPDATE things SET share = 1"), 2);
    QCOMPARE(*tx.run("SELECT id FROM things"), 0);
    QCOMPARE(*tx.run("INSERT INTO things(id) VALUES($1) ON CONFLICT DO NOTHING", 1), 0);
    QCOMPARE(*tx.run("DELETE FROM things WHERE id = $1", 9), 0);
    QCOMPARE(*tx.one("UPDATE things SET share = 2 WHERE id = 1 RETURNING id", number),
             std::optional<std::int64_t>{1});
}

void test_postgres::tellsErrorsApart()
{
    Small small;
    auto tx = small.tx();
    QVERIFY(tx.run(kInsert, 1, "secret-name", std::nullopt, std::nullopt));
    auto const twice = tx.run(kInsert, 2, "secret-name", std::nullopt, std::nullopt);
    QVERIFY(!twice);
    QCOMPARE(twice.error().code, ErrorCode::Conflict);
    // The server's DETAIL line repeats the row; it must not reach a log.
    QVERIFY(twice.error().detail.find("secret-name") == std::string::npos);
    QVERIFY(twice.error().detail.find("things_name_key") != std::string::npos);
    auto const missing = tx.run("UPDATE nowhere SET a = 1");
    QCOMPARE(missing.error().code, ErrorCode::Internal);
    auto const nul = tx.run(kInsert, 3, "a\0b"s, std::nullopt, std::nullopt);
    QCOMPARE(nul.error().code, ErrorCode::Invalid);
    auto const slow = tx.one("SELECT 1 FROM pg_sleep(5)", number);
    QCOMPARE(slow.error().code, ErrorCode::Unavailable);
    QCOMPARE(slow.error().retryAfterSeconds, std::optional{1});
    QCOMPARE(small.count(), 1); // Each was a transaction of its own; the connection lives.
}

void test_postgres::refusesToCommitWhatFailed()
{
    Small small;
    auto tx = small.tx();
    QVERIFY(bool(small.writer().execute("BEGIN")));
    QVERIFY(bool(tx.run(kInsert, 1, "a", std::nullopt, std::nullopt)));
    QVERIFY(!tx.run(kInsert, 1, "a", std::nullopt, std::nullopt));
    QVERIFY(small.writer().inTransaction());
    QVERIFY(!small.writer().execute("COMMIT")); // The server answers ROLLBACK and no error.
    QVERIFY(!small.writer().inTransaction());
    QCOMPARE(small.count(), 0);
}

// Two transactions that each read what the other writes: one of them has to lose, and is told to try again.
void test_postgres::reportsLostRaces()
{
    Small small;
    auto const other = opened(small.url);
    db::Tx one = small.tx();
    db::Tx two{other->writer()};
    QVERIFY(bool(one.connection().execute("BEGIN")));
    QVERIFY(bool(two.connection().execute("BEGIN")));
    auto const step = [](db::Tx& tx, int id) -> Status {
        auto const seen = TRY(tx.one("SELECT count(*) FROM things", number));
        TRY(tx.run(kInsert, id, std::to_string(seen.value_or(0)) + "-" + std::to_string(id), std::nullopt,
                   std::nullopt));
        return Done{};
    };
    QVERIFY(bool(step(one, 1)));
    QVERIFY(bool(step(two, 2)));
    QVERIFY(bool(one.connection().execute("COMMIT")));
    auto const late = two.connection().execute("COMMIT");
    QVERIFY(!late);
    QCOMPARE(late.error().code, ErrorCode::Unavailable);
    QCOMPARE(late.error().type, "transaction-conflict"s);
    QCOMPARE(small.count(), 1);
}

void test_postgres::readersChangeNothing()
{
    Small small;
    auto const reader = small.database->reader();
    QVERIFY(bool(reader));
    db::Tx tx{**reader};
    QVERIFY(!tx.run(kInsert, 1, "a", std::nullopt, std::nullopt));
    QVERIFY(!(*reader)->execute("CREATE TABLE mine(a INT)"));
    QCOMPARE(small.count(), 0);
    // A snapshot stays what it was until it ends.
    QVERIFY(bool((*reader)->execute("BEGIN")));
    QCOMPARE(**tx.one("SELECT count(*) FROM things", number), 0);
    QVERIFY(bool(small.tx().run(kInsert, 1, "a", std::nullopt, std::nullopt)));
    QCOMPARE(**tx.one("SELECT count(*) FROM things", number), 0);
    QVERIFY(bool((*reader)->execute("COMMIT")));
    QCOMPARE(**tx.one("SELECT count(*) FROM things", number), 1);
}

void test_postgres::failsAsPlanned()
{
    Small small;
    auto tx = small.tx();
    db::failStatementForTests(2);
    QVERIFY(bool(tx.run(kInsert, 1, "a", std::nullopt, std::nullopt)));
    QVERIFY(bool(tx.one("SELECT count(*) FROM things", number)));
    auto const second = tx.run(kInsert, 2, "b", std::nullopt, std::nullopt);
    QCOMPARE(second.error().type, "storage-full"s);
    QVERIFY(db::hasFailedStatementForTests());
    QVERIFY(bool(small.writer().execute("BEGIN")));
    QVERIFY(bool(tx.run(kInsert, 2, "b", std::nullopt, std::nullopt)));
    db::failStatementForTests(1);
    QVERIFY(!small.writer().execute("COMMIT"));
    QVERIFY(bool(small.writer().execute("ROLLBACK")));
    QCOMPARE(small.count(), 1);
}

// The connection comes back by itself, but not in the middle: half a change must not be kept on its own.
void test_postgres::neverRunsTheRestOfALostTransaction()
{
    Small small;
    auto tx = small.tx();
    QVERIFY(bool(small.writer().execute("BEGIN")));
    QVERIFY(bool(tx.run(kInsert, 1, "first half", std::nullopt, std::nullopt)));
    PostgresCluster::get().sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                               " WHERE application_name = 'deward'");
    auto const cut = tx.run(kInsert, 2, "second half", std::nullopt, std::nullopt);
    QCOMPARE(cut.error().code, ErrorCode::Unavailable);
    QVERIFY(!small.writer().inTransaction());
    for (int again = 0; again < 3; ++again)
        QVERIFY(!tx.run(kInsert, 2, "second half", std::nullopt, std::nullopt));
    QVERIFY(!small.writer().execute("SAVEPOINT change"));
    QVERIFY(!small.writer().execute("COMMIT"));
    QVERIFY(bool(small.writer().execute("ROLLBACK")));
    QTRY_COMPARE_WITH_TIMEOUT(small.count(), 0, 5000);
    QVERIFY(bool(tx.run(kInsert, 2, "whole", std::nullopt, std::nullopt)));
}

void test_postgres::losesAndFindsTheServer()
{
    Small small;
    auto tx = small.tx();
    QVERIFY(bool(tx.run(kInsert, 1, "kept", std::nullopt, std::nullopt)));
    PostgresCluster::get().killHard();
    auto const begun = std::chrono::steady_clock::now();
    for (int tries = 0; tries < 50; ++tries) {
        auto const missed = tx.run(kInsert, 2, "missed", std::nullopt, std::nullopt);
        QCOMPARE(missed.error().code, ErrorCode::Unavailable);
        QCOMPARE(missed.error().retryAfterSeconds, std::optional{1});
    }
    QVERIFY(!small.database->reader());
    QVERIFY(std::chrono::steady_clock::now() - begun < 2s); // Refused at once, not one timeout after another.
    PostgresCluster::get().start();
    QTRY_COMPARE_WITH_TIMEOUT(small.count(), 1, 5000);
    QVERIFY(bool(tx.run(kInsert, 3, "back", std::nullopt, std::nullopt)));
    QCOMPARE(small.count(), 2);
}

void test_postgres::givesAHaltedServerUp()
{
    Small small;
    auto tx = small.tx();
    QCOMPARE(small.count(), 0);
    PostgresCluster::get().pause();
    auto const silent = tx.one("SELECT count(*) FROM things", number);
    PostgresCluster::get().resume();
    QVERIFY(!silent);
    QCOMPARE(silent.error().code, ErrorCode::Unavailable);
    QTRY_COMPARE_WITH_TIMEOUT(small.count(), 0, 5000);
}

void test_postgres::climbsTheLadderOnce()
{
    auto const url = PostgresCluster::get().empty();
    std::vector<std::thread> engines;
    std::atomic<int> done{0};
    for (int engine = 0; engine < 4; ++engine)
        engines.emplace_back([&] {
            auto database = db::openPostgres({.url = url});
            if (database && db::migrate((*database)->writer(), support::FakeClock{}))
                ++done;
        });
    for (auto& engine : engines)
        engine.join();
    QCOMPARE(done.load(), 4);
    PostgresCluster::get().drop(url);
}

void test_postgres::authenticatesTheServer()
{
    support::Authority const authority{"database authority"};
    support::Authority const stranger{"another authority"};
    auto const pair = authority.issue("localhost", {"DNS:localhost"});
    PostgresCluster cluster;
    auto const certificate = cluster.writeFile("server.crt", pair.certificatePem);
    auto const key = cluster.writeFile("server.key", pair.keyPem);
    auto const trusted = cluster.writeFile("trusted.pem", authority.pem());
    auto const foreign = cluster.writeFile("foreign.pem", stranger.pem());
    cluster.stop();
    auto const port =
        cluster.startOnLoopback({"ssl=on", "ssl_cert_file=" + certificate, "ssl_key_file=" + key});
    auto const url = [&](std::string const& host, std::string const& root) {
        return "postgresql://dewar@" + host + ":" + std::to_string(port) +
               "/postgres?sslmode=verify-full&sslrootcert=" + root;
    };
    auto const right = db::openPostgres({.url = url("localhost", trusted)});
    QVERIFY2(right, right ? "" : right.error().message.c_str());
    db::Tx tx{(*right)->writer()};
    QCOMPARE(**tx.one("SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()", number), 1);
    QVERIFY(!db::openPostgres({.url = url("localhost", foreign)}));
    QVERIFY(!db::openPostgres({.url = url("127.0.0.1", trusted)})); // the certificate names localhost
    QVERIFY(!db::openPostgres({.url = url("localhost", cluster.folder() + "/missing.pem")}));
}

void test_postgres::takesAPassword()
{
    PostgresCluster cluster;
    cluster.sql("CREATE ROLE engine LOGIN PASSWORD 'violet tram 92'");
    cluster.sql("CREATE DATABASE kept OWNER engine");
    cluster.writeFile("data/pg_hba.conf", "local all dewar trust\nlocal all engine scram-sha-256\n");
    cluster.sql("SELECT pg_reload_conf()");
    auto const url = "postgresql:///kept?host=" + cluster.folder() + "&user=engine";
    QTRY_VERIFY_WITH_TIMEOUT(!db::openPostgres({.url = url}), 5000);
    QVERIFY(bool(db::openPostgres({.url = url, .password = Secret{"violet tram 92"}})));
    auto const wrong = db::openPostgres({.url = url, .password = Secret{"violet tram 93"}});
    QVERIFY(!wrong);
    QVERIFY(wrong.error().message.find("violet") == std::string::npos);
}

DEWAR_TEST(test_postgres)
#include "test_postgres.moc"
