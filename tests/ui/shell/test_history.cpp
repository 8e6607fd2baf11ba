// Tests of page history and addresses.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/history.h"

#include "tests/support/registry.h"

using namespace ui;

class test_history : public QObject {
    Q_OBJECT
private slots:
    void goesBackAndForward();
    void dropsWhatWasAheadOnANewStep();
    void countsTheSamePlaceOnce();
    void keepsAtMostSoMany();
    void writesAndReadsAddresses_data();
    void writesAndReadsAddresses();
    void refusesWhatIsNoAddress_data();
    void refusesWhatIsNoAddress();
};

void test_history::goesBackAndForward()
{
    History history;
    history.visit({"users", {}, {}});
    history.visit({"users", "u1", {}});
    QVERIFY(history.canGoBack());
    QCOMPARE(history.back().object, QString{});
    QVERIFY(!history.canGoBack());
    QCOMPARE(history.forward().object, QStringLiteral("u1"));
}

void test_history::dropsWhatWasAheadOnANewStep()
{
    History history;
    history.visit({"users", {}, {}});
    history.visit({"roles", {}, {}});
    history.back();
    history.visit({"keys", {}, {}});
    QVERIFY(!history.canGoForward());
    QCOMPARE(history.back().page, QStringLiteral("users"));
}

void test_history::countsTheSamePlaceOnce()
{
    History history;
    history.visit({"users", {}, {}});
    history.visit({"users", {}, {}});
    QVERIFY(!history.canGoBack());
}

void test_history::keepsAtMostSoMany()
{
    History history;
    for (int step = 0; step < History::kKeptMax + 20; ++step)
        history.visit({"users", QString::number(step), {}});
    int steps = 0;
    while (history.canGoBack()) {
        history.back();
        ++steps;
    }
    QCOMPARE(steps, History::kKeptMax - 1);
}

void test_history::writesAndReadsAddresses_data()
{
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("object");
    QTest::newRow("a page") << "users"
                            << "";
    QTest::newRow("an object") << "keys"
                               << "sig-2026-09";
    QTest::newRow("a slash in the id") << "collections"
                                       << "a/b c?d#e";
}

void test_history::writesAndReadsAddresses()
{
    QFETCH(QString, page);
    QFETCH(QString, object);
    QUrlQuery more;
    more.addQueryItem("tab", "sessions");
    kit::Address const address{page, object, more};
    auto const read = addressFrom(addressText("prod-eu-1", address));
    QCOMPARE(read.page, page);
    QCOMPARE(read.object, object);
    QCOMPARE(read.more.queryItemValue("tab"), QStringLiteral("sessions"));
}

void test_history::refusesWhatIsNoAddress_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("words") << "users";
    QTest::newRow("another scheme") << "https://prod/users";
    QTest::newRow("no page") << "dewar://prod";
    QTest::newRow("a script") << "javascript:alert(1)";
}

void test_history::refusesWhatIsNoAddress()
{
    QFETCH(QString, text);
    QVERIFY(addressFrom(text).page.isEmpty());
}

DEWAR_TEST(test_history)
#include "test_history.moc"
