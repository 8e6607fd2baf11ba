// Tests of the small views: sparkline, ring, month, phase bar.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/registry.h"
#include "ui/kit/month.h"
#include "ui/kit/phase_bar.h"
#include "ui/kit/ring.h"
#include "ui/kit/sparkline.h"

#include <QAccessible>
#include <QSignalSpy>

using namespace ui;

class test_small_views : public QObject {
    Q_OBJECT
private slots:
    void saysTheTrend();
    void drawsASparklineOnlyFromTwoValues();
    void keepsAScoreInItsRange();
    void movesThroughTheMonth();
    void namesMarkedDays();
    void choosesADayByMouse();
    void putsEveryDayInItsPlace();
    void saysThePhase();
};

void test_small_views::saysTheTrend()
{
    QCOMPARE(kit::trendWord({1, 1, 1, 1, 1, 1, 5, 6}), QString{"rising"});
    QCOMPARE(kit::trendWord({9, 9, 9, 9, 9, 9, 2, 2}), QString{"falling"});
    QCOMPARE(kit::trendWord({5, 6, 5, 6, 5, 6, 5, 6}), QString{"steady"});
    QCOMPARE(kit::trendWord({3}), QString{"steady"});
    QCOMPARE(kit::trendWord({}), QString{"steady"});
}

void test_small_views::drawsASparklineOnlyFromTwoValues()
{
    kit::Sparkline spark{"Requests"};
    auto const empty = spark.grab().toImage();
    spark.set({4});
    QCOMPARE(spark.grab().toImage(), empty);
    QCOMPARE(spark.accessibleDescription(), QString{"No values yet"});
    spark.set({4, 4});
    QVERIFY(spark.grab().toImage() != empty);
    spark.set({1, 2, 3, 4'182});
    QCOMPARE(spark.accessibleDescription(), QString{"Requests, now 4182, rising"});
}

void test_small_views::keepsAScoreInItsRange()
{
    kit::Ring ring{"Security review"};
    QCOMPARE(ring.accessibleDescription(), QString{"No score yet"});
    auto const none = ring.grab().toImage();
    ring.set(86);
    QCOMPARE(ring.accessibleDescription(), QString{"86 of 100"});
    QVERIFY(ring.grab().toImage() != none);
    ring.set(130);
    QCOMPARE(ring.score(), std::optional<int>{100});
    ring.set(std::nullopt);
    QCOMPARE(ring.grab().toImage(), none);
}

void test_small_views::movesThroughTheMonth()
{
    kit::Month month{"Key rotation"};
    month.setMonth({2026, 11, 9});
    month.setToday({2026, 11, 21});
    QSignalSpy const changed{&month, &kit::Month::monthChanged};
    QSignalSpy const chosen{&month, &kit::Month::dayChosen};
    QCOMPARE(month.currentDay(), QDate(2026, 11, 21));
    QTest::keyClick(&month, Qt::Key_Right);
    QTest::keyClick(&month, Qt::Key_Down);
    QCOMPARE(month.currentDay(), QDate(2026, 11, 29));
    QTest::keyClick(&month, Qt::Key_Down); // Into December.
    QCOMPARE(month.currentDay(), QDate(2026, 12, 6));
    QCOMPARE(changed.size(), 1);
    QTest::keyClick(&month, Qt::Key_PageUp);
    QTest::keyClick(&month, Qt::Key_Home);
    QTest::keyClick(&month, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toDate(), QDate(2026, 11, 1));
}

void test_small_views::namesMarkedDays()
{
    kit::Month month{"Key rotation"};
    month.setMonth({2026, 11, 1});
    month.setToday({2026, 11, 21});
    month.setDays({{{2026, 11, 4}, {kit::DayMark::Done, "sig-2026-11"}},
                   {{2026, 11, 19}, {kit::DayMark::Overdue, "enc-orders-4"}},
                   {{2026, 11, 24}, {kit::DayMark::Due, "enc-customers-7"}},
                   {{2026, 12, 4}, {kit::DayMark::Due, "another month"}}});
    QCOMPARE(month.summary(), QString{"1 done, 1 overdue, 1 due"});
    QCOMPARE(month.accessibleDescription(), QString{"November 2026: 1 done, 1 overdue, 1 due"});
    auto* interface = QAccessible::queryAccessibleInterface(&month);
    QCOMPARE(interface->childCount(), 30);
    QCOMPARE(interface->child(18)->text(QAccessible::Name),
             QString{"Thursday 19 November, overdue: enc-orders-4"});
    QCOMPARE(interface->child(20)->text(QAccessible::Name), QString{"Saturday 21 November, today"});
    month.setMonth({2027, 2, 1});
    QCOMPARE(interface->childCount(), 28);
    QCOMPARE(month.summary(), QString{});
}

void test_small_views::choosesADayByMouse()
{
    kit::Month month{"Key rotation"};
    month.resize(256, 250);
    month.setMonth({2026, 11, 1});
    QSignalSpy const chosen{&month, &kit::Month::dayChosen};
    QTest::mouseClick(&month, Qt::LeftButton, {}, month.itemPlace(18).center());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toDate(), QDate(2026, 11, 19));
    QTest::mouseClick(&month, Qt::LeftButton, {}, {5, 5}); // Names of days.
    QCOMPARE(chosen.size(), 1);
}

void test_small_views::putsEveryDayInItsPlace()
{
    kit::Month month{"Key rotation"};
    month.resize(256, 250);
    for (auto first = QDate{2024, 1, 1}; first < QDate{2028, 1, 1}; first = first.addMonths(1)) {
        month.setMonth(first);
        for (int item = 0; item < month.itemCount(); ++item) {
            auto const place = month.itemPlace(item);
            QVERIFY(month.rect().contains(place));
            QCOMPARE(place.center().x() * 7 / 256 + 1, first.addDays(item).dayOfWeek());
            if (item > 0)
                QVERIFY(!place.adjusted(1, 1, -1, -1)
                             .intersects(month.itemPlace(item - 1).adjusted(1, 1, -1, -1)));
        }
    }
}

void test_small_views::saysThePhase()
{
    using enum kit::PhaseState;
    kit::PhaseBar bar{"Phases"};
    bar.set({{"Detect", Done, "14:00"}, {"Triage", Done}, {"Contain", Current, "33 m"}, {"Close"}});
    QCOMPARE(bar.accessibleDescription(), QString{"Phase 3 of 4: Contain, 33 m"});
    QCOMPARE(bar.sizeHint().height(), 34);
    kit::PhaseBar thin{"Steps", kit::PhaseBar::Look::Thin};
    thin.resize(200, 5);
    thin.set({{"1", Done}, {"2", Failed}});
    auto const image = thin.grab().toImage();
    QCOMPARE(image.pixelColor(50, 2), color(Role::Ok));
    QCOMPARE(image.pixelColor(150, 2), color(Role::Crit));
}

DEWAR_TEST(test_small_views)
#include "test_small_views.moc"
