// Charts over time: lines, stacked areas and bars, by Qt Charts, in the console's colours and with a table beside them.
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
class QChart;
class QChartView;
class QDateTimeAxis;
class QStackedLayout;
class QTableView;
class QValueAxis;
QT_END_NAMESPACE

namespace ui::kit {

struct Series {
    QString name;
    QList<QPointF> points;               // x: milliseconds since 1970, ascending. More than 400 are thinned.
    std::optional<Role> tone = {};       // Without one: accent, teal, violet, pink, sand, info by place.
};

/// What all charts share. "Show as table" (context menu, menu key, Shift+F10) turns the chart into a table of its values
/// and back. The description is made of the values: "Errors per minute, last 6 h, now 29, limit 15, rising".
class Chart : public QWidget {
    Q_OBJECT

public:
    static constexpr int kSeriesMax = 6;
    static constexpr int kPointsMax = 400;

    /// A dashed line that values should stay under; `word` as "Objective".
    void setObjective(double value, QString const& word);
    void clearObjective();
    bool showsTable() const;
    void showTable(bool on);
    /// Ends of the time axis; without them the first and the last value.
    void setSpan(QDateTime const& from, QDateTime const& to);
    /// "ms", "%": behind values in the table and in words.
    void setUnit(QString const& unit);

    QSize sizeHint() const override { return {320, 200}; }
    QSize minimumSizeHint() const override { return {180, 120}; }

signals:
    void tableShown(bool on);

protected:
    Chart(QString const& name, QWidget* parent);

    /// Draws `series` again; the derived class makes its Qt series in dress().
    void setValues(QList<Series> series);
    virtual void dress() = 0;
    QList<Series> const& values() const { return m_values; }
    QChart* chart() const { return m_chart; }
    QColor colorOf(int series) const;
    /// Puts a series on both axes.
    void attach(QAbstractSeries* series);
    virtual double topValue() const;
    virtual bool hasDashes() const { return false; }

    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    class Values;
    class Legend;
    void redraw();
    void layOutAxes();
    void describe();
    void openMenu(QPoint const& place);

    QString m_name;
    QString m_unit;
    QList<Series> m_values;
    std::optional<double> m_objective;
    QString m_objectiveWord;
    QDateTime m_from;
    QDateTime m_to;
    QChart* m_chart;
    QChartView* m_view;
    QDateTimeAxis* m_times;
    QValueAxis* m_amounts;
    QTableView* m_table;
    Values* m_model;
    Legend* m_legend;
    QStackedLayout* m_stack;
};

/// At most six lines; the dash pattern (solid, 4-2, 1-1.5) tells them apart without colour.
class LineChart final : public Chart {
    Q_OBJECT

public:
    explicit LineChart(QString const& name, QWidget* parent = nullptr);
    void setSeries(QList<Series> const& series);

protected:
    void dress() override;
    bool hasDashes() const override { return true; }
};

/// Series stacked on one another, the first at the bottom; all have the same times.
class AreaChart final : public Chart {
    Q_OBJECT

public:
    explicit AreaChart(QString const& name, QWidget* parent = nullptr);
    void setSeries(QList<Series> const& series);

protected:
    void dress() override;
    double topValue() const override;
};

/// One bar per step of time.
class BarChart final : public Chart {
    Q_OBJECT

public:
    explicit BarChart(QString const& name, QWidget* parent = nullptr);
    void setBars(Series const& bars);

protected:
    void dress() override;
};

} // namespace ui::kit
