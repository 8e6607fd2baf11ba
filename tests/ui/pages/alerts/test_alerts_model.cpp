// Tests of the words and queries of alerts and rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alerts/alerts_dialogs.h"
#include "ui/pages/alerts/alerts_model.h"

#include "tests/support/fake_ui_clock.h"
#include "tests/support/registry.h"

#include <QAbstractItemModelTester>

using namespace ui::alerts;

class test_alerts_model : public QObject {
    Q_OBJECT
private slots:
    void readsASpan_data();
    void readsASpan();
    void findsTheEventsOfAKey_data();
    void findsTheEventsOfAKey();
    void sayWhatARuleWatches();
    void foldsAStorm();
    void showsControlCharacters();
};

void test_alerts_model::readsASpan_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("bare") << "60" << qint64{60};
    QTest::newRow("minutes") << "5 m" << qint64{300};
    QTest::newRow("parts") << "1.5h" << qint64{5400};
    QTest::newRow("a day") << "1 d" << qint64{86'400};
    QTest::newRow("nothing") << "" << qint64{0};
    QTest::newRow("words") << "soon" << qint64{0};
    QTest::newRow("negative") << "-5 m" << qint64{0};
}

void test_alerts_model::readsASpan()
{
    QFETCH(QString, words);
    QTEST(secondsFrom(words), "seconds");
}

void test_alerts_model::findsTheEventsOfAKey_data()
{
    QTest::addColumn<QStringList>("groupBy");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("query");
    QTest::newRow("no key") << QStringList{} << ""
                            << "(name=x)";
    QTest::newRow("one") << QStringList{"address"} << "address=203.0.113.7"
                         << R"((name=x) AND address="203.0.113.7")";
    QTest::newRow("a value with a space") << QStringList{"user", "address"} << "user=ada b address=::1"
                                          << R"((name=x) AND user="ada b" AND address="::1")";
    QTest::newRow("a quote") << QStringList{"user"} << "user=a\"b"
                             << R"((name=x) AND user="a\"b")";
    QTest::newRow("a storm") << QStringList{"address"} << "(many)"
                             << "(name=x)";
}

void test_alerts_model::findsTheEventsOfAKey()
{
    QFETCH(QStringList, groupBy);
    QFETCH(QString, key);
    Rule rule;
    rule.groupBy = groupBy;
    rule.steps = {{"name=x", 1}};
    Alert alert;
    alert.key = key;
    QTEST(evidenceQuery(alert, &rule), "query");
}

void test_alerts_model::sayWhatARuleWatches()
{
    Rule rule;
    rule.groupBy = QStringList{"address"};
    rule.windowSeconds = 60;
    rule.steps = {{"outcome=failure", 5}, {"outcome=success", 1}};
    QCOMPARE(conditionOf(rule),
             "5 of outcome=failure, then 1 of outcome=success within 1 m for each address");
}

void test_alerts_model::foldsAStorm()
{
    support::FakeUiClock clock;
    AlertsModel model{clock, nullptr};
    QAbstractItemModelTester const tester{&model};
    Alert alert;
    alert.key = "(many)";
    model.setRows({alert});
    QCOMPARE(model.index(0, 1).data(ui::kit::SecondRole).toString(), "a storm: many keys, folded into one");
}

void test_alerts_model::showsControlCharacters()
{
    support::FakeUiClock clock;
    AlertsModel model{clock, nullptr};
    Alert alert;
    alert.rule = QStringLiteral("a\u202eb");
    model.setRows({alert});
    QCOMPARE(model.index(0, 1).data().toString(), "a\\u202eb");
}

DEWAR_TEST(test_alerts_model)
#include "test_alerts_model.moc"
