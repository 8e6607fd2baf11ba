// A line of the last values beside a number, without axes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>

namespace ui::kit {

/// Says in words what it shows ("Requests, last 6 h, now 4,182, falling"): `set` builds them from the values.
class Sparkline : public QWidget {
    Q_OBJECT

public:
    explicit Sparkline(QString const& name, Role tone = Role::Accent, QWidget* parent = nullptr);

    /// Oldest first; fewer than two values draw nothing.
    void set(QList<double> const& values);
    void setTone(Role tone);

    QSize sizeHint() const override { return {84, 28}; }
    QSize minimumSizeHint() const override { return {40, 20}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
    QList<double> m_values;
    Role m_tone;
};

/// "rising", "falling" or "steady": the last quarter against the one before it.
QString trendWord(QList<double> const& values);

} // namespace ui::kit
