// Two engines on one PostgreSQL database: what is changed at one is in force at the other, and work outlives
// its engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <boost/json.hpp>

#include "core/platform/json/json.h"
#include "core/platform/os/files.h"
#include "tests/support/asking.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/registry.h"

using namespace core;
using namespace std::chrono_literals;
using support::PostgresCluster;
using support::ServedEngine;
using support::ask;
using support::get;
using support::post;
using support::signIn;

namespace {

constexpr char kPassword[] = "violet tram 92 under snow";
constexpr auto kInForceWithin = 1s; // on every engine, after the answer of the one that changed it

// The first engine was set up with the database, the second has joined; both serve.
struct World {
    World() : url{PostgresCluster::get().empty()}
    {
        must(one.init({"--database", url}));
        must(support::join(one, two));
        if (!one.serve() || !two.serve())
            qFatal("%s%s", one.error().c_str(), two.error().c_str());
        admin = support::signInAsAdministrator(one);
    }
    ~World()
    {
        two.resume();
        one.stop();
        two.stop();
        PostgresCluster::get().drop(url);
    }
    static void must(support::Ran const& ran)
    {
        if (ran.exit != 0)
            qFatal("%s", ran.err.c_str());
    }
    std::string addUser(std::string const& name, std::string const& role = "viewer")
    {
        return post(one, admin, "/users",
                    R"({"password":"violet tram 92 under snow","name":")" + name + R"(","roles":[")" + role +
                        "\"]}")
            .at("id");
    }
    // As somebody may who holds the database: nobody is told.
    void behindTheirBacks(std::string const& sql) { PostgresCluster::get().sql(sql, database()); }
    std::string database() const
    {
        auto const slash = url.find('/', url.find("//") + 2);
        return url.substr(slash + 1, url.find('?') - slash - 1);
    }

    std::string url;
    ServedEngine one;
    ServedEngine two;
    std::string admin;
};

std::string stateOf(ServedEngine const& engine, std::string const& token, std::string const& address)
{
    auto const answer = get(engine, token, "/nodes");
    if (answer.status != 200)
        return std::to_string(answer.status);
    for (auto const& node : answer.body.at("items").as_array())
        if (json::textAt(node, "admin_address") == address)
            return json::textAt(node, "state");
    return "absent";
}

} // namespace

class test_two_engines : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void refusesToJoinWhatIsNotItsOwn();
    void showsBoth();
    void putsChangesInForceOnTheOther();
    void needsNoNewsToHearOfARevocation();
    void readsBeforeItAnswersWhenItWakes();
    void searchesTheLogsOfBoth();
    void takesAJobOverWhenItsEngineDies();
};

void test_two_engines::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("PostgreSQL is not installed");
}

void test_two_engines::refusesToJoinWhatIsNotItsOwn()
{
    auto const url = PostgresCluster::get().empty();
    ServedEngine one;
    ServedEngine two;
    World::must(one.init({"--database", url}));
    auto const join = [&](std::string const& from, std::vector<std::string> const& more = {}) {
        std::vector<std::string> arguments{
            "join", "--data", two.data(), "--passphrase-file", two.passphraseFile(), "--from", from};
        arguments.insert(arguments.end(), more.begin(), more.end());
        auto const ran = support::run("deward", arguments);
        return ran.exit == 1 && !os::exists(two.data()) ? ran.err : "exit " + std::to_string(ran.exit);
    };
    // Another vault's database, one that no engine set up, and a directory without one.
    ServedEngine other;
    auto const otherUrl = PostgresCluster::get().empty();
    World::must(other.init({"--database", otherUrl}));
    QVERIFY(join(one.data(), {"--database", otherUrl}).find("another vault") != std::string::npos);
    auto const empty = PostgresCluster::get().empty();
    QVERIFY(join(one.data(), {"--database", empty}).find("empty") != std::string::npos);
    QVERIFY(join(one.folder(), {"--database", url}).find("vault.json is missing") != std::string::npos);
    ServedEngine alone;
    World::must(alone.init());
    QVERIFY(join(alone.data()).find("PostgreSQL") != std::string::npos);
    QVERIFY(join(one.data(), {"--names", "elsewhere.example"}).find("does not sign") != std::string::npos);
    QVERIFY(bool(os::writeFileAtomically(two.passphraseFile(), "not the passphrase of that vault\n")));
    QVERIFY(join(one.data()).find("passphrase is wrong") != std::string::npos);
    for (auto const& made : {url, otherUrl, empty})
        PostgresCluster::get().drop(made);
}

void test_two_engines::showsBoth()
{
    World world;
    auto const listed = get(world.two, world.admin, "/nodes"); // One's token is good at two.
    QCOMPARE(listed.status, 200);
    auto const& nodes = listed.body.at("items").as_array();
    QCOMPARE(nodes.size(), 2U);
    for (auto const& node : nodes) {
        QCOMPARE(json::textAt(node, "state"), std::string{"live"});
        bool const isTwo = json::textAt(node, "admin_address") == world.two.adminAddress();
        QCOMPARE(node.at("self").as_bool(), isTwo);
        QVERIFY(!json::textAt(node, "version").empty());
        QVERIFY(json::integerAt(node, "lag_ms") < 60'000);
        QVERIFY(json::integerAt(node.at("lanes"), "write_commits") >= 0);
    }
    auto const ran = world.two.ctl({"nodes", "list"});
    QVERIFY2(ran.exit == 0, ran.err.c_str());
    QVERIFY(ran.out.find(world.one.adminAddress()) != std::string::npos);
    // Each gives half of the quotas.
    auto const halved = [&] {
        auto const limits = get(world.two, world.admin, "/limits");
        return limits.status == 200 && json::integerAt(limits.body, "engines") == 2 &&
               json::integerAt(limits.body.at("items").at(0), "share") * 2 ==
                   json::integerAt(limits.body.at("items").at(0), "quota");
    };
    QTRY_VERIFY_WITH_TIMEOUT(halved(), 10000);
    auto const admin = world.two.adminAddress();
    QCOMPARE(world.two.stop(), 0); // Whoever says good-bye is not missed.
    QCOMPARE(stateOf(world.one, world.admin, admin), std::string{"absent"});
}

void test_two_engines::putsChangesInForceOnTheOther()
{
    World world;
    auto const bo = world.addUser("bo");
    auto token = signIn(world.two, "bo", kPassword);
    QCOMPARE(get(world.two, token, "/alerts").status, 200);
    // A right that is taken, and given again.
    auto const rights = "/users/" + bo + "/roles";
    QCOMPARE(ask(world.one, world.one.adminAddress() + "/api/v1" + rights + "/viewer",
                 {"-X", "DELETE", "-H", "Authorization: Bearer " + world.admin})
                 .status,
             204);
    std::this_thread::sleep_for(kInForceWithin);
    QCOMPARE(get(world.two, token, "/alerts").status, 403);
    QCOMPARE(post(world.one, world.admin, rights, R"({"role":"viewer"})").status, 204);
    std::this_thread::sleep_for(kInForceWithin);
    QCOMPARE(get(world.two, token, "/alerts").status, 200);
    // Whoever is disabled at one is out at two.
    QCOMPARE(post(world.one, world.admin, "/users/" + bo + "/disable", R"({"reason":"test"})").status, 204);
    std::this_thread::sleep_for(kInForceWithin);
    QCOMPARE(get(world.two, token, "/alerts").status, 401);
    // A collection made at one is written at two.
    QCOMPARE(post(world.one, world.admin, "/collections", R"({"name":"people","schema":{"type":"object"}})")
                 .status,
             201);
    QCOMPARE(post(world.one, world.admin, "/roles",
                  R"({"name":"clerk","permissions":["records.read@people","records.write@people"]})")
                 .status,
             201);
    world.addUser("cy", "clerk");
    std::this_thread::sleep_for(kInForceWithin);
    auto const cy = signIn(world.two, "cy", kPassword);
    auto const records = world.two.dataAddress() + "/api/v1/collections/people/records";
    QCOMPARE(
        ask(world.two, records,
            {"-H", "Authorization: Bearer " + cy, "-H", "Content-Type: application/json", "-d", R"({"a":1})"})
            .status,
        201);
    // A signing key that is revoked at one signs for nobody at two; the next one does.
    QCOMPARE(post(world.one, world.admin, "/keys/rotate", R"({"emergency":true,"reason":"test"})").status /
                 100,
             2);
    std::this_thread::sleep_for(kInForceWithin);
    QCOMPARE(get(world.two, cy, "/me").status, 401);
    auto const fresh = signIn(world.one, "cy", kPassword);
    QCOMPARE(get(world.two, fresh, "/me").status, 200);
    QCOMPARE(get(world.one, signIn(world.two, "cy", kPassword), "/me").status, 200);
    QCOMPARE(world.two.ctl({"audit", "verify"}).exit, 0); // One chain, written by both.
}

// Notifications are lost with a connection, and a superuser may keep them back: the epoch is looked at all
// the same.
void test_two_engines::needsNoNewsToHearOfARevocation()
{
    World world;
    auto const bo = world.addUser("bo");
    auto const token = signIn(world.two, "bo", kPassword);
    QCOMPARE(get(world.two, token, "/alerts").status, 200);
    world.behindTheirBacks("UPDATE users SET enabled = 0 WHERE id = '" + bo +
                           "'; UPDATE authority_epoch SET value = value + 1");
    std::this_thread::sleep_for(kInForceWithin);
    QCOMPARE(get(world.two, token, "/alerts").status, 401);
}

void test_two_engines::readsBeforeItAnswersWhenItWakes()
{
    World world;
    for (int round = 0; round < 5; ++round) {
        auto const name = "user" + std::to_string(round);
        auto const id = world.addUser(name);
        auto const token = signIn(world.two, name, kPassword);
        QCOMPARE(get(world.two, token, "/alerts").status, 200);
        world.two.pause();
        QCOMPARE(post(world.one, world.admin, "/users/" + id + "/disable", R"({"reason":"test"})").status,
                 204);
        std::this_thread::sleep_for(1100ms); // Longer than its knowledge is good for.
        // The request lies in its socket when it wakes: nothing is between the two.
        std::thread waker{[&] {
            std::this_thread::sleep_for(300ms);
            world.two.resume();
        }};
        auto const answer = get(world.two, token, "/alerts");
        waker.join();
        QCOMPARE(answer.status, 401);
    }
    // It wakes and the database is away: what it remembers is worth nothing.
    QCOMPARE(get(world.two, world.admin, "/alerts").status, 200);
    world.two.pause();
    std::this_thread::sleep_for(1100ms);
    PostgresCluster::get().killHard();
    std::thread waker{[&] {
        std::this_thread::sleep_for(300ms);
        world.two.resume();
    }};
    auto const answer = get(world.two, world.admin, "/alerts");
    waker.join();
    QCOMPARE(answer.status, 503);
    QVERIFY2(answer.head.find("Retry-After: ") != std::string::npos, answer.head.c_str());
    QCOMPARE(ask(world.two, world.two.dataAddress() + "/healthz").status, 200);
    PostgresCluster::get().start();
    QTRY_COMPARE_WITH_TIMEOUT(get(world.two, world.admin, "/alerts").status, 200, 20000);
}

// Each keeps its own; a search at one asks the other as the caller, and says so when there is no answer.
void test_two_engines::searchesTheLogsOfBoth()
{
    World world;
    QCOMPARE(
        post(world.one, world.admin, "/roles", R"({"name":"reader","permissions":["logs.read@*"]})").status,
        201);
    world.addUser("bo", "reader");
    world.addUser("cy");
    std::this_thread::sleep_for(kInForceWithin);
    auto const token = signIn(world.two, "bo", kPassword); // An event of two's.
    auto const find = [&](std::string const& more = {}) {
        return get(world.one, token, "/logs/events?q=name%3Dauth.sign_in&limit=50" + more);
    };
    auto const ofTwo = [&] {
        auto const page = find();
        if (page.status != 200)
            return -page.status;
        int count = 0;
        for (auto const& event : page.body.at("items").as_array())
            count += json::textAt(event, "engine").empty() ? 0 : 1;
        return count;
    };
    QTRY_VERIFY_WITH_TIMEOUT(ofTwo() > 0, 10000);
    auto const both = find();
    QVERIFY(both.body.at("missing").as_array().empty());
    auto const own = find("&engines=self");
    QVERIFY(own.body.at("items").as_array().size() < both.body.at("items").as_array().size());
    // Who may read no logs reads none anywhere.
    auto const cy = signIn(world.one, "cy", kPassword);
    QCOMPARE(get(world.one, cy, "/logs/events").status, 403);
    // What a token touched is told by one engine alone, and it says so.
    auto const touched = get(world.one, token, "/logs/touched?client_id=nobody");
    QCOMPARE(touched.status, 200);
    QVERIFY(!touched.body.at("complete").as_bool());
    world.two.killHard();
    auto const alone = find();
    QCOMPARE(alone.status, 200);
    QCOMPARE(alone.body.at("missing").as_array().size(), 1U);
}

void test_two_engines::takesAJobOverWhenItsEngineDies()
{
    World world;
    // Enough to be in the middle of it when its engine dies.
    QCOMPARE(
        post(world.one, world.admin, "/collections", R"({"name":"many","schema":{"type":"object"}})").status,
        201);
    world.behindTheirBacks(
        "INSERT INTO c_1(id, revision, body, owner, created_at, updated_at) "
        "SELECT 'r' || lpad(n::text, 12, '0'), 1, '{\"text\":\"' || repeat('x', 2000) || '\"}', 'o', 1, 1 "
        "FROM generate_series(1, 60000) AS n");
    auto const dying = world.one.adminAddress();
    world.two.pause(); // So that the first one has it.
    auto const started = post(world.one, world.admin, "/backups");
    QCOMPARE(started.status, 202);
    auto const job = "/jobs/" + started.at("job");
    QTRY_COMPARE_WITH_TIMEOUT(get(world.one, world.admin, job).at("state"), std::string{"running"}, 10000);
    world.one.killHard();
    world.two.resume();
    QCOMPARE(get(world.two, world.admin, job).at("state"),
             std::string{"running"}); // Its lease is still in force.
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(world.two, world.admin, dying), std::string{"gone"}, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(get(world.two, world.admin, job).at("state"), std::string{"done"}, 60000);
    auto const backup = get(world.two, world.admin, "/backups").body.at("items").at(0);
    QCOMPARE(json::textAt(backup, "state"), std::string{"done"});
    // Once: the audit has one chain, and the backup one manifest.
    QCOMPARE(world.two.ctl({"audit", "verify"}).exit, 0);
    // The dead one comes back and takes nothing up again.
    QVERIFY2(world.one.serve(), world.one.error().c_str());
    QCOMPARE(get(world.one, world.admin, job).at("state"), std::string{"done"});
    QCOMPARE(stateOf(world.two, world.admin, world.one.adminAddress()), std::string{"live"});
}

DEWAR_TEST(test_two_engines)
#include "test_two_engines.moc"
