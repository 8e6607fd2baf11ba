// Charts over time by Qt Charts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/charts.h"

#include "ui/kit/axis.h"
#include "ui/kit/chart_parts.h"
#include "ui/kit/sparkline.h"
#include "ui/kit/table.h"
#include "ui/kit/text.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QToolTip>

#include <QtCharts/QAreaSeries>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSeries>
#include <QtCharts/QBarSet>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>

#include <cmath>

namespace ui::kit {

namespace {

constexpr int kTickWidth = 72;
constexpr int kLineDistance = 30;
constexpr Role kOrder[] = {Role::Accent, Role::Teal, Role::Violet, Role::Pink, Role::Sand, Role::Info};

QDateTime timeOf(double ms)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(ms), Qt::UTC);
}

using Labels = QList<QPair<QString, double>>;

// Every change of a label lays the chart out again, so only different labels are set.
void label(QCategoryAxis* axis, Labels& now, Labels const& wanted)
{
    if (now == wanted)
        return;
    now = wanted;
    for (auto const& old : axis->categoriesLabels())
        axis->remove(old);
    for (auto [word, at] : wanted) {
        // The axis wants different labels: equal words at two places would be one.
        while (axis->categoriesLabels().contains(word))
            word += QChar{0x200b};
        axis->append(word, at);
    }
}

} // namespace

QList<qreal> dashOf(int series)
{
    switch (series % 3) {
    case 1:
        return {4, 2};
    case 2:
        return {1, 1.5};
    default:
        return {};
    }
}

QList<QPointF> thinned(QList<QPointF> const& points, int most)
{
    if (points.size() <= most || most < 4)
        return points;
    auto const stretches = most / 2;
    QList<QPointF> out;
    out.reserve(most);
    for (int stretch = 0; stretch < stretches; ++stretch) {
        auto const begin = points.begin() + points.size() * stretch / stretches;
        auto const end = points.begin() + points.size() * (stretch + 1) / stretches;
        auto const [low, high] =
            std::minmax_element(begin, end, [](auto const& a, auto const& b) { return a.y() < b.y(); });
        if (low == high)
            out << *low;
        else if (low < high)
            out << *low << *high;
        else
            out << *high << *low;
    }
    return out;
}

Chart::Chart(QString const& name, Mark mark, QWidget* parent)
    : QWidget{parent}, m_name{name}, m_mark{mark}, m_chart{new QChart}, m_view{new QChartView{m_chart, this}},
      m_times{new QCategoryAxis{m_chart}}, m_amounts{new QCategoryAxis{m_chart}}, m_limit{new QLineSeries{
                                                                                      m_chart}},
      m_model{new ChartValues{this}}, m_table{new Table{name, m_model, 28}}, m_stack{new QStackedLayout{this}}
{
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    m_chart->setMargins({});
    m_chart->setContentsMargins(0, 0, 0, 0);
    m_chart->setBackgroundVisible(false);
    m_chart->setBackgroundRoundness(0);
    m_chart->legend()->hide();
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->addAxis(m_times, Qt::AlignBottom);
    m_chart->addAxis(m_amounts, Qt::AlignLeft);
    for (auto* axis : {m_times, m_amounts}) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setTruncateLabels(false);
        axis->setLineVisible(false);
    }
    m_times->setGridLineVisible(false);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->viewport()->setFocusPolicy(Qt::NoFocus);
    m_view->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_view->viewport()->installEventFilter(this); // The focus ring goes over the chart.
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_table);
    m_stack->setContentsMargins(0, 0, 0, 0);
    m_table->setRowActions([this](int) {
        auto* back = new QAction{tr("Show as chart"), this};
        connect(back, &QAction::triggered, this, [this] { showTable(false); });
        return QList<QAction*>{back};
    });
    connect(&theme(), &Theme::changed, this, &Chart::redraw);
    describe();
}

Chart::~Chart() = default;

Role Chart::roleOf(int series) const
{
    auto const& tone = m_values.at(series).tone;
    return tone ? *tone : kOrder[static_cast<std::size_t>(series) % std::size(kOrder)];
}

QColor Chart::colorOf(int series) const
{
    return color(roleOf(series));
}

void Chart::attach(QAbstractSeries* series)
{
    m_chart->addSeries(series);
    series->attachAxis(m_times);
    series->attachAxis(m_amounts);
}

void Chart::setValues(QList<Series> series)
{
    Q_ASSERT(series.size() <= kSeriesMax);
    m_values = std::move(series);
    m_model->set(m_values, m_unit);
    redraw();
    describe();
}

void Chart::setObjective(double value, QString const& word)
{
    m_objective = value;
    m_objectiveWord = word;
    redraw();
    describe();
}

void Chart::clearObjective()
{
    m_objective.reset();
    redraw();
    describe();
}

void Chart::setSpan(QDateTime const& from, QDateTime const& to)
{
    m_from = from;
    m_to = to;
    redraw();
    describe();
}

void Chart::setUnit(QString const& unit)
{
    m_unit = unit;
    m_model->set(m_values, m_unit);
    describe();
}

QWidget* Chart::legend()
{
    if (!m_legend) {
        m_legend = new ChartLegend{};
        connect(m_legend, &QObject::destroyed, this, [this] { m_legend = nullptr; });
        redraw();
    }
    return m_legend;
}

std::pair<double, double> Chart::reach() const
{
    if (m_from.isValid() && m_to.isValid())
        return {static_cast<double>(m_from.toMSecsSinceEpoch()),
                static_cast<double>(m_to.toMSecsSinceEpoch())};
    auto from = std::numeric_limits<double>::max();
    auto to = std::numeric_limits<double>::lowest();
    for (auto const& series : m_values) {
        if (series.points.isEmpty())
            continue;
        from = std::min(from, series.points.constFirst().x());
        to = std::max(to, series.points.constLast().x());
    }
    return from < to ? std::pair{from, to} : std::pair{0.0, 1.0};
}

double Chart::topValue() const
{
    auto top = 0.0;
    for (auto const& series : m_values)
        for (auto const& point : series.points)
            top = std::max(top, point.y());
    return top;
}

void Chart::redraw()
{
    if (m_built != m_values.size()) {
        if (m_built >= 0)
            m_chart->removeSeries(m_limit); // Stays ours while the others are deleted.
        m_chart->removeAllSeries();
        build();
        attach(m_limit);
        m_built = m_values.size();
    }
    layOutAmounts();
    layOutTimes();
    fill();
    auto const [from, to] = reach();
    m_limit->replace(m_objective ? QList<QPointF>{{from, *m_objective}, {to, *m_objective}}
                                 : QList<QPointF>{});
    QPen limit{color(Role::Muted), 1.5};
    limit.setDashPattern({4, 2});
    m_limit->setPen(limit);
    if (!m_legend)
        return;
    QList<ChartLegend::Entry> entries;
    for (int i = 0; i < m_values.size(); ++i)
        entries << ChartLegend::Entry{m_values[i].name, roleOf(i), m_mark == Mark::Square,
                                      m_mark == Mark::Line ? dashOf(i) : QList<qreal>{}};
    if (m_objective)
        entries << ChartLegend::Entry{m_objectiveWord, Role::Muted, false, {4, 2}};
    m_legend->set(entries);
}

void Chart::layOutTimes()
{
    Labels labels;
    auto const [from, to] = reach();
    m_times->setRange(from, to);
    m_times->setStartValue(from);
    m_times->setLabelsFont(fontOf(Type::Caption));
    m_times->setLabelsBrush(color(Role::Muted));
    // Words at the very edges would be cut.
    auto const margin = (to - from) * 20 / std::max(60, width() - 40);
    auto const count = std::max(1, width() / kTickWidth);
    for (auto const& tick : timeTicks(timeOf(from + margin), timeOf(to - margin), count))
        labels << qMakePair(tick.word, static_cast<double>(tick.at.toMSecsSinceEpoch()));
    label(m_times, m_timeLabels, m_values.isEmpty() ? Labels{} : labels);
}

void Chart::layOutAmounts()
{
    Labels labels;
    auto const lines = std::clamp((height() - 30) / kLineDistance, 2, 5);
    auto const most = std::max(topValue(), m_objective.value_or(0) * 1.05);
    auto const step = niceStep(most > 0 ? most : 1, lines);
    auto const count = std::max(1, static_cast<int>(std::ceil(most / step - 1e-9)));
    m_amounts->setRange(0, step * count);
    m_amounts->setStartValue(-1);
    for (int line = 0; line <= count; ++line)
        labels << qMakePair(amountWord(step * line), step * line);
    label(m_amounts, m_amountLabels, labels);
    m_amounts->setLabelsFont(fontOf(Type::Caption));
    m_amounts->setLabelsBrush(color(Role::Muted));
    m_amounts->setGridLinePen(QPen{color(Role::LineSubtle), 1});
}

void Chart::describe()
{
    if (m_values.isEmpty() || m_values.constFirst().points.isEmpty()) {
        setAccessibleDescription(tr("%1, no values").arg(m_name));
        return;
    }
    auto const [from, to] = reach();
    QStringList words{m_name, spanWord(static_cast<qint64>(to - from))};
    auto const unit = m_unit.isEmpty() ? QString{} : QLatin1Char(' ') + m_unit;
    for (auto const& series : m_values) {
        if (series.points.isEmpty())
            continue;
        QList<double> heights;
        for (auto const& point : series.points)
            heights << point.y();
        auto const name = m_values.size() > 1 ? series.name + QLatin1Char(' ') : QString{};
        auto const now = tr("now %1").arg(amountWord(heights.constLast()) + unit);
        auto const limit = m_objective && m_values.size() == 1
                               ? tr("limit %1").arg(amountWord(*m_objective) + unit)
                               : QString{};
        words << name + now;
        if (!limit.isEmpty())
            words << limit;
        words << trendWord(heights);
    }
    if (m_objective && m_values.size() > 1)
        words << tr("limit %1").arg(amountWord(*m_objective) + unit);
    setAccessibleDescription(words.join(QStringLiteral(", ")));
}

bool Chart::showsTable() const
{
    return m_stack->currentWidget() == m_table;
}

void Chart::showTable(bool on)
{
    if (on == showsTable())
        return;
    auto const hadFocus = hasFocus() || m_table->hasFocus();
    m_stack->setCurrentWidget(on ? static_cast<QWidget*>(m_table) : m_view);
    setFocusPolicy(on ? Qt::NoFocus : Qt::StrongFocus);
    if (hadFocus)
        (on ? static_cast<QWidget*>(m_table) : this)->setFocus(Qt::OtherFocusReason);
    emit tableShown(on);
}

void Chart::openMenu(QPoint const& place)
{
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(showsTable() ? tr("Show as chart") : tr("Show as table"), this,
                    [this] { showTable(!showsTable()); });
    menu->popup(place);
}

void Chart::contextMenuEvent(QContextMenuEvent* event)
{
    openMenu(event->reason() == QContextMenuEvent::Mouse ? event->globalPos() : mapToGlobal(rect().center()));
}

void Chart::keyPressEvent(QKeyEvent* event)
{
    auto const isMenu = event->key() == Qt::Key_Menu ||
                        (event->key() == Qt::Key_F10 && event->modifiers().testFlag(Qt::ShiftModifier));
    if (isMenu)
        return openMenu(mapToGlobal(rect().center()));
    QWidget::keyPressEvent(event);
}

void Chart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOutAmounts();
    layOutTimes();
}

bool Chart::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::Paint || watched != m_view->viewport() || !hasFocus())
        return QWidget::eventFilter(watched, event);
    m_view->viewport()->removeEventFilter(this); // The view paints itself first.
    QCoreApplication::sendEvent(watched, event);
    m_view->viewport()->installEventFilter(this);
    QPainter painter{m_view->viewport()};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen{color(Role::Accent), 2});
    painter.drawRoundedRect(m_view->viewport()->rect().adjusted(1, 1, -1, -1), 4, 4);
    return true;
}

QString Chart::valueTip(QPoint const& place) const
{
    auto const plot = m_chart->plotArea();
    if (!plot.contains(place) || m_values.isEmpty())
        return {};
    auto const [from, to] = reach();
    auto const at = from + (to - from) * (place.x() - plot.left()) / plot.width();
    QStringList lines;
    for (auto const& series : m_values) {
        if (series.points.isEmpty())
            continue;
        auto const nearest =
            std::min_element(series.points.begin(), series.points.end(), [at](auto const& a, auto const& b) {
                return std::abs(a.x() - at) < std::abs(b.x() - at);
            });
        if (lines.isEmpty())
            lines << timeWord(timeOf(nearest->x()), static_cast<qint64>(to - from)) + QStringLiteral(" UTC");
        lines << QStringLiteral("%1: %2 %3").arg(series.name, amountWord(nearest->y()), m_unit).trimmed();
    }
    return lines.join(QLatin1Char('\n'));
}

bool Chart::event(QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        m_view->viewport()->update();
    if (event->type() != QEvent::ToolTip || showsTable())
        return QWidget::event(event);
    auto const* help = static_cast<QHelpEvent*>(event);
    auto const words = valueTip(help->pos());
    if (words.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), words, this);
    return true;
}

LineChart::LineChart(QString const& name, QWidget* parent) : Chart{name, Mark::Line, parent} {}

void LineChart::build()
{
    m_lines.clear();
    for (qsizetype i = 0; i < values().size(); ++i) {
        m_lines << new QLineSeries;
        attach(m_lines.constLast());
    }
}

void LineChart::fill()
{
    for (int i = 0; i < m_lines.size(); ++i) {
        QPen pen{colorOf(i), 1.75, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin};
        if (auto const dash = dashOf(i); !dash.isEmpty())
            pen.setDashPattern(dash);
        m_lines[i]->setPen(pen);
        m_lines[i]->replace(thinned(values()[i].points, kPointsMax));
    }
}

AreaChart::AreaChart(QString const& name, QWidget* parent) : Chart{name, Mark::Square, parent} {}

void AreaChart::build()
{
    m_layers.clear();
    for (qsizetype i = 0; i < values().size(); ++i) {
        Layer layer{new QLineSeries, i > 0 ? new QLineSeries : nullptr, nullptr, new QLineSeries};
        layer.area = new QAreaSeries{layer.upper, layer.lower};
        layer.upper->setParent(layer.area);
        if (layer.lower)
            layer.lower->setParent(layer.area);
        layer.area->setPen(Qt::NoPen);
        attach(layer.area);
        attach(layer.edge);
        m_layers << layer;
    }
}

void AreaChart::fill()
{
    QList<QPointF> below;
    for (int i = 0; i < m_layers.size(); ++i) {
        auto points = values()[i].points;
        for (qsizetype place = 0; place < points.size() && place < below.size(); ++place)
            points[place].ry() += below[place].y();
        auto const& layer = m_layers[i];
        if (layer.lower)
            layer.lower->replace(thinned(below, kPointsMax));
        auto const shown = thinned(points, kPointsMax);
        layer.upper->replace(shown);
        layer.edge->replace(shown);
        auto ground = colorOf(i);
        // The widest area is quiet; what lies in it stands out.
        ground.setAlphaF(i + 1 < m_layers.size() ? 0.55F : theme().dark() ? 0.24F : 0.18F);
        layer.area->setBrush(ground);
        layer.edge->setPen(QPen{colorOf(i), 1.5});
        below = points;
    }
}

double AreaChart::topValue() const
{
    QList<double> sums;
    for (auto const& series : values()) {
        sums.resize(std::max(sums.size(), series.points.size()));
        for (qsizetype i = 0; i < series.points.size(); ++i)
            sums[i] += series.points[i].y();
    }
    return sums.isEmpty() ? 0 : *std::max_element(sums.begin(), sums.end());
}

BarChart::BarChart(QString const& name, QWidget* parent) : Chart{name, Mark::Square, parent} {}

// Bars need an axis of categories of their own, which nobody sees.
void BarChart::build()
{
    m_bars = new QBarSeries;
    m_bars->setBarWidth(0.82);
    chart()->addSeries(m_bars);
    if (!m_steps) {
        m_steps = new QBarCategoryAxis{chart()};
        m_steps->setVisible(false);
        chart()->addAxis(m_steps, Qt::AlignBottom);
    }
    m_bars->attachAxis(m_steps);
    m_bars->attachAxis(chart()->axes(Qt::Vertical).constFirst());
}

void BarChart::fill()
{
    if (values().isEmpty())
        return;
    auto const& points = values().constFirst().points;
    if (m_steps->count() != points.size()) {
        QStringList steps;
        for (qsizetype i = 0; i < points.size(); ++i)
            steps << QString::number(i);
        m_steps->setCategories(steps);
    }
    // A whole set at once: replacing single values repaints for each.
    auto* set = new QBarSet{values().constFirst().name};
    QList<qreal> heights;
    for (auto const& point : points)
        heights << point.y();
    set->append(heights);
    set->setColor(colorOf(0));
    set->setBorderColor(Qt::transparent);
    m_bars->clear();
    m_bars->append(set);
}

std::pair<double, double> BarChart::reach() const
{
    if (values().isEmpty() || values().constFirst().points.size() < 2)
        return Chart::reach();
    auto const& points = values().constFirst().points;
    auto const step =
        (points.constLast().x() - points.constFirst().x()) / static_cast<double>(points.size() - 1);
    return {points.constFirst().x(), points.constLast().x() + step};
}

} // namespace ui::kit
