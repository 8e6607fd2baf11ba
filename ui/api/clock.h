// The console's door to time: pages, timers and golden pictures ask this clock, tests set it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

namespace ui {

class Clock {
public:
    virtual ~Clock() = default;
    /// The present in UTC. GUI thread.
    virtual QDateTime now() const = 0;
};

class SystemClock final : public Clock {
public:
    QDateTime now() const override { return QDateTime::currentDateTimeUtc(); }
};

} // namespace ui
