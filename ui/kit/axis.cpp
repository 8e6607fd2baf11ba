// Ticks and words of axes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/axis.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace ui::kit {

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kHourMs = 60 * kMinuteMs;
constexpr qint64 kDayMs = 24 * kHourMs;
constexpr qint64 kSteps[] = {1'000,         5'000,         15'000,         30'000,         kMinuteMs,
                             2 * kMinuteMs, 5 * kMinuteMs, 10 * kMinuteMs, 15 * kMinuteMs, 30 * kMinuteMs,
                             kHourMs,       2 * kHourMs,   3 * kHourMs,    6 * kHourMs,    12 * kHourMs,
                             kDayMs,        2 * kDayMs,    7 * kDayMs};
constexpr int kMonthSteps[] = {1, 2, 3, 6, 12, 24, 60, 120};

// English on purpose: the console speaks English and golden images must not depend on the desktop's language.
QString worded(QDateTime const& at, char const* format)
{
    return QLocale{QLocale::English}.toString(at, QLatin1String(format));
}

TimeTick tickAt(QDateTime const& at, qint64 stepMs)
{
    auto const midnight = at.time() == QTime{0, 0};
    if (stepMs < kMinuteMs)
        return {at, worded(at, "HH:mm:ss"), midnight};
    if (stepMs >= 2 * kDayMs)
        return {at, worded(at, "d MMM"), at.date().day() == 1};
    if (stepMs == kDayMs)
        return {at, worded(at, "ddd d"), at.date().day() == 1};
    return {at, worded(at, midnight ? "d MMM" : "HH:mm"), midnight};
}

QList<TimeTick> monthTicks(QDateTime const& from, QDateTime const& to, int count)
{
    auto const months =
        (to.date().year() - from.date().year()) * 12 + to.date().month() - from.date().month() + 1;
    auto step = kMonthSteps[std::size(kMonthSteps) - 1];
    for (auto const candidate : kMonthSteps) {
        if ((months + candidate - 1) / candidate > count)
            continue;
        step = candidate;
        break;
    }
    QList<TimeTick> ticks;
    auto day = QDate{from.date().year(), 1, 1};
    for (; day.startOfDay(Qt::UTC) <= to; day = day.addMonths(step)) {
        auto const at = day.startOfDay(Qt::UTC);
        if (at < from)
            continue;
        auto const newYear = day.month() == 1;
        ticks << TimeTick{at, worded(at, step >= 12 ? "yyyy" : newYear ? "MMM yyyy" : "MMM"), newYear};
    }
    return ticks;
}

// The 1st and the 15th: between weeks, whose days say nothing, and months, of which there would be one or
// two.
QList<TimeTick> halfMonthTicks(QDateTime const& from, QDateTime const& to)
{
    QList<TimeTick> ticks;
    for (auto month = QDate{from.date().year(), from.date().month(), 1}; month.startOfDay(Qt::UTC) <= to;
         month = month.addMonths(1))
        for (auto const day : {month, month.addDays(14)}) {
            auto const at = day.startOfDay(Qt::UTC);
            if (at < from || at > to)
                continue;
            auto const newYear = day.month() == 1 && day.day() == 1;
            ticks << TimeTick{at, worded(at, newYear ? "MMM yyyy" : day.day() == 1 ? "MMM" : "d MMM"),
                              day.day() == 1};
        }
    return ticks;
}

} // namespace

QList<TimeTick> timeTicks(QDateTime const& from, QDateTime const& to, int count)
{
    auto const span = from.msecsTo(to);
    if (span <= 0 || count < 1)
        return {};
    qint64 step = 0;
    for (auto const candidate : kSteps) {
        auto const ticks = to.toMSecsSinceEpoch() / candidate - (from.toMSecsSinceEpoch() - 1) / candidate;
        if (ticks > count)
            continue;
        step = candidate;
        break;
    }
    // Weeks that begin on any weekday help nobody: beyond a few weeks months are better.
    if (span > 40 * kDayMs && span <= 75 * kDayMs)
        if (auto const ticks = halfMonthTicks(from.toUTC(), to.toUTC()); ticks.size() <= count)
            return ticks;
    if (step == 0 || span > 40 * kDayMs)
        return monthTicks(from.toUTC(), to.toUTC(), count);
    QList<TimeTick> ticks;
    auto const begin = from.toMSecsSinceEpoch();
    for (auto at = (begin + step - 1) / step * step; at <= to.toMSecsSinceEpoch(); at += step)
        ticks << tickAt(QDateTime::fromMSecsSinceEpoch(at, Qt::UTC), step);
    return ticks;
}

QString timeWord(QDateTime const& at, qint64 spanMs)
{
    auto const utc = at.toUTC();
    if (spanMs <= 10 * kMinuteMs)
        return worded(utc, "HH:mm:ss");
    if (spanMs <= kDayMs)
        return worded(utc, "HH:mm");
    return worded(utc, spanMs <= 40 * kDayMs ? "d MMM HH:mm" : "d MMM yyyy");
}

QString spanWord(qint64 spanMs)
{
    auto const minutes = (spanMs + kMinuteMs / 2) / kMinuteMs;
    auto const words = minutes < 120     ? QStringLiteral("%1 m").arg(minutes)
                       : minutes < 2'880 ? QStringLiteral("%1 h").arg((minutes + 30) / 60)
                                         : QStringLiteral("%1 d").arg((minutes + 720) / 1'440);
    return QCoreApplication::translate("ui", "last %1").arg(words);
}

double niceStep(double top, int lines)
{
    if (!(top > 0) || lines < 1)
        return 1;
    auto const raw = top / lines;
    auto const power = std::pow(10, std::floor(std::log10(raw)));
    for (auto const nice : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0})
        if (raw <= nice * power * (1 + 1e-9))
            return nice * power;
    return 10 * power;
}

QString amountWord(double amount)
{
    struct Unit {
        double size;
        char const* word;
    };
    for (auto const& [size, word] : {Unit{1e9, "G"}, {1e6, "M"}, {1e4, "k"}}) {
        if (std::abs(amount) < size)
            continue;
        return QString::number(amount / (size == 1e4 ? 1e3 : size), 'g', 3) + QLatin1String(word);
    }
    return QString::number(amount, 'g', 4);
}

} // namespace ui::kit
