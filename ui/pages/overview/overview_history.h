// Reads the past of the requests: a few counts over the engine's request events, one after another.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/overview/overview_client.h"
#include "ui/pages/overview/overview_traffic.h"

#include <QObject>

namespace ui::overview {

/// A range of the charts: how long, and how it is divided. `word` as "6 h".
struct Range {
    qint64 seconds;
    int steps;
    char const* word;
    char const* before; // "the 6 h before"
};
inline constexpr std::array<Range, 4> kRanges{{
    {3'600, 60, QT_TRANSLATE_NOOP("ui::overview::OverviewPage", "1 h"),
     QT_TRANSLATE_NOOP("ui::overview::OverviewPage", "the hour before")},
    {21'600, 72, QT_TRANSLATE_NOOP("ui::overview::OverviewPage", "6 h"),
     QT_TRANSLATE_NOOP("ui::overview::OverviewPage", "the 6 h before")},
    {86'400, 72, QT_TRANSLATE_NOOP("ui::overview::OverviewPage", "24 h"),
     QT_TRANSLATE_NOOP("ui::overview::OverviewPage", "the day before")},
    {604'800, 84, QT_TRANSLATE_NOOP("ui::overview::OverviewPage", "7 d"),
     QT_TRANSLATE_NOOP("ui::overview::OverviewPage", "the week before")},
}};

/// Such counts are dear to the engine (30 a minute for everything): latency bounds are asked for from below
/// until nobody was slower, and a refusal waits as long as the engine says.
class OverviewHistory final : public QObject {
    Q_OBJECT

public:
    explicit OverviewHistory(OverviewClient& client, QObject* parent = nullptr);

    /// Another range gives up the one that is being read.
    void read(Range const& range, QDateTime const& now);
    bool reading() const { return m_reading; }

signals:
    /// Rates and errors are there.
    void counted(ui::overview::Traffic const& traffic, qint64 requestsBefore);
    /// The latency too; `slowest` says which bounds were reached.
    void done(ui::overview::Traffic const& traffic);
    void failed(ui::Problem const& problem);

private:
    void next();
    void ask(QString const& also, QDateTime const& from, int parts, std::function<void(Counts const&)> take);
    void takeAll(Counts const& counts);

    OverviewClient& m_client;
    Traffic m_traffic;
    QDateTime m_from;
    QDateTime m_to;
    int m_steps = 0;
    int m_stage = 0; // 0: all, 1: 4xx, from 2 on: bounds of latency.
    int m_turn = 0;
    qint64 m_before = 0;
    bool m_reading = false;
};

} // namespace ui::overview
