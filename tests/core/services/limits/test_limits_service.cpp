// Tests of rate budgets: the arithmetic, who shares one, the bounds, and the header values.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/limits/limits_service.h"

#include <thread>

#include "core/services/limits/limits_routes.h"
#include "tests/support/fake_clock.h"
#include "tests/support/registry.h"

using namespace core;
using namespace core::limits;
using std::chrono::seconds;

namespace {

http::Peer peerAt(std::string address)
{
    return {.address = std::move(address), .port = 1, .certificatePrint = {}};
}

api::Principal user(std::string id)
{
    api::Principal principal;
    principal.kind = api::Principal::Kind::User;
    principal.id = std::move(id);
    return principal;
}

// An RFC 8941 item, parsed by hand for the one shape we send: a quoted name and integer parameters.
bool isNamedItem(std::string_view text, std::string_view first, std::string_view second)
{
    if (!text.starts_with('"'))
        return false;
    auto const parts = split(text, ';');
    auto const integer = [](std::string_view part, std::string_view key) {
        return part.starts_with(key) && part.size() > key.size() && part.size() <= key.size() + 15 &&
               part.find_first_not_of("0123456789", key.size()) == std::string_view::npos;
    };
    return parts.size() == 3 && parts[0].size() > 2 && parts[0].ends_with('"') && integer(parts[1], first) &&
           integer(parts[2], second);
}

int allowedOf(int tries, Buckets& buckets, std::string_view key, Time now)
{
    int allowed = 0;
    for (int i = 0; i < tries; ++i)
        allowed += buckets.take(key, now).allowed ? 1 : 0;
    return allowed;
}

} // namespace

class test_limits_service : public QObject {
    Q_OBJECT
private slots:
    void allowsTheQuotaAtOnceAndThenAtItsRate();
    void saysWhenToComeBack();
    void countsWhatRemains();
    void survivesAClockThatIsSetBack();
    void boundsItsMemoryAndKeepsOffenders();
    void countsExactlyUnderThreads();
    void groupsAddresses_data();
    void groupsAddresses();
    void sharesABudgetOnlyWithinACaller();
    void countsStrangersByAddress();
    void limitsGuessingPerAccountAndAddress();
    void doesNotLockTheOwnerOut();
    void admitsByAddressGroup();
    void scalesForBenchmarks();
    void writesStructuredHeaders();
    void listsItsClasses();
    void givesItsShareWhileSeveralEnginesServe();
};

void test_limits_service::allowsTheQuotaAtOnceAndThenAtItsRate()
{
    support::FakeClock clock;
    Buckets buckets{{10, 60}};
    QCOMPARE(allowedOf(20, buckets, "a", clock.now()), 10);
    clock.advance(seconds{6});
    QCOMPARE(allowedOf(20, buckets, "a", clock.now()), 1);
    clock.advance(seconds{30});
    QCOMPARE(allowedOf(20, buckets, "a", clock.now()), 5);
    clock.advance(seconds{3600});
    QCOMPARE(allowedOf(20, buckets, "a", clock.now()), 10);
}

void test_limits_service::saysWhenToComeBack()
{
    support::FakeClock clock;
    Buckets buckets{{10, 60}};
    allowedOf(10, buckets, "a", clock.now());
    auto const refused = buckets.take("a", clock.now());
    QVERIFY(!refused.allowed);
    QCOMPARE(refused.retryAfterSeconds, std::int64_t{6});
    clock.advance(seconds{refused.retryAfterSeconds});
    QVERIFY(buckets.take("a", clock.now()).allowed);
}

void test_limits_service::countsWhatRemains()
{
    support::FakeClock clock;
    Buckets buckets{{10, 60}};
    auto const first = buckets.take("a", clock.now());
    QCOMPARE(first.remaining, std::int64_t{9});
    QCOMPARE(first.fullInSeconds, std::int64_t{6});
    allowedOf(9, buckets, "a", clock.now());
    QCOMPARE(buckets.take("a", clock.now()).remaining, std::int64_t{0});
}

void test_limits_service::survivesAClockThatIsSetBack()
{
    support::FakeClock clock;
    Buckets buckets{{10, 60}};
    allowedOf(10, buckets, "a", clock.now());
    clock.advance(seconds{-86'400});
    QVERIFY(!buckets.take("a", clock.now()).allowed);
    clock.advance(seconds{60});
    QCOMPARE(allowedOf(20, buckets, "a", clock.now()), 10);
}

void test_limits_service::boundsItsMemoryAndKeepsOffenders()
{
    support::FakeClock clock;
    Buckets buckets{{10, 60}};
    allowedOf(10, buckets, "offender", clock.now());
    for (int i = 0; i < 100'000; ++i)
        buckets.take("key" + std::to_string(i), clock.now());
    QVERIFY(buckets.keys() <= Buckets::kShards * Buckets::kKeysPerShardMax);
    QVERIFY(!buckets.take("offender", clock.now()).allowed);
    clock.advance(seconds{61});
    for (int i = 0; i < 100'000; ++i)
        buckets.take("other" + std::to_string(i), clock.now());
    QVERIFY(buckets.keys() <= Buckets::kShards * Buckets::kKeysPerShardMax);
}

void test_limits_service::countsExactlyUnderThreads()
{
    support::FakeClock clock;
    Buckets buckets{{1000, 60}};
    std::atomic<int> allowed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { allowed += allowedOf(500, buckets, "a", clock.now()); });
    for (auto& thread : threads)
        thread.join();
    QCOMPARE(allowed.load(), 1000);
}

void test_limits_service::groupsAddresses_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<QByteArray>("group");
    QTest::newRow("v4") << QByteArray{"192.0.2.7"} << QByteArray{"192.0.2.7"};
    QTest::newRow("v6") << QByteArray{"2001:db8:1:2:3:4:5:6"} << QByteArray{"2001:db8:1:2::/64"};
    QTest::newRow("upper and zeros") << QByteArray{"2001:0DB8:0001:0002::1"}
                                     << QByteArray{"2001:db8:1:2::/64"};
    QTest::newRow("gap on the left") << QByteArray{"2001:db8::5:6"} << QByteArray{"2001:db8:0:0::/64"};
    QTest::newRow("loopback") << QByteArray{"::1"} << QByteArray{"0:0:0:0::/64"};
    QTest::newRow("gap in the right half") << QByteArray{"1:2:3:4:5::7"} << QByteArray{"1:2:3:4::/64"};
    QTest::newRow("gap at the end") << QByteArray{"1:2::"} << QByteArray{"1:2:0:0::/64"};
    QTest::newRow("zone") << QByteArray{"fe80::1%eth0"} << QByteArray{"fe80:0:0:0::/64"};
    QTest::newRow("empty") << QByteArray{""} << QByteArray{""};
}

void test_limits_service::groupsAddresses()
{
    QFETCH(QByteArray, address);
    QFETCH(QByteArray, group);
    QCOMPARE(QByteArray::fromStdString(addressGroup(address.toStdString())), group);
}

void test_limits_service::sharesABudgetOnlyWithinACaller()
{
    support::FakeClock clock;
    LimitsService limits;
    auto const heavy = [&](std::string const& id, std::string const& address) {
        return static_cast<bool>(limits.take(user(id), peerAt(address), api::Rate::Heavy, clock.now()));
    };
    for (int i = 0; i < 30; ++i)
        QVERIFY(heavy("a", "192.0.2." + std::to_string(i)));
    QVERIFY(!heavy("a", "192.0.2.200"));
    QVERIFY(heavy("b", "192.0.2.1"));
    QVERIFY(static_cast<bool>(limits.take(user("a"), peerAt("192.0.2.1"), api::Rate::Read, clock.now())));
    auto client = user("a");
    client.kind = api::Principal::Kind::Client;
    QVERIFY(static_cast<bool>(limits.take(client, peerAt("192.0.2.1"), api::Rate::Heavy, clock.now())));
}

void test_limits_service::countsStrangersByAddress()
{
    support::FakeClock clock;
    LimitsService limits;
    for (int i = 0; i < 10; ++i)
        QVERIFY(static_cast<bool>(
            limits.take({}, peerAt("2001:db8::" + std::to_string(i)), api::Rate::Login, clock.now())));
    auto const refused = limits.take({}, peerAt("2001:db8::ffff"), api::Rate::Login, clock.now());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::TooMany);
    QCOMPARE(refused.error().retryAfterSeconds.value_or(0), 6);
    QVERIFY(static_cast<bool>(limits.take({}, peerAt("2001:db8:0:1::1"), api::Rate::Login, clock.now())));
}

void test_limits_service::limitsGuessingPerAccountAndAddress()
{
    support::FakeClock clock;
    LimitsService limits;
    for (int i = 0; i < 10; ++i)
        QVERIFY(static_cast<bool>(
            limits.takeSignIn(i % 2 == 0 ? "Ada" : "ada", peerAt("192.0.2.1"), clock.now())));
    auto const refused = limits.takeSignIn("ada", peerAt("192.0.2.1"), clock.now());
    QVERIFY(!refused);
    QCOMPARE(refused.error().retryAfterSeconds.value_or(0), 6);
    QVERIFY(static_cast<bool>(limits.takeSignIn("grace", peerAt("192.0.2.1"), clock.now())));
}

void test_limits_service::doesNotLockTheOwnerOut()
{
    support::FakeClock clock;
    LimitsService limits;
    limits.signedIn("ada", peerAt("192.0.2.1"), clock.now());
    int guesses = 0;
    for (int i = 0; i < 1000; ++i)
        guesses +=
            limits.takeSignIn("ada", peerAt("198.51.100." + std::to_string(i % 250)), clock.now()) ? 1 : 0;
    QCOMPARE(guesses, 30);
    QVERIFY(static_cast<bool>(limits.takeSignIn("ADA", peerAt("192.0.2.1"), clock.now())));
    clock.advance(std::chrono::hours{24 * 31});
    for (int i = 0; i < 30; ++i)
        QVERIFY(static_cast<bool>(
            limits.takeSignIn("ada", peerAt("198.51.100." + std::to_string(i)), clock.now())));
    QVERIFY(!limits.takeSignIn("ada", peerAt("192.0.2.1"), clock.now()));
}

void test_limits_service::admitsByAddressGroup()
{
    support::FakeClock clock;
    LimitsService limits{0.01}; // 300 a minute
    int admitted = 0;
    for (int i = 0; i < 1000; ++i)
        admitted += limits.admit(peerAt("2001:db8::" + std::to_string(i)), clock.now()) ? 1 : 0;
    QCOMPARE(admitted, 300);
    QVERIFY(static_cast<bool>(limits.admit(peerAt("192.0.2.1"), clock.now())));
}

void test_limits_service::scalesForBenchmarks()
{
    support::FakeClock clock;
    LimitsService limits{1000};
    for (int i = 0; i < 10'000; ++i)
        QVERIFY(static_cast<bool>(limits.takeSignIn("ada", peerAt("192.0.2.1"), clock.now())));
    QCOMPARE(limits.take(user("a"), peerAt("192.0.2.1"), api::Rate::Read, clock.now())->policy,
             std::string{"\"read\";q=6000000;w=60"});
}

void test_limits_service::writesStructuredHeaders()
{
    support::FakeClock clock;
    LimitsService limits;
    for (auto const rate : {api::Rate::Read, api::Rate::Write, api::Rate::Login, api::Rate::Heavy,
                            api::Rate::Ingest, api::Rate::Health}) {
        auto const state = limits.take(user("a"), peerAt("192.0.2.1"), rate, clock.now());
        QVERIFY(static_cast<bool>(state));
        QVERIFY2(isNamedItem(state->policy, "q=", "w="), state->policy.c_str());
        QVERIFY2(isNamedItem(state->limit, "r=", "t="), state->limit.c_str());
    }
    auto const state = limits.take(user("b"), peerAt("192.0.2.1"), api::Rate::Read, clock.now());
    QCOMPARE(state->policy, std::string{"\"read\";q=6000;w=60"});
    QCOMPARE(state->limit, std::string{"\"read\";r=5999;t=1"});
}

void test_limits_service::listsItsClasses()
{
    support::FakeClock clock;
    support::SeededRandom random;
    LimitsService limits;
    QVERIFY(static_cast<bool>(limits.take(user("a"), peerAt("192.0.2.1"), api::Rate::Heavy, clock.now())));
    auto const routes = limitsRoutes(limits);
    QCOMPARE(routes.size(), std::size_t{1});
    struct NoConnection final : db::Connection {
        db::Dialect dialect() const override { return db::Dialect::Sqlite; }
        Result<db::Statement*> prepare(std::string_view) override
        {
            return failed(ErrorCode::Internal, "no SQL here");
        }
        Status execute(std::string_view) override { return failed(ErrorCode::Internal, "no SQL here"); }
        bool inTransaction() const override { return false; }
    } connection;
    db::Tx tx{connection};
    api::Principal const caller;
    api::ReadContext context{caller, tx, clock.now(), random};
    auto const page = limits.list(context, {});
    QCOMPARE(page->items.size(), std::size_t{9});
    QCOMPARE(page->counting, std::string{"per-engine"});
    QCOMPARE(page->engines, std::int64_t{1});
    for (auto const& item : page->items)
        QCOMPARE(item.keys, std::int64_t{item.name == "heavy" ? 1 : 0});
}

void test_limits_service::givesItsShareWhileSeveralEnginesServe()
{
    support::FakeClock clock;
    limits::Buckets buckets{{.requests = 10, .windowSeconds = 60}};
    auto const allowed = [&](char const* key) {
        int count = 0;
        while (buckets.take(key, clock.now()).allowed)
            ++count;
        return count;
    };
    QCOMPARE(allowed("alone"), 10);
    buckets.setEngines(3);
    QCOMPARE(buckets.share(), std::int64_t{3});
    QCOMPARE(allowed("shared"), 3);
    buckets.setEngines(100);
    QCOMPARE(allowed("many"), 1); // Somebody is let in everywhere.
    // An engine that is gone gives its part back at once.
    buckets.setEngines(1);
    clock.advance(std::chrono::seconds{60});
    QCOMPARE(allowed("shared"), 10);

    limits::LimitsService service;
    service.setEngines(2);
    http::Peer const peer{.address = "192.0.2.1"};
    auto const state = service.take({}, peer, api::Rate::Login, clock.now());
    QVERIFY(state && state->policy.find("q=5;") != std::string::npos);
}

DEWAR_TEST(test_limits_service)
#include "test_limits_service.moc"
