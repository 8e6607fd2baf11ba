// Tests of ticks and words of axes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/axis.h"

#include "tests/support/registry.h"

using namespace ui;

namespace {

QDateTime at(int day, int hour, int minute = 0, int month = 11, int year = 2026)
{
    return {QDate{year, month, day}, QTime{hour, minute}, Qt::UTC};
}

QStringList wordsOf(QList<kit::TimeTick> const& ticks)
{
    QStringList words;
    for (auto const& tick : ticks)
        words << tick.word;
    return words;
}

} // namespace

class test_axis : public QObject {
    Q_OBJECT
private slots:
    void ticksOfHours()
    {
        QCOMPARE(wordsOf(kit::timeTicks(at(21, 8, 42), at(21, 14, 42), 7)),
                 (QStringList{"09:00", "10:00", "11:00", "12:00", "13:00", "14:00"}));
        QCOMPARE(wordsOf(kit::timeTicks(at(20, 18), at(21, 6), 4)),
                 (QStringList{"18:00", "21 Nov", "06:00"}));
    }
    void ticksOfDaysAndMonths()
    {
        QCOMPARE(wordsOf(kit::timeTicks(at(15, 0), at(18, 0), 4)),
                 (QStringList{"Sun 15", "Mon 16", "Tue 17", "Wed 18"}));
        QCOMPARE(wordsOf(kit::timeTicks(at(23, 4), at(5, 0, 0, 1, 2027), 8)),
                 (QStringList{"Dec", "15 Dec", "Jan 2027"}));
        QCOMPARE(wordsOf(kit::timeTicks(at(1, 0, 0, 11), at(1, 0, 0, 2, 2027), 8)),
                 (QStringList{"Nov", "Dec", "Jan 2027", "Feb"}));
        QCOMPARE(wordsOf(kit::timeTicks(at(1, 0, 0, 6, 2020), at(1, 0, 0, 6, 2026), 8)),
                 (QStringList{"2021", "2022", "2023", "2024", "2025", "2026"}));
    }
    void neverMoreThanAsked()
    {
        for (qint64 span = 1; span < 400LL * 86'400; span = span * 3 / 2 + 1)
            for (auto const most : {1, 2, 5, 12}) {
                auto const ticks = kit::timeTicks(at(3, 5), at(3, 5).addSecs(span), most);
                QVERIFY2(ticks.size() <= most, qPrintable(QString{"%1 s: %2"}.arg(span).arg(ticks.size())));
            }
        QVERIFY(kit::timeTicks(at(3, 5), at(3, 5), 5).isEmpty());
    }
    void stepsAreRoundAndReachTheTop()
    {
        QCOMPARE(kit::niceStep(4'200, 5), 1'000.0);
        QCOMPARE(kit::niceStep(50, 5), 10.0);
        QCOMPARE(kit::niceStep(0.42, 4), 0.15);
        QCOMPARE(kit::niceStep(0, 4), 1.0);
        for (auto top = 0.001; top < 1e9; top *= 1.7)
            QVERIFY(kit::niceStep(top, 4) * 4 >= top * (1 - 1e-9));
    }
    void saysAmountsAndSpans()
    {
        QCOMPARE(kit::amountWord(0), QString{"0"});
        QCOMPARE(kit::amountWord(150'000), QString{"150k"});
        QCOMPARE(kit::amountWord(1'940'000), QString{"1.94M"});
        QCOMPARE(kit::amountWord(4'182), QString{"4182"});
        QCOMPARE(kit::amountWord(0.25), QString{"0.25"});
        QCOMPARE(kit::spanWord(6 * 3'600'000), QString{"last 6 h"});
        QCOMPARE(kit::spanWord(45 * 60'000), QString{"last 45 m"});
        QCOMPARE(kit::spanWord(30LL * 86'400'000), QString{"last 30 d"});
    }
};

DEWAR_TEST(test_axis)
#include "test_axis.moc"
