// The overview: is the engine well, how is it used, what needs somebody, what is due.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/charts.h"
#include "ui/kit/facts.h"
#include "ui/kit/month.h"
#include "ui/kit/page.h"
#include "ui/kit/table.h"
#include "ui/pages/overview/overview_history.h"
#include "ui/pages/overview/overview_model.h"
#include "ui/pages/overview/overview_tiles.h"

#include <deque>

namespace ui::overview {

class OverviewPage final : public kit::Page {
    Q_OBJECT

public:
    static constexpr int kPollMs = 5'000; // Counters.
    static constexpr int kStatePolls = 3; // Every so many polls: health, alerts, cases, runs.
    static constexpr int kSlowPolls = 12; // Keys, backups, rules, sources.
    static constexpr int kAlertsShown = 6;

    explicit OverviewPage(kit::PageContext context, QWidget* parent = nullptr);

    void refresh() override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;

    bool live() const { return m_live; }
    void setLive(bool live);
    int range() const { return m_range; }
    void chooseRange(int range);
    /// One turn of the timer.
    void poll();
    void declare();

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void makeHeader();
    QWidget* makeTiles();
    QWidget* makeCharts();
    QWidget* makeAlerts();
    QWidget* makeCalendar();
    QWidget* makeRestore();
    QWidget* makeWatching();

    void readState();
    void readSlow();
    void readMetrics();
    void readHistory();

    void takeReading(Reading const& reading);
    void showTraffic();
    void showRequests(Traffic const& traffic);
    void showErrors(Traffic const& traffic);
    void showLatency(Traffic const& traffic);
    void noteCharts(QString const& note);
    void setObjective();
    void applyObjective();

    void showHealth(Readiness const& readiness);
    void showAlerts(std::vector<Alert> alerts);
    void showBanner();
    void showKeys();
    void turnMonth(int months);
    void showRestore(BackupStatus const& status);
    void showWatching();
    void showFacts();

    OverviewClient m_client;
    OverviewHistory* m_history;
    QTimer m_timer;
    int m_polls = 0;
    bool m_live = true;
    int m_range;
    std::array<Traffic, kRanges.size()> m_traffic;
    std::array<qint64, kRanges.size()> m_before{}; // Requests in the span before.
    std::array<bool, kRanges.size()> m_latencyKnown{};
    int m_readingRange = -1;
    std::optional<Reading> m_reading;
    struct Moment {
        QDateTime at;
        Step step;
        qint64 ms;
    };
    std::deque<Moment> m_minute; // What the counters said in the last minute.
    Readiness m_health;
    std::optional<Meta> m_meta;
    std::vector<Incident> m_incidents;
    std::vector<Run> m_runs;
    std::vector<Key> m_keys;
    int m_rotationDays = 0;
    std::optional<Rules> m_rules;
    std::optional<LogsStatus> m_logs;
    std::optional<Engines> m_engines;
    QString m_bannerKey;

    kit::StateView* m_states;
    kit::Segmented* m_ranges;
    kit::Button* m_liveButton;
    HealthTile* m_healthTile;
    NumberTile* m_requests;
    NumberTile* m_errors;
    NumberTile* m_latency;
    kit::AreaChart* m_rateChart;
    kit::BarChart* m_errorChart;
    kit::LineChart* m_latencyChart;
    ChartCard* m_rateCard;
    ChartCard* m_errorCard;
    ChartCard* m_latencyCard;
    OpenAlertsModel* m_alertsModel;
    kit::Table* m_alertsTable;
    kit::StateView* m_alertsStates;
    kit::Button* m_viewAll;
    kit::Month* m_month;
    QLabel* m_monthWord;
    QLabel* m_monthNote;
    QLabel* m_provenAge;
    QLabel* m_provenWhat;
    QLabel* m_lastBackup;
    kit::Chip* m_provenChip;
    kit::Facts* m_watching;
};

} // namespace ui::overview
