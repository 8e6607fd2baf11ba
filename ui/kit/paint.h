// What painters share: severity shapes, chips, ticks, avatars and elided text. Call inside paintEvent only.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QPainter>

namespace ui::kit {

/// Octagon "!", triangle "!", diamond "-", disc with chevron, ring "i", disc with tick (ui.md 4.3).
/// `over` paints the shape in that colour with critFill ink: for red grounds.
void paintSeverity(QPainter& painter, QRectF const& place, Severity severity, QColor over = {});
void paintText(QPainter& painter, QRectF const& place, QString const& words, QFont const& font,
               QColor const& ink, Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter);
void paintChip(QPainter& painter, QRectF const& place, QString const& words, Role role);
qreal chipWidth(QString const& words);
enum class Tick { Off, On, Partly };
void paintTick(QPainter& painter, QRectF const& place, Tick tick);
void paintAvatar(QPainter& painter, QRectF const& place, QString const& initials);
void paintBar(QPainter& painter, QRectF const& place, double share, Role role);

} // namespace ui::kit
