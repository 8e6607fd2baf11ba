// A21: events dated 1970, 2099 and eight days late, one key a million times, a million keys, a batch sent
// twice.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/alerts/alerts_evaluator.h"
#include "tests/core/services/alerts/alerts_fixture.h"
#include "tests/support/registry.h"
#include "tests/support/vectors.h"

using namespace core;
using support::Watch;

namespace {

alerts::CompiledRule ruleOf(std::int64_t count)
{
    alerts::Rule rule;
    rule.id = "r";
    rule.name = "Rule";
    rule.severity = "low";
    rule.groupBy = {"address"};
    rule.windowSeconds = 60;
    rule.steps = {{"boom", count}};
    return *alerts::compiled(std::move(rule));
}

logs::Event eventOf(std::uint64_t number, std::string address)
{
    logs::Event event;
    event.number = number;
    event.arrivalAt = 1'790'000'000'000'000 + static_cast<std::int64_t>(number);
    event.source = "shop";
    event.message = "boom";
    event.attributes = {{"address", logs::Kind::Text, std::move(address)}};
    return event;
}

} // namespace

class test_attack_a21 : public QObject {
    Q_OBJECT

private slots:
    void keepsClaimedTimesUnderArrivalAndMarksThem_data()
    {
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("mark");
        QTest::newRow("1970") << QStringLiteral("1970-01-01T00:00:00Z") << QStringLiteral("late");
        QTest::newRow("2099") << QStringLiteral("2099-01-01T00:00:00Z") << QStringLiteral("future");
        QTest::newRow("eight days late") << QStringLiteral("2026-09-13T13:33:20Z") << QStringLiteral("late");
        QTest::newRow("in time") << QStringLiteral("2026-09-21T14:13:20Z") << QString{};
    }

    void keepsClaimedTimesUnderArrivalAndMarksThem()
    {
        QFETCH(QString, time);
        QFETCH(QString, mark);
        Watch watch;
        QVERIFY(watch.rule({.name = "own",
                            .description = {},
                            .severity = "low",
                            .engineOnly = false,
                            .groupBy = {},
                            .windowSeconds = 60,
                            .steps = {{"boom", 2}}}));
        auto const line = support::quoted("{'message':'boom','time':'" + time.toStdString() + "'}\n");
        QVERIFY(watch.lines(line + line));
        auto const now = watch.database.clock.now();
        auto const page = watch.database.read(watch.person, [&](api::ReadContext& context) {
            return watch.logs->events(context, {.q = "boom",
                                                .from = now - std::chrono::seconds{5},
                                                .to = now + std::chrono::seconds{5},
                                                .limit = {},
                                                .after = {}});
        });
        QVERIFY(page);
        QCOMPARE(page->items.size(), std::size_t{2});
        QCOMPARE(json::textAt(page->items[0].attributes, "dewar.time"), mark.toStdString());
        QCOMPARE(watch.raised().size(), std::size_t{1});
    }

    void holdsOneKeyAMillionTimesInBoundedMemory()
    {
        alerts::Evaluator evaluator;
        std::vector<alerts::CompiledRule> rules;
        rules.push_back(ruleOf(100));
        evaluator.setRules(std::move(rules));
        for (std::uint64_t i = 1; i <= 1'000'000; ++i)
            evaluator.see(eventOf(i, "203.0.113.7"));
        auto const hits = evaluator.takeHits();
        QCOMPARE(hits.size(), std::size_t{1});
        QCOMPARE(hits[0].count, std::int64_t{1'000'000 - 99});
        QVERIFY(hits[0].evidence.size() <= alerts::kEvidencePerKeyMax);
    }

    void forgetsKeysBeyondItsBoundAndSaysSo()
    {
        alerts::Evaluator evaluator;
        std::vector<alerts::CompiledRule> rules;
        rules.push_back(ruleOf(2));
        evaluator.setRules(std::move(rules));
        for (std::uint64_t i = 1; i <= 1'000'000; ++i)
            evaluator.see(eventOf(i, std::to_string(i)));
        QVERIFY(!evaluator.hasHits());
        alerts::Rule rule;
        rule.id = "r";
        evaluator.describe(rule);
        QCOMPARE(rule.keys, static_cast<std::int64_t>(alerts::kKeysPerRuleMax));
        QCOMPARE(rule.keysDropped,
                 std::int64_t{1'000'000} - static_cast<std::int64_t>(alerts::kKeysPerRuleMax));
    }

    void foldsAStormOfAlertsIntoOne()
    {
        alerts::Evaluator evaluator;
        std::vector<alerts::CompiledRule> rules;
        rules.push_back(ruleOf(1));
        evaluator.setRules(std::move(rules));
        for (std::uint64_t i = 1; i <= 50'000; ++i)
            evaluator.see(eventOf(i, std::to_string(i)));
        auto const hits = evaluator.takeHits();
        QCOMPARE(hits.size(), alerts::kAlertsPerRuleMax + 1);
        std::int64_t many = 0;
        for (auto const& hit : hits)
            many += hit.key == alerts::kManyKey ? hit.count : 0;
        QCOMPARE(many, std::int64_t{50'000} - static_cast<std::int64_t>(alerts::kAlertsPerRuleMax));
        alerts::Rule rule;
        rule.id = "r";
        evaluator.describe(rule);
        QCOMPARE(rule.folded, many);
    }

    void balancesTheLedgerWhenABatchComesTwice()
    {
        Watch watch;
        auto const batch = "{\"message\":\"a\"}\nraw\n";
        QVERIFY(watch.lines(batch));
        QVERIFY(watch.lines(batch));
        auto const status = watch.database.read(
            watch.person, [&](api::ReadContext& context) { return watch.logs->status(context, {}); });
        QVERIFY(status);
        QCOMPARE(status->events, std::int64_t{4});
        auto const& ledger = status->sources.at(0);
        QCOMPARE(ledger.received, std::int64_t{4});
        QCOMPARE(ledger.received, ledger.stored + ledger.rejected + ledger.unstored);
        QCOMPARE(ledger.keptRaw, std::int64_t{2});
    }

    void skipsEventsItCannotKeepUpWithAndSaysSo()
    {
        Watch watch;
        QVERIFY(watch.rule({.name = "own",
                            .description = {},
                            .severity = "low",
                            .engineOnly = false,
                            .groupBy = {},
                            .windowSeconds = 60,
                            .steps = {{"neverthere", 1}}}));
        QVERIFY(watch.raised().empty()); // The rules are read again.
        std::string body;
        for (int i = 0; i < 60'000; ++i)
            body += "x\n";
        QVERIFY(watch.lines(body));
        QVERIFY(watch.lines(body)); // 120,000 wait; no more than 100,000 may.
        QVERIFY(watch.raised().empty());
        QVERIFY(watch.logs->storeRecorded());
        auto const raised = watch.raised();
        QCOMPARE(raised.size(), std::size_t{1});
        QCOMPARE(raised[0].ruleId, std::string{"engine-events-lost"});
    }
};

DEWAR_TEST(test_attack_a21)
#include "test_attack_a21.moc"
