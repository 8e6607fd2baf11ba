// Lives over time in rows: keys from publication to revocation, snapshots and drills by lane.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDateTime>
#include <QList>
#include <QListView>

namespace ui::kit {

enum class SpanKind {
    Published, // dashed: there, not used yet
    Active,    // solid: signing, encrypting
    Retiring,  // pale: verify only, decrypt only
    Revoked,   // hatched red: revoked, or its revocation is pending
    Overdue,   // orange, with words behind it
};

struct Lifespan {
    QDateTime from;
    QDateTime to; // Invalid: goes on past the right edge.
    SpanKind kind;
    QString words = {}; // On the bar; left out where it is too short.
    QString after = {}; // Behind the bar, in its colour: "2 days overdue".
};

/// A moment with its outcome: a snapshot, a drill.
struct LifePoint {
    QDateTime at;
    Severity outcome;   // Ok, Critical (failed), Medium (partial); Info with `running`.
    QString words = {}; // "3.1 TB". Empty: the shape alone.
    bool running = false;
};

/// Many small amounts: hourly snapshots. Height 0..1.
struct LifeAmount {
    QDateTime at;
    double height;
};

struct Lifeline {
    QString id;
    QString name;
    QString second = {};
    Role secondTone = Role::Muted;
    bool monoName = true;
    QList<Lifespan> spans = {};
    QList<LifePoint> points = {};
    QList<LifeAmount> amounts = {};
};

/// The legend of the span kinds that are used, as a row for the card's title.
QWidget* lifelineLegend(QList<QPair<SpanKind, QString>> const& kinds);

/// A list for screen readers: each row says its spans with their dates. Arrows and clicks choose, Enter
/// opens.
class Lifelines : public QListView {
    Q_OBJECT

public:
    explicit Lifelines(QString const& name, int nameWidth = 148, int rowHeight = 46,
                       QWidget* parent = nullptr);

    /// The time that is shown; the axis takes hours, days, months or years by its length.
    void setSpan(QDateTime const& from, QDateTime const& to);
    void setNow(QDateTime const& now);
    void setLines(QList<Lifeline> const& lines);
    QList<Lifeline> const& lines() const { return m_lines; }
    void setCurrentId(QString const& id);
    QString currentId() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void currentIdChanged(QString const& id);
    void opened(QString const& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void currentChanged(QModelIndex const& current, QModelIndex const& previous) override;

private:
    class Rows;
    class Axis;
    class RowPainter;
    friend class Axis;
    friend class RowPainter;
    double xOf(QDateTime const& at) const; // In the viewport.
    void paintGrid(QPainter& painter) const;
    int axisTicks() const;

    QList<Lifeline> m_lines;
    QDateTime m_from;
    QDateTime m_to;
    QDateTime m_now;
    int m_nameWidth;
    int m_rowHeight;
    Rows* m_model;
    Axis* m_axis;
};

} // namespace ui::kit
