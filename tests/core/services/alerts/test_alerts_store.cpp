// Rules and alerts are kept whole; there is one open alert for a rule and key.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/alerts/alerts_store.h"

#include <boost/json.hpp>

#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using namespace core::alerts;

namespace {

StoredAlert alertOf(std::string id, std::string key)
{
    StoredAlert stored;
    stored.alert.id = std::move(id);
    stored.alert.ruleId = "r";
    stored.alert.rule = "Rule";
    stored.alert.severity = "high";
    stored.alert.state = "open";
    stored.alert.key = std::move(key);
    stored.alert.count = 1;
    stored.alert.openedAt = timeOf(3);
    stored.alert.firstAt = timeOf(1);
    stored.alert.lastAt = timeOf(2);
    stored.alert.subject.user = "ada";
    stored.alert.subject.tokenIds = {"t1", "t2"};
    stored.alert.evidence = {"1.1", "2.2"};
    stored.lastNumber = 7;
    return stored;
}

} // namespace

class test_alerts_store : public QObject {
    Q_OBJECT

private slots:
    void givesBackWhatItWasGiven()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(insertAlert(tx, alertOf("a", "k")));
        auto const found = alertById(tx, "a");
        QVERIFY(found && *found);
        QVERIFY(api::write(**found) == api::write(alertOf("a", "k").alert));
        QCOMPARE(*lastNumberOf(tx, "r", "k"), std::int64_t{7});
        QCOMPARE(*lastNumberOf(tx, "r", "other"), std::int64_t{0});
    }

    void refusesASecondOpenAlertForAKey()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        QVERIFY(insertAlert(tx, alertOf("a", "k")));
        QVERIFY(!insertAlert(tx, alertOf("b", "k")));
        auto closed = alertOf("a", "k").alert;
        closed.state = "closed";
        closed.closedAt = timeOf(9);
        QVERIFY(setAlertState(tx, closed));
        QVERIFY(insertAlert(tx, alertOf("b", "k")));
        QCOMPARE((*openAlert(tx, "r", "k"))->alert.id, std::string{"b"});
        QCOMPARE(alertsBelow(tx, "closed", "~", 10)->size(), std::size_t{1});
        QCOMPARE(alertsBelow(tx, "", "~", 10)->front().id, std::string{"b"});
    }

    void keepsWhetherABuiltInRuleIsEnabled()
    {
        support::TempDatabase database;
        auto tx = database.tx();
        StoredRule rule{.id = "x",
                        .name = "X",
                        .definition = "{}",
                        .builtIn = true,
                        .enabled = true,
                        .changedAt = timeOf(1),
                        .changedBy = "dewar"};
        QVERIFY(putBuiltIn(tx, rule));
        rule.enabled = false;
        QVERIFY(setRuleEnabled(tx, rule));
        rule.name = "Y";
        QVERIFY(putBuiltIn(tx, rule));
        auto const found = ruleById(tx, "x");
        QVERIFY(found && *found);
        QCOMPARE((*found)->name, std::string{"Y"});
        QVERIFY(!(*found)->enabled);
        QVERIFY(removeBuiltInsExcept(tx, {}));
        QVERIFY(allRules(tx)->empty());
    }
};

DEWAR_TEST(test_alerts_store)
#include "test_alerts_store.moc"
