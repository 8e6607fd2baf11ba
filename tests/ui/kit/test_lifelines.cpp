// Tests of lives over time: choosing by mouse and keys, and what screen readers hear.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/lifelines.h"

#include "tests/support/registry.h"

#include <QSignalSpy>

using namespace ui;
using enum kit::SpanKind;

namespace {

QDateTime day(int month, int day)
{
    return {QDate{2026, month, day}, QTime{0, 0}, Qt::UTC};
}

QList<kit::Lifeline> lines()
{
    return {{"a", "sig-a", "Ed25519", Role::Muted, true, {{day(6, 1), day(8, 1), Active, "Signing"}}},
            {"b",
             "enc-b",
             "AES",
             Role::High,
             true,
             {{day(6, 1), day(9, 1), Active, "Encrypting"}, {day(9, 1), {}, Overdue, "", "2 days overdue"}}},
            {"c", "bak-c"}};
}

} // namespace

class test_lifelines : public QObject {
    Q_OBJECT
private slots:
    void choosesByMouseAndKeys();
    void keepsTheChosenRow();
    void saysItsSpans();
    void drawsAtTheRightPlace();
    void standsWithoutSpan();
};

void test_lifelines::choosesByMouseAndKeys()
{
    kit::Lifelines view{"Rotation"};
    view.setSpan(day(5, 1), day(12, 1));
    view.setLines(lines());
    view.resize(800, 240);
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    QSignalSpy const changed{&view, &kit::Lifelines::currentIdChanged};
    QSignalSpy const opened{&view, &kit::Lifelines::opened};
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {300, 46 + 20});
    QCOMPARE(view.currentId(), QString{"b"});
    QTest::keyClick(&view, Qt::Key_J);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), QString{"c"});
    QTest::keyClick(&view, Qt::Key_Up);
    QTest::keyClick(&view, Qt::Key_K);
    QCOMPARE(view.currentId(), QString{"a"});
    QVERIFY(changed.size() >= 4);
}

void test_lifelines::keepsTheChosenRow()
{
    kit::Lifelines view{"Rotation"};
    view.setLines(lines());
    view.setCurrentId("b");
    auto more = lines();
    more.prepend({"z", "new"});
    view.setLines(more);
    QCOMPARE(view.currentId(), QString{"b"});
    QCOMPARE(view.currentIndex().row(), 2);
}

void test_lifelines::saysItsSpans()
{
    kit::Lifelines view{"Rotation"};
    view.setLines(lines());
    QCOMPARE(view.model()->index(1, 0).data(Qt::AccessibleTextRole).toString(),
             QString{"enc-b, AES, Encrypting from 1 Jun 2026 to 1 Sep 2026, overdue since 1 Sep 2026, 2 days "
                     "overdue"});
    QCOMPARE(view.accessibleName(), QString{"Rotation"});
}

void test_lifelines::drawsAtTheRightPlace()
{
    kit::Lifelines view{"Rotation", 100, 40};
    view.setSpan(day(6, 1), day(8, 1));
    view.setLines({{"a", "a", "", Role::Muted, true, {{day(6, 1), day(7, 1), Active}}}});
    view.resize(100 + 610, 120);
    view.show();
    auto const image = view.grab().toImage();
    auto const y = view.viewport()->y() + 20;
    auto const half = 100 + (view.viewport()->width() - 100) * 30 / 61;
    QCOMPARE(image.pixelColor(half - 10, y), color(Role::AccentFill));
    QVERIFY(image.pixelColor(half + 10, y) != color(Role::AccentFill));
}

void test_lifelines::standsWithoutSpan()
{
    kit::Lifelines view{"Rotation"};
    view.show();
    QVERIFY(!view.grab().isNull());
    view.setLines(lines());
    view.setNow(day(8, 1));
    QVERIFY(!view.grab().isNull());
    QCOMPARE(view.currentId(), QString{});
}

DEWAR_TEST(test_lifelines)
#include "test_lifelines.moc"
