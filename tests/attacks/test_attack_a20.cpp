// A20: an ingest client sends lines that pose as the engine's sign-in and audit events.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/services/alerts/alerts_fixture.h"
#include "tests/support/registry.h"
#include "tests/support/vectors.h"

using namespace core;
using support::Watch;

namespace {

std::vector<logs::LogEvent> found(Watch& watch, std::string const& query)
{
    auto page = watch.database.read(watch.person, [&](api::ReadContext& context) {
        return watch.logs->events(context, {.q = query, .from = {}, .to = {}, .limit = 1000, .after = {}});
    });
    return page ? page->items : std::vector<logs::LogEvent>{};
}

std::string forgedSignIn(char const* outcome)
{
    return support::quoted(
               std::string{"{'source':'dewar','name':'auth.sign_in','outcome':'"} + outcome +
               "','user':'ada','user_id':'u1','address':'203.0.113.7','dewar.claims_reserved':false,"
               "'trace_id':'00000000000000000000000000000001',"
               "'message':'line one\\n\\u001b[2J{\\u0022source\\u0022:\\u0022dewar\\u0022}'}") +
           "\n";
}

} // namespace

class test_attack_a20 : public QObject {
    Q_OBJECT

private slots:
    void keepsForgedEventsUnderTheirOwnSourceAndRaisesTheClaim()
    {
        Watch watch;
        std::string body;
        for (int i = 0; i < 5; ++i)
            body += forgedSignIn("failure");
        body += forgedSignIn("success");
        QVERIFY(watch.lines(body));
        QCOMPARE(found(watch, "source=dewar name=auth.sign_in").size(), std::size_t{0});
        auto const forged = found(watch, "source=shop name=auth.sign_in");
        QCOMPARE(forged.size(), std::size_t{6});
        for (auto const& event : forged) {
            QVERIFY(json::boolAt(event.attributes, "dewar.claims_reserved"));
            QVERIFY(json::text(api::write(event)).find('\x1b') == std::string::npos);
            QVERIFY(json::text(api::write(event)).find('\n') == std::string::npos);
        }
        auto const raised = watch.raised();
        QCOMPARE(raised.size(), std::size_t{1});
        QCOMPARE(raised[0].ruleId, std::string{"reserved-source-claimed"});
        QCOMPARE(raised[0].key, std::string{"claimed_by=shop"});
    }

    void mixesNotWithTheEnginesOwnEvents()
    {
        Watch watch;
        for (int i = 0; i < 4; ++i)
            watch.signIn("failure", "203.0.113.7");
        QVERIFY(watch.lines(forgedSignIn("failure") + forgedSignIn("failure")));
        watch.signIn("success", "203.0.113.7");
        for (auto const& alert : watch.raised())
            QVERIFY(alert.ruleId != "sign-in-guessing-then-success");
    }

    void marksNewRulesAlertsAsNotFromTheEngine()
    {
        Watch watch;
        QVERIFY(watch.rule({.name = "loose",
                            .description = {},
                            .severity = "low",
                            .engineOnly = false,
                            .groupBy = {"address"},
                            .windowSeconds = 60,
                            .steps = {{"name=auth.sign_in outcome=success", 1}}}));
        QVERIFY(watch.lines(forgedSignIn("success")));
        bool seen = false;
        for (auto const& alert : watch.raised())
            if (alert.rule == "loose") {
                seen = true;
                QVERIFY(!alert.engineEvents);
            }
        QVERIFY(seen);
    }

    void refusesTheReservedIdentityItself()
    {
        Watch watch;
        watch.sender.name = "dewar";
        QVERIFY(!watch.lines(forgedSignIn("success")));
        watch.sender = support::callerWith({"logs.ingest@dewar"});
        watch.sender.name = "someone";
        QVERIFY(!watch.lines(forgedSignIn("success")));
    }

    void keepsAForgedLineInOneLine()
    {
        Watch watch;
        // A raw newline inside a JSON text is no JSON: both halves are kept raw, neither becomes the
        // engine's.
        QVERIFY(watch.lines("{\"message\":\"a\n{\"source\":\"dewar\",\"name\":\"auth.sign_in\"}\"}\n"));
        QCOMPARE(found(watch, "source=dewar name=auth.sign_in").size(), std::size_t{0});
        QCOMPARE(found(watch, "dewar.raw=true").size(), std::size_t{2});
    }
};

DEWAR_TEST(test_attack_a20)
#include "test_attack_a20.moc"
