// The line of the last values.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/sparkline.h"

#include "ui/kit/axis.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <numeric>

namespace ui::kit {

QString trendWord(QList<double> const& values)
{
    auto const quarter = std::max<qsizetype>(1, values.size() / 4);
    if (values.size() < 2 * quarter)
        return QCoreApplication::translate("ui", "steady");
    auto const mean = [](auto from, auto to) {
        return std::accumulate(from, to, 0.0) / static_cast<double>(to - from);
    };
    auto const late = mean(values.end() - quarter, values.end());
    auto const early = mean(values.end() - 2 * quarter, values.end() - quarter);
    auto const [low, high] = std::minmax_element(values.begin(), values.end());
    // A tenth of what the values did is noise.
    auto const noise = std::max((*high - *low) * 0.1, std::abs(early) * 0.02);
    if (late > early + noise)
        return QCoreApplication::translate("ui", "rising");
    if (late < early - noise)
        return QCoreApplication::translate("ui", "falling");
    return QCoreApplication::translate("ui", "steady");
}

Sparkline::Sparkline(QString const& name, Role tone, QWidget* parent)
    : QWidget{parent}, m_name{name}, m_tone{tone}
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    set({});
}

void Sparkline::set(QList<double> const& values)
{
    m_values = values;
    if (values.size() < 2)
        setAccessibleDescription(tr("No values yet"));
    else
        setAccessibleDescription(
            tr("%1, now %2, %3").arg(m_name, amountWord(values.constLast()), trendWord(values)));
    update();
}

void Sparkline::setTone(Role tone)
{
    m_tone = tone;
    update();
}

void Sparkline::paintEvent(QPaintEvent*)
{
    if (m_values.size() < 2)
        return;
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    auto const place = QRectF{rect()}.adjusted(1, 2, -1, -2);
    auto const [low, high] = std::minmax_element(m_values.begin(), m_values.end());
    auto const reach = *high - *low;
    // A flat line stands in the middle; the area below keeps a quarter of the height.
    auto const yOf = [&](double value) {
        return place.bottom() - place.height() * (reach > 0 ? 0.25 + 0.75 * (value - *low) / reach : 0.6);
    };
    QPolygonF line;
    for (qsizetype i = 0; i < m_values.size(); ++i)
        line << QPointF{place.left() +
                            place.width() * static_cast<double>(i) / static_cast<double>(m_values.size() - 1),
                        yOf(m_values[i])};
    auto const tone = color(m_tone);
    QLinearGradient fade{0, place.top(), 0, place.bottom()};
    auto strong = tone;
    strong.setAlphaF(0.28F);
    auto none = tone;
    none.setAlphaF(0);
    fade.setColorAt(0, strong);
    fade.setColorAt(1, none);
    auto area = line;
    area << place.bottomRight() << place.bottomLeft();
    painter.setPen(Qt::NoPen);
    painter.setBrush(fade);
    painter.drawPolygon(area);
    painter.setPen(QPen{tone, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
}

} // namespace ui::kit
