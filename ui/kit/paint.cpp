// Severity shapes, chips, ticks, avatars.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/paint.h"

#include <QPainterPath>

#include <cmath>
#include <numbers>

namespace ui::kit {

namespace {

struct Shape {
    QPainter& painter;
    QPointF middle;
    qreal radius; // Half the width of the place.
    QPen ink;

    QPointF at(qreal x, qreal y) const { return middle + QPointF{radius * x, radius * y}; }
    void exclamation(qreal top, qreal bottom, qreal dot) const
    {
        painter.setPen(ink);
        painter.drawLine(at(0, top), at(0, bottom));
        painter.drawPoint(at(0, dot));
    }
    void polyline(std::initializer_list<QPointF> points) const
    {
        painter.setPen(ink);
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(QPolygonF{QList<QPointF>{points}});
    }
};

void paintCritical(Shape const& shape)
{
    QPolygonF octagon;
    for (int corner = 0; corner < 8; ++corner) {
        auto const angle = std::numbers::pi / 8 + corner * std::numbers::pi / 4;
        octagon << shape.at(1.02 * std::cos(angle), 1.02 * std::sin(angle));
    }
    shape.painter.drawPolygon(octagon);
    shape.exclamation(-0.48, 0.08, 0.46);
}

void paintHigh(Shape const& shape)
{
    shape.painter.drawPolygon(QPolygonF{{shape.at(0, -0.9), shape.at(1, 0.74), shape.at(-1, 0.74)}});
    shape.exclamation(-0.22, 0.22, 0.52);
}

void paintMedium(Shape const& shape, bool tinted)
{
    auto size = 1.0;
    if (!tinted) {
        shape.painter.setBrush(color(Role::MediumFill));
        if (!theme().dark()) { // Yellow on white needs its outline.
            shape.painter.setPen(QPen{color(Role::Med), shape.radius * 0.18});
            size = 0.94;
        }
    }
    shape.painter.drawPolygon(
        QPolygonF{{shape.at(0, -size), shape.at(size, 0), shape.at(0, size), shape.at(-size, 0)}});
    shape.painter.setPen(shape.ink);
    shape.painter.drawLine(shape.at(-0.3, 0), shape.at(0.3, 0));
}

void paintInfo(Shape const& shape, QColor const& colour)
{
    auto& painter = shape.painter;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen{colour, shape.radius * 0.24, Qt::SolidLine, Qt::RoundCap});
    painter.drawEllipse(shape.middle, shape.radius * 0.84, shape.radius * 0.84);
    painter.drawLine(shape.at(0, 0), shape.at(0, 0.4));
    painter.drawPoint(shape.at(0, -0.36));
}

} // namespace

void paintSeverity(QPainter& painter, QRectF const& place, Severity severity, QColor over)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    auto const colour = over.isValid() ? over : color(severityRole(severity));
    auto inkColour = color(over.isValid() ? Role::CritFill : Role::GlyphInk);
    if (severity == Severity::Medium && !over.isValid())
        inkColour = color(Role::MediumInk);
    QPen const ink{inkColour, place.width() * 0.13, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
    Shape const shape{painter, place.center(), place.width() / 2, ink};
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (severity) {
    case Severity::Critical:
        paintCritical(shape);
        break;
    case Severity::High:
        paintHigh(shape);
        break;
    case Severity::Medium:
        paintMedium(shape, over.isValid());
        break;
    case Severity::Low:
        painter.drawEllipse(shape.middle, shape.radius * 0.92, shape.radius * 0.92);
        shape.polyline({shape.at(-0.35, -0.12), shape.at(0, 0.25), shape.at(0.35, -0.12)});
        break;
    case Severity::Info:
        paintInfo(shape, colour);
        break;
    case Severity::Ok:
        painter.drawEllipse(shape.middle, shape.radius * 0.92, shape.radius * 0.92);
        shape.polyline({shape.at(-0.38, 0.02), shape.at(-0.08, 0.32), shape.at(0.42, -0.28)});
        break;
    }
    painter.restore();
}

void paintText(QPainter& painter, QRectF const& place, QString const& words, QFont const& font,
               QColor const& ink, Qt::Alignment alignment)
{
    painter.setFont(font);
    painter.setPen(ink);
    auto const shown = QFontMetricsF{font}.elidedText(words, Qt::ElideRight, place.width() + 0.5);
    painter.drawText(place, static_cast<int>(alignment) | Qt::TextSingleLine, shown);
}

qreal chipWidth(QString const& words)
{
    return QFontMetricsF{fontOf(Type::SmallStrong)}.horizontalAdvance(words) + 14;
}

void paintChip(QPainter& painter, QRectF const& place, QString const& words, Role role)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().chip(role));
    painter.drawRoundedRect(place, 4, 4);
    paintText(painter, place, words, fontOf(Type::SmallStrong), color(role), Qt::AlignCenter);
}

void paintTick(QPainter& painter, QRectF const& place, Tick tick)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (tick == Tick::Off) {
        painter.setPen(QPen{color(Role::LineStrong), 1.2});
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(place.adjusted(0.6, 0.6, -0.6, -0.6), 3.5, 3.5);
        painter.restore();
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Role::AccentFill));
    painter.drawRoundedRect(place, 4, 4);
    painter.setPen(
        QPen{color(Role::OnFill), place.width() * 0.12, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
    painter.setBrush(Qt::NoBrush);
    auto const at = [&place](qreal x, qreal y) {
        return place.topLeft() + QPointF{x, y} * (place.width() / 16);
    };
    if (tick == Tick::On)
        painter.drawPolyline(QPolygonF{{at(4, 8.4), at(7, 11.2), at(12, 5)}});
    else
        painter.drawLine(at(4.5, 8), at(11.5, 8));
    painter.restore();
}

void paintAvatar(QPainter& painter, QRectF const& place, QString const& initials)
{
    // The same person has the same hue everywhere; saturation stays low so that it never reads as a severity.
    int hue = 0;
    for (auto const letter : initials)
        hue = (hue * 31 + letter.unicode() * 47) % 360;
    auto const dark = theme().dark();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor::fromHsl(hue, dark ? 70 : 90, dark ? 70 : 205));
    painter.drawEllipse(place);
    auto const ink = dark ? color(Role::Text) : QColor::fromHsl(hue, 120, 50);
    paintText(painter, place, initials, sansFont(static_cast<int>(place.height() * 0.42), 600), ink,
              Qt::AlignCenter);
    painter.restore();
}

void paintBar(QPainter& painter, QRectF const& place, double share, Role role)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(theme().dark() ? Role::Line : Role::LineSubtle));
    auto const radius = place.height() / 2;
    painter.drawRoundedRect(place, radius, radius);
    if (share <= 0)
        return;
    painter.setBrush(color(role));
    auto filled = place;
    filled.setWidth(std::max(place.height(), place.width() * std::min(share, 1.0)));
    painter.drawRoundedRect(filled, radius, radius);
}

} // namespace ui::kit
