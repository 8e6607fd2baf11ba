// Tests of editing query text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_query.h"

#include "tests/support/registry.h"

using namespace ui::logs;

class test_logs_query : public QObject {
    Q_OBJECT
private slots:
    void spellsValues_data();
    void spellsValues();
    void changesDemands_data();
    void changesDemands();
    void readsDemands();
    void leavesDemandsOut();
    void joinsTerms();
    void findsWantedWords();
    void coversTheWholeText();
    void standsAnyText();
};

void test_logs_query::spellsValues_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("spelled");
    QTest::newRow("bare") << "203.0.113.7"
                          << "203.0.113.7";
    QTest::newRow("blank") << "two words"
                           << "\"two words\"";
    QTest::newRow("star") << "a*"
                          << "\"a*\"";
    QTest::newRow("quote") << "say \"no\""
                           << "\"say \\\"no\\\"\"";
    QTest::newRow("backslash") << "a\\b"
                               << "\"a\\\\b\"";
    QTest::newRow("empty") << ""
                           << "\"\"";
    QTest::newRow("parenthesis") << "f(x)"
                                 << "\"f(x)\"";
}

void test_logs_query::spellsValues()
{
    QFETCH(QString, value);
    QTEST(spelled(value), "spelled");
    QCOMPARE(demanded(termOf("field", value), "field"), QStringList{value});
}

void test_logs_query::changesDemands_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("on");
    QTest::addColumn<QString>("after");
    QTest::newRow("first") << ""
                           << "error" << true << "severity=error";
    QTest::newRow("joined") << "timeout"
                            << "error" << true << "timeout AND severity=error";
    QTest::newRow("second") << "severity=error AND timeout"
                            << "warn" << true << "(severity=error OR severity=warn) AND timeout";
    QTest::newRow("third") << "(severity=error OR severity=warn) timeout"
                           << "info" << true << "(severity=error OR severity=warn OR severity=info) timeout";
    QTest::newRow("twice") << "severity=error"
                           << "error" << true << "severity=error";
    QTest::newRow("one less") << "(severity=error OR severity=warn) AND timeout"
                              << "error" << false << "severity=warn AND timeout";
    QTest::newRow("none left") << "timeout AND severity=error AND NOT source=edge"
                               << "error" << false << "timeout AND NOT source=edge";
    QTest::newRow("not there") << "timeout"
                               << "error" << false << "timeout";
    QTest::newRow("alternatives are held together") << "a OR b"
                                                    << "error" << true << "(a OR b) AND severity=error";
    QTest::newRow("a negation is no demand") << "NOT severity=error"
                                             << "error" << true << "NOT severity=error AND severity=error";
    QTest::newRow("an order is no demand") << "severity>=warn"
                                           << "error" << true << "severity>=warn AND severity=error";
    QTest::newRow("mixed groups are left alone")
        << "(severity=error OR timeout)"
        << "warn" << true << "(severity=error OR timeout) AND severity=warn";
}

void test_logs_query::changesDemands()
{
    QFETCH(QString, before);
    QFETCH(QString, value);
    QFETCH(bool, on);
    QTEST(withDemand(before, "severity", value, on), "after");
}

void test_logs_query::readsDemands()
{
    QCOMPARE(demanded("(status=504 OR status=\"503\") AND x", "status"), (QStringList{"504", "503"}));
    QCOMPARE(demanded("status=5*", "status"), QStringList{}); // A pattern is no value that could be ticked.
    QCOMPARE(demanded("status=504 OR x", "status"), QStringList{});
    QCOMPARE(demanded("status!=504", "status"), QStringList{});
}

void test_logs_query::leavesDemandsOut()
{
    QCOMPARE(withoutDemands("a AND (severity=error OR severity=warn) AND source=x", "severity"),
             "a AND source=x");
    QCOMPARE(withoutDemands("severity=error", "severity"), "");
    QCOMPARE(withoutDemands("a  b", "severity"), "a  b");
}

void test_logs_query::joinsTerms()
{
    QCOMPARE(joined("", "a=b"), "a=b");
    QCOMPARE(joined("  x ", "a=b"), "x AND a=b");
    QCOMPARE(joined("x OR y", "a=b"), "(x OR y) AND a=b");
    QCOMPARE(joined("(x OR y)", "a=b"), "(x OR y) AND a=b");
}

void test_logs_query::findsWantedWords()
{
    QCOMPARE(wantedWords("severity>=warn AND timeout NOT retry \"write quorum\""),
             (QStringList{"timeout", "write quorum"}));
    QCOMPARE(wantedWords("a=b"), QStringList{});
}

void test_logs_query::coversTheWholeText()
{
    QString const query = "level=(x) AND \"open";
    int at = 0;
    for (auto const& token : tokensOf(query)) {
        QVERIFY(token.begin >= at);
        QVERIFY(token.end > token.begin);
        at = token.end;
    }
    QCOMPARE(at, query.size());
}

// What a person types is never right on the way: nothing may hang or break.
void test_logs_query::standsAnyText()
{
    for (QString const query : {"(", ")", "((", "a=", "a=\"", "NOT", "AND AND", "OR", "NOT NOT (", "a=b)",
                                "=", "\\", "\"\\", "a>=<b", "()"}) {
        withDemand(query, "severity", "error", true);
        withDemand(query, "severity", "error", false);
        withoutDemands(query, "a");
        QVERIFY(tokensOf(query).size() <= static_cast<std::size_t>(query.size()));
        wantedWords(query);
    }
}

DEWAR_TEST(test_logs_query)
#include "test_logs_query.moc"
