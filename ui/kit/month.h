// A month with marked days: key rotations, reviews, drills.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/painted_items.h"

#include <QDate>
#include <QMap>
#include <QWidget>

namespace ui::kit {

enum class DayMark { Done, Due, Overdue };

/// Arrows move the day, PgUp and PgDn the month, Enter and click emit dayChosen(). Done has a tick at its
/// corner, overdue
/// a triangle, due none: no colour stands alone.
class Month : public QWidget, public PaintedItems {
    Q_OBJECT

public:
    struct Day {
        DayMark mark;
        QString words; // "enc-orders-4 should have been rotated": tooltip and screen reader.
    };

    explicit Month(QString const& name, QWidget* parent = nullptr);

    /// Any day of the month that is shown.
    void setMonth(QDate const& day);
    QDate month() const { return m_first; }
    void setToday(QDate const& today);
    void setDays(QMap<QDate, Day> const& days);
    QDate currentDay() const { return m_current; }
    /// "2 done, 1 overdue, 2 due" in the shown month.
    QString summary() const;

    QSize sizeHint() const override { return {256, 250}; }
    QSize minimumSizeHint() const override { return {220, 210}; }

    int itemCount() const override;
    QString itemName(int item) const override;
    QRect itemPlace(int item) const override;
    int currentItem() const override;

signals:
    void dayChosen(QDate const& day);
    void monthChanged(QDate const& first);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF placeOf(QDate const& day) const;
    QDate dayAt(QPointF const& place) const;
    void moveTo(QDate const& day);
    void paintDay(QPainter& painter, QDate const& day) const;
    void paintLegend(QPainter& painter) const;
    int marked(DayMark mark) const;
    void describe();

    QDate m_first;
    QDate m_today;
    QDate m_current;
    QMap<QDate, Day> m_days;
};

} // namespace ui::kit
