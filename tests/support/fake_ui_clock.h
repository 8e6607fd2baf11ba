// The console's clock in tests: stands still until it is set.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/clock.h"

namespace support {

class FakeUiClock final : public ui::Clock {
public:
    QDateTime now() const override { return m_now; }
    void set(QDateTime const& now) { m_now = now; }
    void advance(qint64 seconds) { m_now = m_now.addSecs(seconds); }

private:
    QDateTime m_now{QDate{2026, 9, 14}, QTime{9, 30}, Qt::UTC};
};

} // namespace support
