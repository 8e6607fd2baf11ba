// The program on PostgreSQL: set-up, serving, a database that goes away and comes back, and moving there and
// back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <boost/json.hpp>

#include "core/platform/db/database.h"
#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"

using namespace core;
using support::PostgresCluster;
using support::ServedEngine;

namespace {

constexpr char kPassword[] = "violet tram 92 under snow";

struct Answer {
    int status = 0;
    std::string head;
    std::string body;
};

Answer ask(ServedEngine const& engine, std::string const& url, std::vector<std::string> more = {})
{
    std::vector<std::string> arguments{"-s", "-i", "--max-time", "10", "--cacert", engine.authority(), url};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto const ran = support::run("/usr/bin/curl", arguments);
    Answer answer;
    auto const gap = ran.out.find("\r\n\r\n");
    answer.head = ran.out.substr(0, gap);
    answer.body = gap == std::string::npos ? "" : ran.out.substr(gap + 4);
    if (answer.head.size() > 12)
        answer.status = std::atoi(answer.head.c_str() + 9);
    return answer;
}

Answer askFor(ServedEngine const& engine, std::string const& token, std::string const& url)
{
    return ask(engine, url, {"-H", "Authorization: Bearer " + token});
}

Answer askAs(ServedEngine const& engine, std::string const& token, std::string const& path)
{
    return askFor(engine, token, engine.dataAddress() + path);
}

std::string signIn(ServedEngine const& engine, std::string const& name, std::string const& password)
{
    auto const answer = ask(engine, engine.dataAddress() + "/oauth/token",
                            {"--data-urlencode", "grant_type=password", "--data-urlencode",
                             "username=" + name, "--data-urlencode", "password=" + password});
    auto const document = json::parse(answer.body);
    return document ? json::textAt(*document, "access_token") : std::string{};
}

Answer post(ServedEngine const& engine, std::string const& token, std::string const& url,
            std::string const& body)
{
    return ask(engine, url,
               {"-H", "Authorization: Bearer " + token, "-H", "Content-Type: application/json", "-d", body});
}

// Answers the id; empty when it was refused.
std::string makeUser(ServedEngine const& engine, std::string const& admin, std::string const& name)
{
    auto const made = post(engine, admin, engine.adminAddress() + "/api/v1/users",
                           R"({"password":"violet tram 92 under snow","name":")" + name + R"("})");
    auto const document = json::parse(made.body);
    return made.status == 201 && document ? json::textAt(*document, "id") : std::string{};
}

std::string const kRecords = "/api/v1/collections/people/records";

// A collection with a unique and an indexed member, somebody who may use it, three records and a history.
void fill(ServedEngine const& engine, std::string const& admin)
{
    auto const at = engine.adminAddress() + "/api/v1/";
    auto const must = [](Answer const& answer, int status) {
        if (answer.status != status)
            qFatal("%d: %s", answer.status, answer.body.c_str());
    };
    must(post(engine, admin, at + "collections",
              R"({"name":"people","schema":{"type":"object"},"unique":["email"],"indexes":["home.city"]})"),
         201);
    must(post(engine, admin, at + "roles",
              R"({"name":"clerk","permissions":["records.read@people","records.write@people"]})"),
         201);
    must(post(engine, admin, at + "users",
              R"({"name":"bo","password":"violet tram 92 under snow","roles":["clerk"]})"),
         201);
    auto const bo = signIn(engine, "bo", kPassword);
    for (auto const* record :
         {R"({"email":"a@x","home":{"city":"Köln"},"big":1.5e300})", R"({"email":"b@x"})",
          R"({"email":"c@x","home":{"city":"Köln"},"text":"a\u0000b"})"})
        must(post(engine, bo, engine.dataAddress() + kRecords, record), 201);
}

// What a reader sees: all records, a filtered list, and that the unique member is still one.
std::string seen(ServedEngine const& engine)
{
    auto const bo = signIn(engine, "bo", kPassword);
    auto const all = askAs(engine, bo, kRecords);
    auto const some = askAs(engine, bo, kRecords + "?filter=home.city:K%C3%B6ln");
    auto const twice = post(engine, bo, engine.dataAddress() + kRecords, R"({"email":"b@x"})");
    return std::to_string(twice.status) + "\n" + all.body + "\n" + some.body;
}

std::string trimmedFile(std::string const& path)
{
    auto const secret = os::readSecretFile(path);
    return secret ? std::string{secret->view()} : std::string{};
}

// An engine that was set up on a database of its own.
struct OnPostgres {
    OnPostgres() : url{PostgresCluster::get().empty()}
    {
        auto const made = engine.init({"--database", url});
        if (made.exit != 0)
            qFatal("init: %s", made.err.c_str());
    }
    ~OnPostgres()
    {
        engine.stop();
        PostgresCluster::get().drop(url);
    }
    std::string adminToken()
    {
        return signIn(engine, ServedEngine::kAdministrator, trimmedFile(engine.passwordFile()));
    }
    std::string url;
    ServedEngine engine;
};

std::string move(std::string const& from, std::string const& to, int expected = 0)
{
    auto const ran = support::run("deward", {"move", "--from", from, "--to", to, "--json"});
    if (ran.exit != expected)
        qFatal("move ended with %d: %s", ran.exit, ran.err.c_str());
    return ran.out;
}

} // namespace

class test_postgres_engine : public QObject {
    Q_OBJECT
private slots:
    void servesWhatItSetUp();
    void refusesWrongDatabases();
    void takesAFailedSetUpBack();
    void answersWhileTheDatabaseIsAway();
    void movesThereAndBack();
    void movesAllOrNothing();
};

void test_postgres_engine::servesWhatItSetUp()
{
    OnPostgres world;
    QVERIFY(!os::exists(world.engine.data() + "/dewar.db"));
    for (int start = 0; start < 2; ++start) { // The second time without an address: the set-up kept it.
        QVERIFY2(world.engine.serve(), world.engine.error().c_str());
        QVERIFY(!makeUser(world.engine, world.adminToken(), "bo" + std::to_string(start)).empty());
        auto const audit = world.engine.ctl({"audit", "verify"});
        QVERIFY2(audit.exit == 0, audit.err.c_str());
        QCOMPARE(world.engine.stop(), 0);
    }
    QVERIFY(!os::exists(world.engine.data() + "/dewar.db"));
    auto const explained =
        support::run("deward", {"serve", "--data", world.engine.data(), "--explain-config"});
    QVERIFY(explained.out.starts_with("database = " + world.url));
}

void test_postgres_engine::refusesWrongDatabases()
{
    OnPostgres world;
    ServedEngine other;
    auto const used = other.init({"--database", world.url});
    QCOMPARE(used.exit, 1);
    QVERIFY(used.err.find("not empty") != std::string::npos);
    // A directory's own database is not taken for another one's, and an empty one is no engine.
    QCOMPARE(other.init().exit, 0);
    QVERIFY(!other.serve({"--database", world.url}));
    QVERIFY2(other.error().find("another vault") != std::string::npos, other.error().c_str());
    auto const empty = PostgresCluster::get().empty();
    QVERIFY(!other.serve({"--database", empty}));
    QVERIFY2(other.error().find("is empty") != std::string::npos, other.error().c_str());
    PostgresCluster::get().drop(empty);
    // A password in the address is refused and repeated nowhere.
    auto const secret =
        support::run("deward", {"serve", "--data", other.data(), "--passphrase-file", other.passphraseFile(),
                                "--database", "postgresql://dewar:hunter2hunter2@localhost/x"});
    QCOMPARE(secret.exit, 1);
    QVERIFY((secret.out + secret.err).find("hunter2") == std::string::npos);
    QCOMPARE(std::count(secret.err.begin(), secret.err.end(), '\n'), 1);
    QVERIFY2(world.engine.serve(), world.engine.error().c_str());
    QCOMPARE(world.engine.ctl({"users", "list"}).exit, 0);
    // A copy of the directory is the same engine to its vault, but not a second one to the database.
    auto const copy = world.engine.folder() + "/copy";
    QCOMPARE(support::run("/bin/cp", {"-a", world.engine.data(), copy}).exit, 0);
    auto const second =
        support::run("deward", {"serve", "--data", copy, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                                "--passphrase-file", world.engine.passphraseFile()});
    QCOMPARE(second.exit, 1);
    QVERIFY2(second.err.find("another engine") != std::string::npos, second.err.c_str());
}

void test_postgres_engine::takesAFailedSetUpBack()
{
    auto const url = PostgresCluster::get().empty();
    ServedEngine engine;
    QVERIFY(bool(os::writeFileAtomically(engine.passwordFile(), "short\n")));
    QCOMPARE(engine.init({"--database", url}).exit, 1);
    QVERIFY(bool(os::writeFileAtomically(engine.passwordFile(), "violet anchors drift at noon\n")));
    auto const again = engine.init({"--database", url});
    QVERIFY2(again.exit == 0, again.err.c_str());
    PostgresCluster::get().drop(url);
}

// 503 at once with a hint for what needs the database, 401 for what was revoked before, and back by itself.
void test_postgres_engine::answersWhileTheDatabaseIsAway()
{
    OnPostgres world;
    auto& engine = world.engine;
    QVERIFY2(engine.serve(), engine.error().c_str());
    auto const admin = world.adminToken();
    QVERIFY(!admin.empty());
    auto const id = makeUser(engine, admin, "bo");
    auto const revoked = signIn(engine, "bo", kPassword);
    auto const path = engine.adminAddress() + "/api/v1/collections";
    QVERIFY(askFor(engine, revoked, path).status != 401);
    QCOMPARE(askFor(engine, admin, path).status, 200);
    QCOMPARE(post(engine, admin, engine.adminAddress() + "/api/v1/users/" + id + "/disable",
                  R"({"reason":"test"})")
                 .status,
             204);
    QCOMPARE(askFor(engine, revoked, path).status, 401);

    PostgresCluster::get().killHard();
    // Each within seconds: nobody waits for a server that does not answer.
    for (int tries = 0; tries < 5; ++tries) {
        QCOMPARE(askFor(engine, revoked, path).status, 401);
        auto const away = askFor(engine, admin, path);
        QCOMPARE(away.status, 503);
        QVERIFY2(away.head.find("Retry-After: ") != std::string::npos, away.head.c_str());
        QVERIFY(away.body.find("PGSQL") == std::string::npos); // no word of where the server lies
        auto const write = post(engine, admin, engine.adminAddress() + "/api/v1/roles",
                                R"({"name":"late","permissions":["users.read"]})");
        QCOMPARE(write.status, 503);
        QCOMPARE(askFor(engine, "no.such.token", path).status, 401);
        QCOMPARE(ask(engine, engine.dataAddress() + "/healthz").status, 200);
    }
    PostgresCluster::get().start();
    QTRY_COMPARE_WITH_TIMEOUT(askFor(engine, admin, path).status, 200, 10000);
    QVERIFY(!makeUser(engine, admin, "cy").empty());
    QCOMPARE(askFor(engine, revoked, path).status, 401);
    QCOMPARE(engine.ctl({"audit", "verify"}).exit, 0);
}

void test_postgres_engine::movesThereAndBack()
{
    ServedEngine engine;
    QCOMPARE(engine.init().exit, 0);
    QVERIFY2(engine.serve(), engine.error().c_str());
    fill(engine, signIn(engine, ServedEngine::kAdministrator, trimmedFile(engine.passwordFile())));
    auto const onSqlite = seen(engine);
    QVERIFY2(onSqlite.starts_with("409\n") && onSqlite.find("c@x") != std::string::npos, onSqlite.c_str());
    QCOMPARE(engine.stop(), 0);
    auto const file = [&] {
        auto const bytes = os::readFile(engine.data() + "/dewar.db", 64 << 20);
        return bytes ? *bytes : std::string{};
    };
    auto const before = file();

    auto const url = PostgresCluster::get().empty();
    auto const there = json::parse(move("sqlite:" + engine.data(), url));
    QVERIFY(there);
    QVERIFY(json::integerAt(*there, "rows") > 20);
    QVERIFY(file() == before); // the source stays as it was

    QVERIFY2(engine.serve({"--database", url}), engine.error().c_str());
    QCOMPARE(seen(engine), onSqlite);
    QVERIFY(!makeUser(engine,
                      signIn(engine, ServedEngine::kAdministrator, trimmedFile(engine.passwordFile())), "cy")
                 .empty());
    auto const bo = signIn(engine, "bo", kPassword);
    QCOMPARE(post(engine, bo, engine.dataAddress() + kRecords, R"({"email":"d@x"})").status, 201);
    auto const onPostgres = seen(engine);
    QCOMPARE(engine.ctl({"audit", "verify"}).exit, 0);
    QCOMPARE(engine.stop(), 0);

    QVERIFY(move(url, "sqlite:" + engine.data(), 1).empty()); // an old dewar.db is never overwritten
    QVERIFY(bool(os::renameDurably(engine.data() + "/dewar.db", engine.folder() + "/old.db")));
    QVERIFY(json::parse(move(url, "sqlite:" + engine.data())));
    QVERIFY2(engine.serve(), engine.error().c_str());
    QCOMPARE(seen(engine), onPostgres);
    QVERIFY(!signIn(engine, "cy", kPassword).empty());
    QCOMPARE(engine.ctl({"audit", "verify"}).exit, 0);
    QCOMPARE(engine.stop(), 0);
    PostgresCluster::get().drop(url);
}

void test_postgres_engine::movesAllOrNothing()
{
    ServedEngine engine;
    QCOMPARE(engine.init().exit, 0);
    auto const url = PostgresCluster::get().migrated();
    auto const refused = support::run("deward", {"move", "--from", "sqlite:" + engine.data(), "--to", url});
    QCOMPARE(refused.exit, 1);
    QVERIFY(refused.err.find("not empty") != std::string::npos);
    // A served directory is not moved under its engine's feet.
    auto const empty = PostgresCluster::get().empty();
    QVERIFY2(engine.serve(), engine.error().c_str());
    QCOMPARE(support::run("deward", {"move", "--from", "sqlite:" + engine.data(), "--to", empty}).exit, 1);
    QCOMPARE(engine.stop(), 0);
    for (auto const& [from, to] : {std::pair{std::string{"sqlite:"}, empty}, std::pair{empty, empty},
                                   std::pair{std::string{"file:x"}, empty},
                                   std::pair{"sqlite:" + engine.data(), "sqlite:" + engine.folder()}})
        QCOMPARE(support::run("deward", {"move", "--from", from, "--to", to}).exit, 1);
    auto const moved = json::parse(move("sqlite:" + engine.data(), empty));
    QVERIFY(moved); // nothing of the refused attempts was left there
    PostgresCluster::get().drop(url);
    PostgresCluster::get().drop(empty);
}

DEWAR_TEST(test_postgres_engine)
#include "test_postgres_engine.moc"
