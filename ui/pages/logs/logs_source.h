// Feeds the table of events from the engine: pages by cursor, places in between by the counts of a histogram.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/log_view.h"
#include "ui/pages/logs/logs_client.h"

#include <QCache>

#include <map>

namespace ui::logs {

std::vector<kit::LogColumn> eventColumns();
/// Behind the shown columns stands the event's id.
inline constexpr int kIdCell = 4;
kit::LogRow rowOf(LogEvent const& event, bool withDay);
/// The message and the attributes in one line: "GET /api/v1/users  status=200  1.2 ms".
QString lineOf(LogEvent const& event);

/// The events read last, by id, for the details pane.
class EventShelf {
public:
    static constexpr int kEvents = 8192;

    EventShelf() : m_events{kEvents} {}
    void put(LogEvent const& event);
    LogEvent const* find(QString const& id) const { return m_events.object(id); }
    /// Names of attributes that were seen, for facets.
    QStringList attributeNames() const { return m_names; }

private:
    static constexpr int kNamesMax = 200;
    QCache<QString, LogEvent> m_events;
    QStringList m_names;
};

/// How many events stand in each of the equal parts of a span, oldest first.
struct FineCounts {
    Span span;
    std::vector<qint64> counts;

    qint64 stepMs() const
    {
        return counts.empty() ? 0 : span.from.msecsTo(span.to) / static_cast<qint64>(counts.size());
    }
};

/// The engine gives pages only below a cursor. Rows far away are reached from the nearest known place: the
/// edge of a counted part, or the end of a page that was read; the rest is walked. A part with too many
/// events is counted finer.
class EventsSource final : public kit::LogSource {
    Q_OBJECT

public:
    static constexpr qint64 kWalkRowsMax = 8'000; // Farther: count finer first.
    static constexpr int kStepsMax = 64; // Calls for one page; then the engine cannot reach it in time.

    EventsSource(LogsClient& client, EventShelf& shelf, QObject* parent = nullptr);

    /// Another query: reads the newest page at once.
    void start(QString const& query, Span const& span);
    /// Without counts the list grows by a page whenever its end is read.
    void setCounts(FineCounts const& counts);
    Span const& span() const { return m_span; }
    QString const& query() const { return m_query; }
    bool counted() const { return m_counted; }
    /// The first row that is not newer than `at`; needs counts.
    qint64 rowOfTime(QDateTime const& at) const;

    std::vector<kit::LogColumn> columns() const override { return eventColumns(); }
    qint64 rowCount() const override { return m_rows; }
    void requestPage(qint64 page) override;

signals:
    /// The newest page came: how many rows it has, and whether older ones may follow.
    void started(int rows, bool more);
    void refused(ui::Problem const& problem);
    /// Engines whose events are not in what was read of this search; empty when it begins.
    void missingChanged(QStringList const& engines);

private:
    /// A known place in the list: rows from `row` on are those below `cursor` and before `to`.
    struct Anchor {
        QString cursor;
        QDateTime to;
    };
    struct Walk {
        qint64 page;
        qint64 row;
        Anchor anchor;
        std::vector<kit::LogRow> rows;
        int steps = 0;
        bool counted = false; // Counted finer already.
    };

    void step(Walk walk);
    void take(Walk walk, EventPage const& found);
    void refine(Walk walk);
    void addAnchors(FineCounts const& counts, qint64 rowsAbove);
    void deliver(Walk const& walk);
    void note(QStringList const& missing);
    std::pair<qint64, Anchor> nearest(qint64 row) const;

    LogsClient& m_client;
    EventShelf& m_shelf;
    QString m_query;
    Span m_span;
    FineCounts m_fine;
    std::map<qint64, Anchor> m_anchors;
    QStringList m_missing;
    std::vector<kit::LogRow> m_newest;
    bool m_newestWhole = false; // The engine may stop before a page is full.
    qint64 m_rows = 0;
    int m_turn = 0; // Answers of an earlier query are not heard.
    bool m_counted = false;
    bool m_withDay = false;
};

} // namespace ui::logs
