// The legend and the table of a chart.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/chart_parts.h"

#include "ui/kit/axis.h"
#include "ui/kit/cell.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"

#include <QPainter>

#include <cmath>

namespace ui::kit {

namespace {

constexpr double kSquare = 8;
constexpr double kLine = 20;
constexpr double kGap = 16;

double markWidth(ChartLegend::Entry const& entry)
{
    return (entry.isSquare ? kSquare : kLine) + 7;
}

double nameWidth(ChartLegend::Entry const& entry)
{
    return QFontMetricsF{fontOf(Type::Small)}.horizontalAdvance(entry.name) + 1;
}

} // namespace

ChartLegend::ChartLegend()
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ChartLegend::set(QList<Entry> const& entries)
{
    m_entries = entries;
    QStringList names;
    for (auto const& entry : entries)
        names << entry.name;
    setAccessibleName(names.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize ChartLegend::sizeHint() const
{
    auto width = m_entries.isEmpty() ? 0.0 : -kGap;
    for (auto const& entry : m_entries)
        width += markWidth(entry) + nameWidth(entry) + kGap;
    return {static_cast<int>(std::ceil(width)), 18};
}

void ChartLegend::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    auto left = 0.0;
    auto const middle = height() / 2.0;
    for (auto const& entry : m_entries) {
        if (entry.isSquare) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(color(entry.tone));
            painter.drawRoundedRect(QRectF{left, middle - kSquare / 2, kSquare, kSquare}, 2, 2);
        } else {
            QPen pen{color(entry.tone), 2, Qt::SolidLine, Qt::FlatCap};
            if (!entry.dash.isEmpty())
                pen.setDashPattern(entry.dash);
            painter.setPen(pen);
            painter.drawLine(QPointF{left, middle}, QPointF{left + kLine, middle});
        }
        left += markWidth(entry);
        auto const width = nameWidth(entry);
        paintText(painter, {left, 0, width, static_cast<qreal>(height())}, entry.name, fontOf(Type::Small),
                  color(Role::Muted));
        left += width + kGap;
    }
}

void ChartValues::set(QList<Series> const& series, QString const& unit)
{
    beginResetModel();
    m_series = series;
    m_unit = unit;
    endResetModel();
}

int ChartValues::rowCount(QModelIndex const& parent) const
{
    return parent.isValid() || m_series.isEmpty() ? 0 : static_cast<int>(m_series.constFirst().points.size());
}

int ChartValues::columnCount(QModelIndex const& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_series.size()) + 1;
}

QVariant ChartValues::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == WidthRole)
        return section == 0 ? 176 : 0;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == 0 ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Time (UTC)");
    auto const& name = m_series.at(section - 1).name;
    return m_unit.isEmpty() ? name : QStringLiteral("%1, %2").arg(name, m_unit);
}

QVariant ChartValues::data(QModelIndex const& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    auto const place = rowCount() - 1 - index.row();
    auto const& times = m_series.constFirst().points;
    if (index.column() == 0) {
        auto const at = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(times.at(place).x()), Qt::UTC);
        return cellData(monoMuted(dayTime(at)), role);
    }
    auto const& points = m_series.at(index.column() - 1).points;
    auto const words = place < points.size() ? amountWord(points.at(place).y()) : QStringLiteral("–");
    return cellData(number(words), role);
}

} // namespace ui::kit
