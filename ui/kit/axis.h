// Ticks and words of axes: nice times in UTC and nice amounts. Shared by every view that draws over time.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace ui::kit {

struct TimeTick {
    QDateTime at;
    QString word;         // "14:00", "Sat 21", "Nov", "Jan 2027"
    bool isMajor = false; // A new day among hours, a new year among months.
};

/// At most `count` ticks in [from, to], on whole minutes, hours, days, months or years.
QList<TimeTick> timeTicks(QDateTime const& from, QDateTime const& to, int count);
/// The time as it is said beside others of that span: "14:42", "21 Nov 14:42", "21 Nov 2026".
QString timeWord(QDateTime const& at, qint64 spanMs);
/// "last 6 h", "last 45 m", "last 30 d".
QString spanWord(qint64 spanMs);

/// The distance of grid lines so that `lines` of them reach `top`: a round number.
double niceStep(double top, int lines);
/// "150k", "1.5M", "0.25", "0".
QString amountWord(double amount);

} // namespace ui::kit
