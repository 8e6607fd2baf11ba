// A4 (T6): passwords are guessed from one IPv6 /48 and from many IPv4 addresses while the owner signs in.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "tests/support/engine_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using support::EngineFixture;

namespace {

constexpr char kHome[] = "192.0.2.77"; // where the owner has signed in before

std::string v6(int number)
{
    char text[64];
    std::snprintf(text, sizeof text, "2001:db8:1:%x::%x", number % 65536, number + 1);
    return text;
}

std::string v4(int number)
{
    return "198.51." + std::to_string(number / 250 % 250) + "." + std::to_string(number % 250 + 1);
}

struct Guesses {
    int wrong = 0;   // looked at, and refused
    int refused = 0; // not looked at
};

// The clock stands still: everything happens within one window of every limit.
Guesses guess(EngineFixture& engine, std::string_view account, int count, std::string (*from)(int))
{
    Guesses guesses;
    for (int number = 0; number < count; ++number) {
        auto const reply = engine.signInReply(account, "guess " + std::to_string(number), from(number));
        if (reply.status == 429) {
            ++guesses.refused;
            if (reply.header("retry-after").empty() || std::stoi(reply.header("retry-after")) < 1)
                QTest::qFail("a refusal does not say when to come back", __FILE__, __LINE__);
        } else {
            ++guesses.wrong;
            if (reply.status != 400 && reply.status != 401)
                QTest::qFail(reply.text.c_str(), __FILE__, __LINE__);
        }
    }
    return guesses;
}

// What differs from answer to answer by design.
std::string told(support::Reply const& reply)
{
    auto body = reply.body;
    if (body.is_object())
        body.get_object().erase("trace_id");
    std::string text = std::to_string(reply.status) + json::text(body);
    for (auto const& header : reply.headers)
        if (header.name != "traceparent" && !header.name.starts_with("RateLimit"))
            text += "\n" + header.name + ": " + header.value;
    return text;
}

} // namespace

class test_attack_a4 : public QObject {
    Q_OBJECT

private slots:
    void boundsGuessesAndLetsTheOwnerIn_data()
    {
        QTest::addColumn<bool>("six");
        QTest::newRow("one IPv6 /48") << true;
        QTest::newRow("many IPv4 addresses") << false;
    }
    void boundsGuessesAndLetsTheOwnerIn()
    {
        QFETCH(bool, six);
        EngineFixture engine;
        engine.addUser("grace", {"viewer"});
        QCOMPARE(engine.signInReply("grace", EngineFixture::kPassword, kHome).status, 200);
        auto const guesses = guess(engine, "grace", 120, six ? v6 : v4);
        QVERIFY2(guesses.wrong <= 30, qPrintable(QString::number(guesses.wrong)));
        QCOMPARE(guesses.wrong + guesses.refused, 120);
        QVERIFY(guesses.refused >= 90);
        // From home the right password goes in, and from elsewhere it waits like the guesses: no oracle.
        QCOMPARE(engine.signInReply("grace", EngineFixture::kPassword, kHome).status, 200);
        QCOMPARE(engine.signInReply("grace", EngineFixture::kPassword, "203.0.113.9").status, 429);
        // Others are not held up by it.
        QCOMPARE(engine.signInReply("ada", EngineFixture::kPassword, "203.0.113.9").status, 200);
    }

    void guessesFromTheOwnersAddressDoNotOutlastTheWindow()
    {
        EngineFixture engine;
        engine.addUser("grace", {"viewer"});
        QCOMPARE(engine.signInReply("grace", EngineFixture::kPassword, kHome).status, 200);
        auto const guesses = guess(engine, "grace", 30, [](int) { return std::string{kHome}; });
        QVERIFY(guesses.wrong <= 10);
        engine.clock.advance(std::chrono::seconds{61});
        QCOMPARE(engine.signInReply("grace", EngineFixture::kPassword, kHome).status, 200);
    }

    void tellsKnownAndUnknownNamesApartInNothing()
    {
        EngineFixture engine;
        engine.addUser("grace", {"viewer"});
        auto const disabled = engine.addUser("alan", {"viewer"});
        QCOMPARE(engine.call("POST", "/api/v1/users/" + disabled + "/disable", json::Object{}, engine.admin())
                     .status,
                 204);
        auto const unknown = told(engine.signInReply("nobody", "wrong wrong wrong", "203.0.113.1"));
        QCOMPARE(told(engine.signInReply("grace", "wrong wrong wrong", "203.0.113.2")), unknown);
        QCOMPARE(told(engine.signInReply("alan", "wrong wrong wrong", "203.0.113.3")), unknown);
        QCOMPARE(told(engine.signInReply("alan", EngineFixture::kPassword, "203.0.113.4")), unknown);
        // Refused by the limit they are alike as well.
        guess(engine, "nobody", 40, v4);
        guess(engine, "grace", 40, v6);
        QCOMPARE(told(engine.signInReply("nobody", "wrong wrong wrong", v4(41))),
                 told(engine.signInReply("grace", "wrong wrong wrong", v6(41))));
    }

    void keepsReadingWhileItRefuses()
    {
        EngineFixture engine;
        auto const token = engine.signIn("ada");
        for (int round = 0; round < 5; ++round) {
            guess(engine, "ada", 20, v6);
            auto const me = engine.call("GET", "/api/v1/me", nullptr, token);
            QCOMPARE(me.status, 200);
        }
    }
};

DEWAR_TEST(test_attack_a4)
#include "test_attack_a4.moc"
