// The logs page: its parts, and what happens when a query runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_page.h"

#include "ui/kit/text.h"
#include "ui/pages/logs/logs_query.h"

#include <QHeaderView>
#include <QShortcut>

#include <algorithm>

namespace ui::logs {

namespace {

constexpr char kColumnsKey[] = "logs/columns";
constexpr char kPresetKey[] = "logs/range";

QWidget* legend(Severity severity, QString const& word)
{
    return kit::row(5)
        ->add(new kit::SeverityGlyph{severity, 11})
        ->add(kit::text(word, Type::Small, Role::Muted));
}

// "+": counting ended early.
QString eventsWord(qint64 count, bool whole)
{
    return whole ? kit::counted(count, LogsPage::tr("1 event"), LogsPage::tr("%1 events"))
                 : LogsPage::tr("%1+ events").arg(kit::grouped(count));
}

} // namespace

LogsPage::LogsPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("logs"), tr("Logs"), parent}, m_client{context.api},
      m_source{new EventsSource{m_client, m_shelf, this}}, m_ring{new kit::LogTail{
                                                               eventColumns(), kit::LogTail::kRows, this}},
      m_tail{new LogsTail{m_client, this}}, m_preset{context.settings.value(kPresetKey, 2).toInt()}
{
    makeHeader();
    m_facets = new FacetPane{m_client, context.settings};
    m_details = new DetailsPane;
    auto* middle = makeMiddle();
    auto* body = kit::column(0);
    body->add(makeQueryLine())->add(panes({m_facets, middle, m_details}, {216, 640, 330}, 1), 1);
    setBody(body, true);
    header()->ground({}); // The query line belongs to the header: one rule, below it.
    header()->box()->setContentsMargins(24, 14, 24, 0);
    wireTable();
    wireDetails();
    connect(m_facets, &FacetPane::ticked, this, [this](QString const& field, QString const& value, bool on) {
        ask(withDemand(m_query, field, value, on), m_narrowed);
    });
    connect(m_facets, &FacetPane::levelsCounted, this, &LogsPage::takeLevels);
    connect(m_view->header(), &QHeaderView::sectionResized, this, &LogsPage::keepColumns);
    connect(m_view->header(), &QHeaderView::sectionMoved, this, &LogsPage::keepColumns);
    addKeys();
    showRangeWord();
    showPanes();
    showFoot();
}

LogsPage::~LogsPage()
{
    m_view->setSource(nullptr);
}

void LogsPage::makeHeader()
{
    m_queries = new kit::Button{tr("Queries"), kit::Kind::Ghost, QStringLiteral("bookmark")};
    auto* sources = new kit::Button{tr("Sources"), kit::Kind::Ghost, QStringLiteral("server")};
    m_fieldsButton = new kit::Button{tr("Fields"), kit::Kind::Default, QStringLiteral("panel-left")};
    m_detailsButton = new kit::Button{tr("Details"), kit::Kind::Default, QStringLiteral("panel-right")};
    auto* exporting = new kit::Button{tr("Export…"), kit::Kind::Default, QStringLiteral("download")};
    m_freeze = new kit::Button{tr("Freeze…"), kit::Kind::Default, QStringLiteral("paperclip")};
    for (auto* button : {m_queries, sources, m_fieldsButton, m_detailsButton, exporting, m_freeze})
        addAction(button);
    needs(sources, QStringLiteral("logs.status"));
    needs(exporting, QStringLiteral("logs.read"));
    needs(m_freeze, QStringLiteral("logs.freeze"));
    connect(m_queries, &QPushButton::clicked, this, &LogsPage::openQueriesMenu);
    connect(sources, &QPushButton::clicked, this, &LogsPage::showSources);
    connect(exporting, &QPushButton::clicked, this, &LogsPage::chooseExport);
    connect(m_freeze, &QPushButton::clicked, this, &LogsPage::freeze);
    connect(m_fieldsButton, &QPushButton::clicked, this, [this] {
        m_facetsWanted = !m_facets->isVisible();
        showPanes();
    });
    connect(m_detailsButton, &QPushButton::clicked, this, [this] {
        m_detailsWanted = !m_details->isVisible();
        showPanes();
    });
}

QWidget* LogsPage::makeQueryLine()
{
    m_edit = new QueryEdit;
    m_range = new kit::Button{{}, kit::Kind::Default, QStringLiteral("clock")};
    m_run = new kit::Button{tr("Run"), kit::Kind::Primary, QStringLiteral("play")};
    m_live = new kit::Button{tr("Live tail"), kit::Kind::Default, QStringLiteral("radio")};
    m_range->setToolTip(tr("Time range (Ctrl+T)"));
    m_run->setToolTip(tr("Run (Ctrl+Enter)"));
    m_live->setToolTip(tr("Show events as they arrive (Ctrl+L)"));
    for (auto* button : {m_range, m_run, m_live})
        button->setFixedHeight(36);
    connect(m_edit, &QueryEdit::run, this, &LogsPage::run);
    connect(m_run, &QPushButton::clicked, this, &LogsPage::run);
    connect(m_range, &QPushButton::clicked, this, &LogsPage::openRangeMenu);
    connect(m_live, &QPushButton::clicked, this, [this] { setTailing(!tailing()); });
    m_error = kit::text({}, Type::Small, Role::Crit);
    m_errorLine =
        kit::row(6)->add(kit::iconLabel(QStringLiteral("circle-alert"), 13, Role::Crit))->add(m_error, 1);
    m_errorLine->hide();
    auto* line = kit::row(8)->add(m_edit, 1)->add(m_range)->add(m_run)->add(m_live);
    return kit::column(6, {24, 10, 24, 12}, QStringLiteral("header"))->add(line)->add(m_errorLine);
}

QWidget* LogsPage::makeHistogramHead()
{
    m_per = kit::text(tr("Events over time"), Type::SmallStrong, Role::Text2);
    m_zoom = new kit::Button{tr("Zoom in"), kit::Kind::Link, {}, kit::Size::Compact};
    m_zoom->hide();
    connect(m_zoom, &QPushButton::clicked, this, [this] {
        if (m_narrowed)
            chooseSpan(*m_narrowed);
    });
    auto* head = kit::row(14)->add(m_per)->stretch()->add(m_zoom);
    head->setFixedHeight(26);
    return head->add(legend(Severity::Critical, tr("Error")))
        ->add(legend(Severity::High, tr("Warn")))
        ->add(legend(Severity::Info, tr("Other")));
}

QWidget* LogsPage::makeMiddle()
{
    m_histogram = new kit::Histogram{tr("Events over time")};
    m_histogram->setFixedHeight(96);
    connect(m_histogram, &kit::Histogram::rangeChosen, this,
            [this](QDateTime const& from, QDateTime const& to) {
                narrow({from, to});
            });
    connect(m_histogram, &kit::Histogram::rangeCleared, this, &LogsPage::widen);
    m_view = new kit::LogView{tr("Log events")};
    m_view->setMinimumHeight(160);
    m_states = new kit::StateView{m_view};
    auto* middle = kit::column(0, {}, QStringLiteral("pane"));
    middle->add(kit::column(2, {16, 6, 16, 6})->add(makeHistogramHead())->add(m_histogram));
    middle->add(kit::rule())->add(m_states, 1)->add(kit::rule())->add(makeFoot());
    middle->setMinimumWidth(400);
    return middle;
}

QWidget* LogsPage::makeFoot()
{
    m_place = kit::text({}, Type::Small, Role::Text2);
    m_note = kit::elided({}, Type::Small, Role::Muted);
    m_oldest = new kit::Button{tr("Oldest"), kit::Kind::Ghost, QStringLiteral("arrow-down-to-line"),
                               kit::Size::Compact};
    m_goTo = new kit::Button{tr("Go to time…"), kit::Kind::Ghost, "crosshair", kit::Size::Compact};
    connect(m_oldest, &QPushButton::clicked, this, [this] { m_view->setCurrentRow(m_view->rowCount() - 1); });
    auto* foot = kit::row(12, {16, 0, 16, 0});
    foot->add(m_place)->add(m_note, 1)->add(m_oldest)->add(m_goTo);
    foot->setFixedHeight(34);
    return foot;
}

void LogsPage::wireTable()
{
    m_view->setSource(m_source);
    auto const columns = context().settings.value(kColumnsKey).toByteArray();
    if (!columns.isEmpty())
        m_view->header()->restoreState(columns);
    connect(m_source, &EventsSource::started, this, &LogsPage::started);
    connect(m_source, &EventsSource::refused, this, &LogsPage::refused);
    connect(m_source, &EventsSource::missingChanged, this, &LogsPage::showMissing);
    connect(m_source, &kit::LogSource::grew, this, &LogsPage::showFoot);
    connect(m_source, &kit::LogSource::pageReady, this, [this](qint64 page) {
        if (m_view->currentRow() >= 0 && m_view->currentRow() / kit::kLogPageRows == page)
            QMetaObject::invokeMethod(
                this, [this] { showDetails(m_view->currentRow()); }, Qt::QueuedConnection);
    });
    connect(m_view, &kit::LogView::currentChangedTo, this, [this](qint64 row) {
        showDetails(row);
        showFoot();
    });
    connect(m_view, &kit::LogView::opened, this, [this](qint64 row) {
        m_detailsWanted = true;
        showPanes();
        showDetails(row);
    });
    connect(m_tail, &LogsTail::arrived, this, &LogsPage::takeTail);
    connect(m_tail, &LogsTail::skipped, this, [this] {
        m_skipped = true;
        showFoot();
    });
    connect(m_tail, &LogsTail::failed, this, [this](Problem const& problem) {
        if (problem.status == 400)
            return setTailing(false); // The search that follows says what is wrong with the query.
        m_note->setText(kit::plainWords(problem));
    });
}

void LogsPage::addKeys()
{
    auto const add = [this](QKeySequence const& keys, std::function<void()> act) {
        auto* shortcut = new QShortcut{keys, this};
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [act = std::move(act)] { act(); });
    };
    add(Qt::CTRL | Qt::Key_Return, [this] { run(); });
    add(Qt::CTRL | Qt::Key_T, [this] { openRangeMenu(); });
    add(Qt::CTRL | Qt::Key_L, [this] { setTailing(!tailing()); });
}

void LogsPage::keepColumns()
{
    context().settings.setValue(kColumnsKey, m_view->header()->saveState());
}

void LogsPage::showPanes()
{
    m_facets->setVisible(!m_narrow || m_facetsWanted);
    m_details->setVisible(m_detailsWanted);
    m_fieldsButton->setVisible(m_narrow);
    m_detailsButton->setVisible(m_narrow || !m_detailsWanted);
}

void LogsPage::setNarrow(bool narrow)
{
    if (m_narrow != narrow)
        m_detailsWanted = !narrow;
    m_narrow = narrow;
    showPanes();
}

// Coming back to the page does not throw away what was found: F5 and Run do.
void LogsPage::showEvent(QShowEvent* event)
{
    m_freeze->setText(shell().activeIncident().none() ? tr("Freeze…") : tr("Add to case…"));
    m_freeze->setAccessibleName(m_freeze->text());
    if (!m_shownBefore && !event->spontaneous()) {
        m_shownBefore = true;
        if (m_turn == 0)
            run();
        readHeld();
    }
    QWidget::showEvent(event);
}

void LogsPage::run()
{
    ++m_turn;
    m_query = m_edit->query();
    m_narrowed.reset();
    m_zoom->hide();
    m_errorLine->hide();
    m_edit->setError({});
    m_edit->setFound({});
    m_view->setHighlights(wantedWords(m_query));
    if (tailing())
        return startTail();
    m_span = spanNow();
    m_askedAt = now();
    m_fine = {};
    m_bars.clear();
    m_warningsKnown = false;
    m_warningsDue = !m_facets->isOpen(QStringLiteral("severity"));
    m_states->showLoading();
    m_source->start(m_query, m_span);
}

void LogsPage::started(int rows, bool more)
{
    m_tookMs = m_askedAt.msecsTo(now());
    if (rows == 0 && !more) {
        m_histogram->setBuckets(m_span.from, 1000, {});
        m_facets->read(m_query, shown());
        m_states->showEmpty(QStringLiteral("scroll-text"), tr("No event in this time"),
                            tr("Nothing that arrived between %1 and %2 UTC matches the query.")
                                .arg(kit::dayTime(shown().from), kit::dayTime(shown().to)),
                            tr("Look at 30 days"), [this] { choosePreset(5); });
        return showFound();
    }
    m_states->showContent();
    if (m_fine.counts.empty())
        readCounts();
    else
        takeCounts({}); // A part of what was counted, or the whole of it again.
    m_facets->read(m_query, shown());
    showFoot();
}

void LogsPage::refused(Problem const& problem)
{
    if (problem.type != QLatin1String("bad-query") && problem.status != 400)
        return m_states->showFailed(problem, [this] { run(); });
    auto const said = kit::visible(problem.detail.isEmpty() ? problem.title : problem.detail);
    m_error->setText(said.isEmpty() ? said : said.at(0).toUpper() + said.mid(1));
    m_errorLine->show();
    m_edit->setError(m_error->text());
    m_edit->setFocus();
    m_states->showEmpty(QStringLiteral("search"), tr("The engine cannot read this query"),
                        tr("Terms are words, \"phrases\" and field=value, joined by AND, OR and NOT."));
}

// Fine enough to find every row, and a whole number of parts for each bar. Whole seconds make every part
// exact.
Parts partsOf(Span const& span)
{
    auto const ms = span.from.msecsTo(span.to);
    for (auto const parts : {Parts{1800, 72}, Parts{2000, 80}, Parts{1500, 75}, Parts{1000, 50}})
        if (ms % parts.fine == 0)
            return parts;
    return {1000, 50};
}

void LogsPage::showMissing(QStringList const& engines)
{
    if (engines.isEmpty())
        return setBanner({}, {}, {}, {});
    auto const names = kit::visible(engines.join(QStringLiteral(", ")));
    setBanner(QStringLiteral("high"), QStringLiteral("server"), tr("%1 did not answer").arg(names),
              tr("What its logs hold is not in this list. Run the query again when it serves."));
}

void LogsPage::readCounts()
{
    auto const parts = partsOf(m_span);
    m_client.histogram(m_query, m_span, parts.fine, this, [this, turn = m_turn](Reply<Counts> const& reply) {
        if (turn != m_turn || tailing())
            return;
        if (auto const* problem = problemOf(reply)) {
            m_per->setText(tr("No counts: %1").arg(kit::plainWords(*problem)));
            return;
        }
        takeCounts(std::get<Counts>(reply));
    });
}

/// Empty counts: those of the whole span are known already, a part of it is shown.
void LogsPage::takeCounts(Counts const& counts)
{
    if (!counts.all.empty()) {
        m_fine = {m_span, counts.all};
        m_countsWhole = counts.complete;
        auto const bars = static_cast<std::size_t>(partsOf(m_span).bars);
        auto const each = std::max<std::size_t>(1, counts.all.size() / bars);
        m_bars.assign(std::min(bars, counts.all.size()), {});
        for (std::size_t part = 0; part < counts.all.size() && part / each < m_bars.size(); ++part) {
            m_bars[part / each].error += counts.errors[part];
            m_bars[part / each].other += counts.all[part] - counts.errors[part];
        }
        m_barsFrom = m_span.from;
        m_barMs = m_fine.stepMs() * static_cast<qint64>(each);
        showBars();
        readWarnings();
    }
    auto part = m_fine;
    if (m_narrowed && m_fine.stepMs() > 0) {
        auto const first = m_fine.span.from.msecsTo(m_narrowed->from) / m_fine.stepMs();
        auto const last = m_fine.span.from.msecsTo(m_narrowed->to) / m_fine.stepMs();
        part = {*m_narrowed, {m_fine.counts.begin() + first, m_fine.counts.begin() + last}};
    }
    m_source->setCounts(part);
    showFound();
    settleAt();
}

// Counts and levels come in any order.
void LogsPage::takeLevels(FacetCounts const& counts)
{
    if (m_narrowed || tailing() || m_warningsKnown)
        return;
    m_warningsDue = std::any_of(counts.values.begin(), counts.values.end(), [](auto const& level) {
        return level.value == QLatin1String("warn") && level.count > 0;
    });
    readWarnings();
}

void LogsPage::readWarnings()
{
    if (!m_warningsDue || m_bars.empty())
        return;
    m_warningsDue = false;
    m_warningsKnown = true;
    auto const bars = static_cast<int>(m_bars.size());
    m_client.histogram(joined(m_query, QStringLiteral("severity=warn")), m_span, bars, this,
                       [this, turn = m_turn](Reply<Counts> const& reply) {
                           auto const* counts = std::get_if<Counts>(&reply);
                           if (turn != m_turn || tailing() || !counts || counts->all.size() != m_bars.size())
                               return; // Without it warnings stand among the others, which is not wrong.
                           for (std::size_t bar = 0; bar < m_bars.size(); ++bar) {
                               auto const all = m_bars[bar].warn + m_bars[bar].other;
                               m_bars[bar].warn = std::min(all, counts->all[bar]);
                               m_bars[bar].other = all - m_bars[bar].warn;
                           }
                           showBars();
                       });
}

void LogsPage::showBars()
{
    m_histogram->setBuckets(m_barsFrom, m_barMs, m_bars);
    m_per->setText(tr("Events per %1")
                       .arg(m_barMs % 86'400'000 == 0  ? tr("%1 d").arg(m_barMs / 86'400'000)
                            : m_barMs % 3'600'000 == 0 ? tr("%1 h").arg(m_barMs / 3'600'000)
                            : m_barMs % 60'000 == 0    ? tr("%1 min").arg(m_barMs / 60'000)
                            : m_barMs >= 60'000        ? kit::span(m_barMs)
                                                : tr("%1 s").arg(static_cast<double>(m_barMs) / 1000)));
}

void LogsPage::showFound()
{
    m_edit->setFound(tr("%1 · %2 s")
                         .arg(eventsWord(m_source->rowCount(), m_countsWhole))
                         .arg(static_cast<double>(m_tookMs) / 1000, 0, 'f', 2));
    showFoot();
}

void LogsPage::narrow(Span const& span)
{
    if (tailing() || m_fine.counts.empty())
        return;
    ++m_turn;
    m_narrowed = span;
    m_zoom->show();
    m_askedAt = now();
    m_states->showLoading();
    m_source->start(m_query, span);
}

void LogsPage::widen()
{
    if (!m_narrowed)
        return;
    m_narrowed.reset();
    m_zoom->hide();
    m_source->start(m_query, m_span);
}

// The row of the moment that somebody asked for, as soon as rows can be found by time.
void LogsPage::settleAt()
{
    // Before the view knows its rows there is none to go to; the goal waits for them.
    if (!m_goal || !m_source->counted() || m_view->rowCount() == 0)
        return;
    m_view->setCurrentRow(m_source->rowOfTime(*m_goal));
    m_goal.reset();
}

void LogsPage::showFoot()
{
    auto const rows = m_view->rowCount();
    bool const whole = m_countsWhole && (m_source->counted() || tailing());
    auto const all = kit::grouped(rows) + (whole ? QString{} : QStringLiteral("+"));
    m_place->setText(m_view->currentRow() < 0
                         ? eventsWord(rows, whole)
                         : tr("Row %1 of %2").arg(kit::grouped(m_view->currentRow() + 1), all));
    m_note->setText(m_skipped && tailing() ? tr("live · more came than could be read; a search shows them")
                    : tailing()            ? tr("live, newest first")
                    : !m_countsWhole ? tr("newest first · counting stopped early: narrow the time range")
                                     : tr("newest first"));
    m_oldest->setEnabled(rows > 0);
    m_goTo->setReason(!tailing() && m_source->counted() ? QString{} : tr("Needs the counts of a search."));
}

} // namespace ui::logs
