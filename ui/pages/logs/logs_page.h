// The logs page: query, time, histogram, facets, the table of events and one event's details.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/histogram.h"
#include "ui/kit/page.h"
#include "ui/pages/logs/logs_details.h"
#include "ui/pages/logs/logs_facets.h"
#include "ui/pages/logs/logs_query_edit.h"
#include "ui/pages/logs/logs_source.h"
#include "ui/pages/logs/logs_tail.h"


#include <optional>


namespace ui::logs {

/// How a span is counted: `fine` equal parts for finding rows, `bars` of them together for the eye.
struct Parts {
    int fine;
    int bars;
};
Parts partsOf(Span const& span);

class LogsPage final : public kit::Page {
    Q_OBJECT

public:
    explicit LogsPage(kit::PageContext context, QWidget* parent = nullptr);
    ~LogsPage() override;

    void refresh() override { run(); }
    void open(kit::Address const& address) override;
    QList<kit::Command> commands() override;
    void setNarrow(bool narrow) override;
    QWidget* filterWidget() override { return m_edit; }

    void run();
    bool tailing() const { return m_tail->running(); }
    bool busy() const override;
    void setTailing(bool on);
    /// Writes what is shown to a file; the dialog for the name calls it.
    void exportTo(QString const& path);
    kit::LogView* table() const { return m_view; }
    Span const& shown() const { return m_narrowed ? *m_narrowed : m_span; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeHeader();
    QWidget* makeQueryLine();
    QWidget* makeMiddle();
    QWidget* makeHistogramHead();
    QWidget* makeFoot();
    void wireTable();
    void wireDetails();
    void addKeys();

    void choosePreset(int preset);
    void chooseSpan(Span const& span);
    void showRangeWord();
    Span spanNow() const;
    void ask(QString const& query, std::optional<Span> const& span = {});
    void join(QString const& term);

    void started(int rows, bool more);
    void refused(Problem const& problem);
    void readCounts();
    void showMissing(QStringList const& engines);
    void takeCounts(Counts const& counts);
    void takeLevels(FacetCounts const& counts);
    void readWarnings();
    void showBars();
    void showFound();
    void narrow(Span const& span);
    void widen();
    void settleAt();

    void startTail();
    void takeTail(std::vector<LogEvent> const& events);
    void readTailBars();
    void advanceTailBars();

    void showDetails(qint64 row);
    void lookUp(QString const& id);
    void showFoot();
    void showPanes();

    void openRangeMenu();
    void openQueriesMenu();
    void saveQuery();
    void chooseExport();
    void freeze();
    void showTouched(QString const& idName, QString const& id);
    void showSources();
    void readHeld();
    void keepColumns();

    LogsClient m_client;
    EventShelf m_shelf;
    EventsSource* m_source;
    kit::LogTail* m_ring;
    LogsTail* m_tail;

    QueryEdit* m_edit;
    kit::Panel* m_errorLine;
    QLabel* m_error;
    kit::Button* m_range;
    kit::Button* m_run;
    kit::Button* m_live;
    kit::Button* m_queries;
    kit::Button* m_fieldsButton;
    kit::Button* m_detailsButton;
    kit::Button* m_freeze;
    FacetPane* m_facets;
    DetailsPane* m_details;
    kit::Histogram* m_histogram;
    QLabel* m_per;
    kit::Button* m_zoom;
    kit::LogView* m_view;
    kit::StateView* m_states;
    QLabel* m_place;
    QLabel* m_note;
    kit::Button* m_oldest;
    kit::Button* m_goTo;

    int m_preset; // -1: m_span is chosen by hand.
    Span m_span;
    std::optional<Span> m_narrowed; // Taken in the histogram.
    QString m_query;
    FineCounts m_fine;
    std::vector<kit::Bucket> m_bars;
    QDateTime m_barsFrom;
    qint64 m_barMs = 0;
    bool m_countsWhole = true;
    QDateTime m_askedAt;
    qint64 m_tookMs = 0;
    std::optional<QDateTime> m_goal; // The moment to go to once counted.
    QString m_shownId;
    int m_turn = 0;
    bool m_shownBefore = false;
    bool m_narrow = false;
    bool m_facetsWanted = false; // On a narrow window.
    bool m_detailsWanted = true;
    bool m_skipped = false;
    bool m_warningsKnown = false; // They are told apart in m_bars, or asked for.
    bool m_warningsDue = false;   // Some events are warnings, which the first counts do not tell apart.
};

} // namespace ui::logs
