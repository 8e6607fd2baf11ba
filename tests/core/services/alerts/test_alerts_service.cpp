// Rules raise alerts from arriving events; people acknowledge and close them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/alerts/alerts_service.h"

#include "core/services/alerts/alerts_routes.h"
#include "tests/core/services/alerts/alerts_fixture.h"
#include "tests/support/registry.h"

using namespace core;
using namespace core::alerts;
using support::Watch;

namespace {

NewRule thresholdOf(std::string query, std::int64_t count, std::vector<std::string> groupBy,
                    bool engineOnly = false)
{
    return {.name = "own",
            .description = {},
            .severity = "low",
            .engineOnly = engineOnly,
            .groupBy = std::move(groupBy),
            .windowSeconds = 60,
            .steps = {{std::move(query), count}}};
}

} // namespace

class test_alerts_service : public QObject {
    Q_OBJECT

private slots:
    void raisesGuessingThenSuccess()
    {
        Watch watch;
        for (int i = 0; i < 5; ++i)
            watch.signIn("failure", "203.0.113.7");
        QVERIFY(watch.raised().empty());
        watch.signIn("success", "203.0.113.7", "token-1");
        auto const raised = watch.raised();
        QCOMPARE(raised.size(), std::size_t{1});
        auto const& alert = raised[0];
        QCOMPARE(alert.ruleId, std::string{"sign-in-guessing-then-success"});
        QCOMPARE(alert.severity, std::string{"high"});
        QCOMPARE(alert.state, std::string{"open"});
        QCOMPARE(alert.key, std::string{"address=203.0.113.7"});
        QCOMPARE(alert.count, std::int64_t{1});
        QVERIFY(alert.engineEvents);
        QCOMPARE(alert.subject.userId.value_or(""), std::string{"u1"});
        QCOMPARE(alert.subject.address.value_or(""), std::string{"203.0.113.7"});
        QVERIFY(alert.subject.tokenIds == std::vector<std::string>{"token-1"});
        QCOMPARE(alert.evidence.size(), std::size_t{6});
        QCOMPARE(watch.database.last.announcements.size(), std::size_t{1});
        QCOMPARE(watch.database.last.announcements[0].name, std::string{"alert.opened"});
        QCOMPARE(watch.changes.verbs.back(), std::string{"alert.open"});
    }

    void staysQuiet_data()
    {
        QTest::addColumn<int>("failures");
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("pause");
        QTest::newRow("too few failures") << 4 << QStringLiteral("203.0.113.7") << 0;
        QTest::newRow("another address") << 5 << QStringLiteral("203.0.113.8") << 0;
        QTest::newRow("too late") << 5 << QStringLiteral("203.0.113.7") << 60;
    }

    void staysQuiet()
    {
        QFETCH(int, failures);
        QFETCH(QString, address);
        QFETCH(int, pause);
        Watch watch;
        for (int i = 0; i < failures; ++i)
            watch.signIn("failure", "203.0.113.7");
        watch.database.clock.advance(std::chrono::seconds{pause});
        watch.signIn("success", address.toStdString());
        QVERIFY(watch.raised().empty());
    }

    void countsMoreOfTheSameInTheOpenAlert()
    {
        Watch watch;
        auto const created = watch.rule(thresholdOf("boom", 2, {"source"}));
        QVERIFY(created);
        QCOMPARE(created->kind, std::string{"threshold"});
        QVERIFY(watch.lines("boom one\n"));
        QVERIFY(watch.raised().empty());
        QVERIFY(watch.lines("boom two\nboom three\n"));
        QCOMPARE(watch.raised().size(), std::size_t{1});
        QCOMPARE(watch.raised()[0].count, std::int64_t{2});
        QVERIFY(watch.lines("boom four\n"));
        auto const raised = watch.raised();
        QCOMPARE(raised.size(), std::size_t{1});
        QCOMPARE(raised[0].count, std::int64_t{3});
        QVERIFY(!raised[0].engineEvents);
        QCOMPARE(watch.changes.verbs.back(), std::string{});
    }

    void opensAnewAfterAClose()
    {
        Watch watch;
        QVERIFY(watch.rule(thresholdOf("boom", 1, {"source"})));
        QVERIFY(watch.lines("boom\n"));
        auto const id = watch.raised().at(0).id;
        auto const acknowledged = watch.database.change(
            watch.person, [&](api::Context& context) { return watch.alerts->acknowledge(context, {id}); });
        QVERIFY(acknowledged);
        QCOMPARE(acknowledged->state, std::string{"acknowledged"});
        auto const again = watch.database.change(
            watch.person, [&](api::Context& context) { return watch.alerts->acknowledge(context, {id}); });
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QVERIFY(watch.lines("boom\n"));
        QCOMPARE(watch.raised().size(), std::size_t{1});
        auto const closed = watch.database.change(watch.person, [&](api::Context& context) {
            return watch.alerts->close(context, {id, "known test"});
        });
        QVERIFY(closed);
        QCOMPARE(closed->closedReason.value_or(""), std::string{"known test"});
        QVERIFY(watch.lines("boom\n"));
        auto const raised = watch.raised();
        QCOMPARE(raised.size(), std::size_t{2});
        QCOMPARE(raised[0].state, std::string{"open"});
        QCOMPARE(watch.changes.verbs.back(), std::string{"alert.open"});
    }

    void countsNothingTwiceOverAStart()
    {
        Watch watch;
        for (int i = 0; i < 5; ++i)
            watch.signIn("failure", "203.0.113.7");
        watch.open(); // Before the success: the window is built anew from what is stored.
        watch.signIn("success", "203.0.113.7");
        QCOMPARE(watch.raised().size(), std::size_t{1});
        watch.open();
        auto const raised = watch.raised();
        QCOMPARE(raised.size(), std::size_t{1});
        QCOMPARE(raised[0].count, std::int64_t{1});
    }

    void keepsHitsUntilTheDatabaseTakesThem()
    {
        Watch watch;
        for (int i = 0; i < 5; ++i)
            watch.signIn("failure", "203.0.113.7");
        watch.signIn("success", "203.0.113.7");
        watch.changes.refuses = true;
        QVERIFY(!watch.alerts->evaluate());
        watch.changes.refuses = false;
        QCOMPARE(watch.raised().size(), std::size_t{1});
    }

    void obeysWhatPeopleDoToRules()
    {
        Watch watch;
        auto const created = watch.rule(thresholdOf("boom", 1, {}));
        auto const place = RulePlace{created->id};
        QVERIFY(watch.database.change(
            watch.person, [&](api::Context& context) { return watch.alerts->disableRule(context, place); }));
        QVERIFY(watch.raised().empty()); // The rules are read again.
        QVERIFY(watch.lines("boom\n"));
        QVERIFY(watch.raised().empty());
        QVERIFY(watch.database.change(
            watch.person, [&](api::Context& context) { return watch.alerts->enableRule(context, place); }));
        QVERIFY(watch.raised().empty());
        QVERIFY(watch.lines("boom\n"));
        QCOMPARE(watch.raised().size(), std::size_t{1});
        QVERIFY(watch.database.change(
            watch.person, [&](api::Context& context) { return watch.alerts->removeRule(context, place); }));
        auto const gone = watch.database.read(
            watch.person, [&](api::ReadContext& context) { return watch.alerts->rule(context, place); });
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
        auto const builtIn = watch.database.change(watch.person, [&](api::Context& context) {
            return watch.alerts->removeRule(context, {"administrator-missing"});
        });
        QCOMPARE(builtIn.error().code, ErrorCode::Conflict);
    }

    void refusesARuleThatCannotBeRead()
    {
        Watch watch;
        auto const refused = watch.rule(thresholdOf("(broken", 1, {}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Invalid);
        QCOMPARE(refused.error().fields.at(0).field, std::string{"/steps/0/query"});
    }

    void knowsItsBuiltInRules()
    {
        Watch watch;
        auto const list = watch.database.read(
            watch.person, [&](api::ReadContext& context) { return watch.alerts->rules(context, {}); });
        QVERIFY(list);
        QCOMPARE(list->items.size(), std::size_t{8});
        for (auto const& rule : list->items)
            QVERIFY(rule.builtIn && rule.enabled && rule.engineOnly);
    }

    void raisesWithinTwoSecondsOnItsOwnThread()
    {
        Watch watch;
        QVERIFY(watch.alerts->start());
        for (int i = 0; i < 5; ++i)
            watch.signIn("failure", "203.0.113.7");
        watch.signIn("success", "203.0.113.7");
        // Verbs are written by the alert thread: stop() joins it before they are read.
        QTest::qWait(500);
        watch.alerts->stop();
        QCOMPARE(watch.raised().size(), std::size_t{1});
        QCOMPARE(watch.changes.verbs.back(), std::string{"alert.open"});
    }

    void statesItsRoutes()
    {
        Watch watch;
        QCOMPARE(alertsRoutes(*watch.alerts).size(), std::size_t{10});
    }
};

DEWAR_TEST(test_alerts_service)
#include "test_alerts_service.moc"
