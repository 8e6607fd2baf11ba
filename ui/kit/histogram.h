// Events over time as stacked bars by severity, with a time range to drag: the band above a log table.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QWidget>

#include <optional>
#include <vector>

namespace ui::kit {

struct Bucket {
    qint64 error = 0;
    qint64 warn = 0;
    qint64 other = 0;

    qint64 total() const { return error + warn + other; }
};

/// Times in UTC. Mouse: drag over the bars takes a range, its handles move, a click outside clears it.
/// Keys: arrows move
/// the cursor (or the range), Shift extends, Home and End jump, Enter chooses, Escape clears.
class Histogram : public QWidget {
    Q_OBJECT

public:
    struct Range {
        QDateTime from;
        QDateTime to;
        bool operator==(Range const&) const = default;
    };

    explicit Histogram(QString const& name, QWidget* parent = nullptr);

    /// Bucket i holds start + i * bucketMs up to the next. Clears a range that lies outside.
    void setBuckets(QDateTime const& start, qint64 bucketMs, std::vector<Bucket> buckets);
    void setRange(QDateTime const& from, QDateTime const& to);
    void clearRange();
    std::optional<Range> range() const;
    /// "13:47 – 14:02 · 1.94M"; empty without a range.
    QString rangeWords() const;
    qint64 totalIn(Range const& range) const;

    QSize sizeHint() const override { return {480, 104}; }
    QSize minimumSizeHint() const override { return {160, 72}; }

signals:
    /// Enter, or the end of a drag.
    void rangeChosen(QDateTime const& from, QDateTime const& to);
    void rangeCleared();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Grip { None, New, From, To, Whole };

    int count() const { return static_cast<int>(m_buckets.size()); }
    QRectF plot() const;
    double xOf(int bucket) const;
    int bucketAt(double x) const;
    Grip gripAt(double x) const;
    void select(int from, int to);
    void moveByKey(int step, bool extend);
    void describe();
    void paintGrid(QPainter& painter) const;
    void paintBars(QPainter& painter) const;
    void paintTimes(QPainter& painter) const;
    void paintRange(QPainter& painter) const;
    void paintLabel(QPainter& painter, double middle, QString const& words) const;
    QString bucketWord(int bucket) const;
    QString cursorWords() const;

    std::vector<Bucket> m_buckets;
    QDateTime m_start;
    qint64 m_bucketMs = 60'000;
    qint64 m_top = 1; // The value of the highest grid line.
    int m_from = -1;  // Chosen buckets [m_from, m_to); -1: none.
    int m_to = -1;
    int m_cursor = -1; // The bucket under the keyboard.
    int m_anchor = -1; // Where a drag or an extension began.
    int m_pressed = 0; // The bucket of the press, and whether the mouse left it since.
    bool m_moved = false;
    Grip m_grip = Grip::None;
};

} // namespace ui::kit
