// Charts over time: lines, stacked areas and bars, by Qt Charts, in the console's colours and with a table
// beside them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDateTime>
#include <QList>
#include <QPointF>
#include <QWidget>

#include <optional>

QT_BEGIN_NAMESPACE
class QAbstractAxis;
class QAbstractSeries;
class QAreaSeries;
class QBarCategoryAxis;
class QBarSeries;
class QCategoryAxis;
class QChart;
class QChartView;
class QLineSeries;
class QStackedLayout;
QT_END_NAMESPACE

namespace ui::kit {

struct Series {
    QString name;
    QList<QPointF> points;         // x: milliseconds since 1970, ascending. More than 400 are thinned.
    std::optional<Role> tone = {}; // Without one: accent, teal, violet, pink, sand, info by place.
};

/// At most `most` points with the same shape: of each stretch of time the lowest and the highest.
QList<QPointF> thinned(QList<QPointF> const& points, int most);

class Table;
class ChartLegend;
class ChartValues;

/// What all charts share. "Show as table" (context menu, menu key, Shift+F10) turns the chart into a table
/// of its values
/// and back. The description is made of the values: "Errors per minute, last 6 h, now 29, limit 15, rising".
/// Times are in UTC. Follows the theme.
class Chart : public QWidget {
    Q_OBJECT

public:
    static constexpr int kSeriesMax = 6;
    static constexpr int kPointsMax = 400;

    ~Chart() override;

    /// A dashed line that values should stay under; `word` as "Objective".
    void setObjective(double value, QString const& word);
    void clearObjective();
    bool showsTable() const;
    void showTable(bool on);
    /// Ends of the time axis; without them the first and the last value.
    void setSpan(QDateTime const& from, QDateTime const& to);
    /// "ms", "%": behind values in the table and in words.
    void setUnit(QString const& unit);
    /// The names of the series as a row of labels, for the card's title. Whoever lays it out owns it.
    QWidget* legend();

    QSize sizeHint() const override { return {320, 200}; }
    QSize minimumSizeHint() const override { return {180, 120}; }

signals:
    void tableShown(bool on);

protected:
    enum class Mark { Line, Square }; // How the legend shows a series.

    Chart(QString const& name, Mark mark, QWidget* parent);

    void setValues(QList<Series> series);
    QList<Series> const& values() const { return m_values; }
    QChart* chart() const { return m_chart; }
    QColor colorOf(int series) const;
    Role roleOf(int series) const;
    void attach(QAbstractSeries* series);

    /// Makes as many Qt series as there are values; their looks and points come by fill().
    virtual void build() = 0;
    virtual void fill() = 0;
    /// The span of time that the values cover; bars have a width.
    virtual std::pair<double, double> reach() const;
    virtual double topValue() const;

    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool event(QEvent* event) override;

private:
    void redraw();
    void layOutTimes();
    void layOutAmounts();
    void describe();
    void openMenu(QPoint const& place);
    QString valueTip(QPoint const& place) const;

    QString m_name;
    QString m_unit;
    Mark m_mark;
    QList<Series> m_values;
    std::optional<double> m_objective;
    QString m_objectiveWord;
    QDateTime m_from;
    QDateTime m_to;
    QChart* m_chart;
    QChartView* m_view;
    QCategoryAxis* m_times;
    QCategoryAxis* m_amounts;
    QLineSeries* m_limit;
    QList<QPair<QString, double>> m_timeLabels;
    QList<QPair<QString, double>> m_amountLabels;
    qsizetype m_built = -1; // For how many series build() made Qt series.
    ChartValues* m_model;
    Table* m_table;
    ChartLegend* m_legend = nullptr;
    QStackedLayout* m_stack;
    friend class ChartLegend;
};

/// The dash of the n-th line: solid, 4-2, 1-1.5.
QList<qreal> dashOf(int series);

/// At most six lines; the dash pattern tells them apart without colour.
class LineChart final : public Chart {
    Q_OBJECT

public:
    explicit LineChart(QString const& name, QWidget* parent = nullptr);
    void setSeries(QList<Series> const& series) { setValues(series); }

protected:
    void build() override;
    void fill() override;

private:
    QList<QLineSeries*> m_lines;
};

/// Series stacked on one another, the first at the bottom; all have the same times.
class AreaChart final : public Chart {
    Q_OBJECT

public:
    explicit AreaChart(QString const& name, QWidget* parent = nullptr);
    void setSeries(QList<Series> const& series) { setValues(series); }

protected:
    void build() override;
    void fill() override;
    double topValue() const override;

private:
    struct Layer {
        QLineSeries* upper;
        QLineSeries* lower;
        QAreaSeries* area;
        QLineSeries* edge; // The area's own pen would draw its vertical sides too.
    };
    QList<Layer> m_layers;
};

/// One bar per step of time; the steps are even.
class BarChart final : public Chart {
    Q_OBJECT

public:
    explicit BarChart(QString const& name, QWidget* parent = nullptr);
    void setBars(Series const& bars) { setValues({bars}); }

protected:
    void build() override;
    void fill() override;
    std::pair<double, double> reach() const override;

private:
    QBarSeries* m_bars = nullptr;
    QBarCategoryAxis* m_steps = nullptr;
};

} // namespace ui::kit
