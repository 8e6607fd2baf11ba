// The logs page: ranges, saved queries, live tail, details and what can be done with events.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_page.h"

#include "ui/kit/text.h"
#include "ui/pages/logs/logs_dialogs.h"
#include "ui/pages/logs/logs_export.h"
#include "ui/pages/logs/logs_query.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QMenu>

namespace ui::logs {

namespace {

constexpr char kPresetKey[] = "logs/range";
constexpr char kSavedKey[] = "logs/saved";
constexpr int kSavedMax = 50;
constexpr qint64 kAroundSeconds = 60;
constexpr qint64 kTailBackSeconds = 60;
constexpr int kTailBars = 60;
constexpr qint64 kTailBarMs = 15'000;

struct Preset {
    qint64 seconds;
    char const* words;
};
constexpr Preset kPresets[] = {
    {900, QT_TRANSLATE_NOOP("ui::logs::LogsPage", "Last 15 minutes")},
    {3'600, QT_TRANSLATE_NOOP("ui::logs::LogsPage", "Last hour")},
    {21'600, QT_TRANSLATE_NOOP("ui::logs::LogsPage", "Last 6 hours")},
    {86'400, QT_TRANSLATE_NOOP("ui::logs::LogsPage", "Last 24 hours")},
    {604'800, QT_TRANSLATE_NOOP("ui::logs::LogsPage", "Last 7 days")},
    {2'592'000, QT_TRANSLATE_NOOP("ui::logs::LogsPage", "Last 30 days")},
};
constexpr int kPresetCount = static_cast<int>(std::size(kPresets));

QDateTime wholeSecond(QDateTime const& at)
{
    return QDateTime::fromSecsSinceEpoch(at.toSecsSinceEpoch(), Qt::UTC);
}

} // namespace

Span LogsPage::spanNow() const
{
    if (m_preset < 0 || m_preset >= kPresetCount)
        return m_span;
    auto const to = wholeSecond(now()).addSecs(1);
    return {to.addSecs(-kPresets[m_preset].seconds), to};
}

void LogsPage::showRangeWord()
{
    if (tailing())
        m_range->setText(tr("Live"));
    else if (m_preset >= 0 && m_preset < kPresetCount)
        m_range->setText(tr(kPresets[m_preset].words));
    else if (m_span.from.date() == m_span.to.date())
        m_range->setText(QStringLiteral("%1 – %2").arg(m_span.from.toString(QStringLiteral("MM-dd HH:mm")),
                                                       m_span.to.toString(QStringLiteral("HH:mm"))));
    else
        m_range->setText(QStringLiteral("%1 – %2").arg(m_span.from.toString(QStringLiteral("MM-dd HH:mm")),
                                                       m_span.to.toString(QStringLiteral("MM-dd HH:mm"))));
    m_range->setAccessibleName(tr("Time range: %1").arg(m_range->text()));
}

void LogsPage::choosePreset(int preset)
{
    m_preset = std::clamp(preset, 0, kPresetCount - 1);
    context().settings.setValue(kPresetKey, m_preset);
    if (tailing())
        return setTailing(false);
    showRangeWord();
    run();
}

void LogsPage::chooseSpan(Span const& span)
{
    m_preset = -1;
    m_span = {wholeSecond(span.from), wholeSecond(span.to.addMSecs(999))};
    if (tailing())
        return setTailing(false);
    showRangeWord();
    run();
}

void LogsPage::ask(QString const& query, std::optional<Span> const& span)
{
    m_edit->setQuery(query);
    if (span && !tailing())
        return chooseSpan(Span{*span}); // A copy: a run forgets the part that was taken.
    run();
}

// A term that stands there already changes nothing.
void LogsPage::join(QString const& term)
{
    auto const query = m_edit->query();
    if (!query.contains(term))
        ask(joined(query, term), m_narrowed);
}

void LogsPage::open(kit::Address const& address)
{
    auto const more = [&](char const* name) {
        return address.more.queryItemValue(QLatin1String{name}, QUrl::FullyDecoded);
    };
    for (auto const* idName : {"token_id", "user_id", "client_id"})
        if (auto const id = more(idName); !id.isEmpty())
            return showTouched(QLatin1String{idName}, id);
    if (auto const token = more("touched"); !token.isEmpty())
        return showTouched(QStringLiteral("token_id"), token);
    Span const span{timeFrom(more("from")), timeFrom(more("to"))};
    auto const micros = address.object.section('.', 0, 0).toLongLong();
    if (micros > 0) { // An event, by its id.
        m_goal = QDateTime::fromMSecsSinceEpoch(micros / 1000, Qt::UTC);
        m_edit->setQuery(more("q"));
        return chooseSpan({m_goal->addSecs(-kAroundSeconds), m_goal->addSecs(kAroundSeconds)});
    }
    if (!address.more.hasQueryItem(QStringLiteral("q")) && !span.from.isValid())
        return;
    m_edit->setQuery(more("q"));
    if (span.from.isValid() && span.to > span.from)
        return chooseSpan(span);
    run();
}

QList<kit::Command> LogsPage::commands()
{
    return {{tr("Run the query"), QStringLiteral("play"), [this] { run(); }, QStringLiteral("Ctrl+Return")},
            {tailing() ? tr("Stop the live tail") : tr("Start the live tail"), QStringLiteral("radio"),
             [this] { setTailing(!tailing()); }, QStringLiteral("Ctrl+L")},
            {tr("Choose the time range"), QStringLiteral("clock"), [this] { openRangeMenu(); },
             QStringLiteral("Ctrl+T")},
            {tr("Show errors only"), QStringLiteral("circle-alert"),
             [this] { ask(QStringLiteral("severity>=error")); }},
            {tr("Export log events…"), QStringLiteral("download"), [this] { chooseExport(); }},
            {tr("Freeze log events as evidence…"), QStringLiteral("paperclip"),
             [this] {
                 if (m_freeze->isEnabled())
                     freeze();
             }},
            {tr("Show log sources"), QStringLiteral("server"), [this] { showSources(); }}};
}

void LogsPage::setTailing(bool on)
{
    if (on) {
        m_query = m_edit->query();
        ++m_turn;
        startTail();
    } else {
        m_tail->stop();
        m_view->setSource(m_source);
    }
    m_live->setText(on ? tr("Stop tail") : tr("Live tail"));
    m_live->setIconName(on ? QStringLiteral("pause") : QStringLiteral("radio"));
    m_live->setAccessibleName(m_live->text());
    showRangeWord();
    if (!on)
        run();
}

void LogsPage::startTail()
{
    m_skipped = false;
    m_countsWhole = true;
    m_narrowed.reset();
    m_zoom->hide();
    m_ring->clear();
    if (m_view->source() != m_ring)
        m_view->setSource(m_ring);
    m_view->setHighlights(wantedWords(m_query));
    m_states->showContent();
    m_edit->setFound({});
    m_tail->start(m_query, now().addSecs(-kTailBackSeconds));
    m_bars.assign(kTailBars, {});
    m_barMs = kTailBarMs;
    m_barsFrom = wholeSecond(now()).addMSecs(-kTailBars * kTailBarMs);
    showBars();
    readTailBars();
    showFoot();
}

// What was before the tail began; what comes is counted here.
void LogsPage::readTailBars()
{
    Span const span{m_barsFrom, m_barsFrom.addMSecs(kTailBars * kTailBarMs)};
    m_facets->read(m_query, span);
    m_client.histogram(m_query, {span.from, span.to.addSecs(-kTailBackSeconds)},
                       kTailBars - static_cast<int>(kTailBackSeconds * 1000 / kTailBarMs), this,
                       [this, span, turn = m_turn](Reply<Counts> const& reply) {
                           auto const* counts = std::get_if<Counts>(&reply);
                           if (turn != m_turn || !tailing() || !counts)
                               return;
                           auto const moved =
                               static_cast<std::size_t>(span.from.msecsTo(m_barsFrom) / kTailBarMs);
                           for (auto part = moved; part < counts->all.size(); ++part) {
                               m_bars[part - moved].error += counts->errors[part];
                               m_bars[part - moved].other += counts->all[part] - counts->errors[part];
                           }
                           showBars();
                       });
}

void LogsPage::advanceTailBars()
{
    while (m_barsFrom.addMSecs(kTailBars * kTailBarMs) <= now()) {
        m_bars.erase(m_bars.begin());
        m_bars.emplace_back();
        m_barsFrom = m_barsFrom.addMSecs(kTailBarMs);
    }
}

void LogsPage::takeTail(std::vector<LogEvent> const& events)
{
    advanceTailBars();
    std::vector<kit::LogRow> rows;
    rows.reserve(events.size());
    for (auto const& event : events) {
        m_shelf.put(event);
        rows.push_back(rowOf(event, false));
        auto const bar = m_barsFrom.msecsTo(event.arrivedAt) / kTailBarMs;
        if (bar < 0 || bar >= kTailBars)
            continue;
        auto& sums = m_bars[static_cast<std::size_t>(bar)];
        auto const severity = severityOfLevel(event.severity);
        ++(severity == Severity::Critical ? sums.error : severity == Severity::High ? sums.warn : sums.other);
    }
    m_ring->append(std::move(rows));
    showBars();
    showFoot();
}

void LogsPage::wireDetails()
{
    connect(m_details, &DetailsPane::previous, this,
            [this] { m_view->setCurrentRow(std::max<qint64>(0, m_view->currentRow() - 1)); });
    connect(m_details, &DetailsPane::next, this, [this] { m_view->setCurrentRow(m_view->currentRow() + 1); });
    connect(m_details, &DetailsPane::closed, this, [this] {
        m_detailsWanted = false;
        showPanes();
        m_view->setFocus();
    });
    connect(m_details, &DetailsPane::wanted, this, &LogsPage::join);
    connect(m_details, &DetailsPane::traceWanted, this,
            [this](QString const& trace) { ask(termOf(QStringLiteral("trace_id"), trace)); });
    connect(m_details, &DetailsPane::contextWanted, this, [this](QDateTime const& at) {
        m_goal = at;
        m_edit->setQuery({});
        chooseSpan({at.addSecs(-kAroundSeconds), at.addSecs(kAroundSeconds)});
    });
    connect(m_details, &DetailsPane::touchedWanted, this, &LogsPage::showTouched);
    connect(m_details, &DetailsPane::userWanted, this, [this](QString const& user) {
        shell().go({QStringLiteral("users"), user, {}});
    });
    connect(m_details, &DetailsPane::copied, this,
            [this](QString const& what) { shell().toast(kit::ToastKind::Done, tr("%1 copied").arg(what)); });
    connect(m_goTo, &QPushButton::clicked, this, [this] {
        askMoment(this, now(),
                  [this](QDateTime const& at) { m_view->setCurrentRow(m_source->rowOfTime(at)); });
    });
}

void LogsPage::showDetails(qint64 row)
{
    if (row < 0) {
        m_shownId.clear();
        return m_details->showNote(tr("Choose an event to see all of it."));
    }
    auto const* shown = m_view->rowAt(row, true);
    if (!shown || shown->cells.size() <= kIdCell) {
        m_shownId.clear();
        return m_details->showNote(tr("Reading…"));
    }
    auto const id = shown->cells[kIdCell];
    if (id == m_shownId)
        return;
    m_shownId = id;
    m_facets->offer(m_shelf.attributeNames());
    if (auto const* event = m_shelf.find(id))
        return m_details->show(*event);
    m_details->showNote(tr("Reading…"));
    lookUp(id);
}

// An event that is not kept here any more: found again by its arrival.
void LogsPage::lookUp(QString const& id)
{
    auto const at = QDateTime::fromMSecsSinceEpoch(id.section('.', 0, 0).toLongLong() / 1000, Qt::UTC);
    m_client.events(m_query, {at, at.addMSecs(1)}, {}, 1000, this, [this, id](Reply<EventPage> const& reply) {
        if (auto const* page = std::get_if<EventPage>(&reply))
            for (auto const& event : page->events)
                m_shelf.put(event);
        if (id != m_shownId)
            return;
        if (auto const* event = m_shelf.find(id))
            return m_details->show(*event);
        auto const* problem = problemOf(reply);
        m_details->showNote(problem ? kit::plainWords(*problem)
                                    : tr("The engine does not hold this event any more."));
    });
}

void LogsPage::openRangeMenu()
{
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* group = new QActionGroup{menu};
    for (int preset = 0; preset < kPresetCount; ++preset) {
        auto* action =
            menu->addAction(tr(kPresets[preset].words), this, [this, preset] { choosePreset(preset); });
        action->setCheckable(true);
        action->setChecked(preset == m_preset && !tailing());
        group->addAction(action);
    }
    menu->addSeparator();
    menu->addAction(tr("From … to …"), this, [this] {
        askSpan(this, shown(), now(), [this](Span const& span) { chooseSpan(span); });
    });
    menu->popup(m_range->mapToGlobal(QPoint{0, m_range->height() + 2}));
}

void LogsPage::openQueriesMenu()
{
    auto* menu = new QMenu{this};
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto const saved = context().settings.value(kSavedKey).toStringList(); // "name\nquery"
    for (auto const& entry : saved)
        menu->addAction(kit::visible(entry.section('\n', 0, 0)), this,
                        [this, entry] { ask(entry.section('\n', 1)); });
    if (!saved.isEmpty())
        menu->addSeparator();
    auto* keep = menu->addAction(tr("Save this query…"), this, &LogsPage::saveQuery);
    keep->setEnabled(!m_edit->query().isEmpty() && saved.size() < kSavedMax);
    if (!saved.isEmpty()) {
        auto* forget = menu->addMenu(tr("Remove"));
        for (auto const& entry : saved)
            forget->addAction(kit::visible(entry.section('\n', 0, 0)), this, [this, entry] {
                auto left = context().settings.value(kSavedKey).toStringList();
                left.removeAll(entry);
                context().settings.setValue(kSavedKey, left);
                shell().toast(kit::ToastKind::Done, tr("Query removed"), entry.section('\n', 0, 0),
                              [this, entry] {
                                  context().settings.setValue(
                                      kSavedKey, context().settings.value(kSavedKey).toStringList() << entry);
                              });
            });
    }
    menu->popup(m_queries->mapToGlobal(QPoint{0, m_queries->height() + 2}));
}

void LogsPage::saveQuery()
{
    auto const query = m_edit->query();
    askName(this, query, [this, query](QString const& name) {
        auto saved = context().settings.value(kSavedKey).toStringList();
        saved << name + '\n' + query;
        context().settings.setValue(kSavedKey, saved);
        shell().toast(kit::ToastKind::Done, tr("Query saved"), name);
    });
}

void LogsPage::chooseExport()
{
    auto* dialog = new QFileDialog{this, tr("Export log events")};
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("JSON lines (*.jsonl)"), tr("Table (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("jsonl"));
    dialog->selectFile(
        QStringLiteral("events-%1.jsonl").arg(now().toString(QStringLiteral("yyyyMMdd-HHmmss"))));
    connect(dialog, &QFileDialog::fileSelected, this, &LogsPage::exportTo);
    dialog->open();
}

bool LogsPage::busy() const
{
    return tailing() || findChild<LogsExport*>() != nullptr;
}

void LogsPage::exportTo(QString const& path)
{
    auto const span = tailing() ? Span{m_barsFrom, now()} : shown();
    auto* writing = new LogsExport{m_client, path, m_query, span, this};
    connect(writing, &LogsExport::done, this, [this, path](qint64 rows, bool whole) {
        auto const title = kit::counted(rows, tr("1 event exported"), tr("%1 events exported"));
        shell().toast(whole ? kit::ToastKind::Done : kit::ToastKind::Warning, title,
                      whole ? path
                            : tr("%1. Only the newest: narrow the time range for the rest.").arg(path));
    });
    connect(writing, &LogsExport::failed, this, [this](QString const& why) {
        shell().toast(kit::ToastKind::Failure, tr("The export was not written"), why);
    });
    writing->start();
}

void LogsPage::freeze()
{
    auto const span = tailing() ? Span{m_barsFrom, now()} : shown();
    FreezeDialog::Order const order{m_query, span,
                                    !tailing() && m_source->counted() ? m_source->rowCount() : -1,
                                    shell().activeIncident()};
    new FreezeDialog{
        this, m_client, order, [this, order](FrozenQuery const& frozen) {
            auto const title = order.incident.none()
                                   ? kit::counted(frozen.rows, tr("1 event frozen"), tr("%1 events frozen"))
                                   : kit::counted(frozen.rows, tr("1 event added to the case"),
                                                  tr("%1 events added to the case"));
            shell().toast(frozen.complete ? kit::ToastKind::Done : kit::ToastKind::Warning, title,
                          frozen.complete ? tr("SHA-256 %1…").arg(frozen.sha256.left(16))
                                          : tr("Not all: a bound ended it. Narrow the time range."));
        }};
}

void LogsPage::showTouched(QString const& idName, QString const& id)
{
    auto const span = tailing() || !m_span.from.isValid() ? Span{} : shown();
    new TouchedDialog{this, m_client, {idName, id}, span, [this](QString const& query) { ask(query); }};
}

void LogsPage::showSources()
{
    new SourcesDialog{this, m_client, now(), [this](QString const& query) { ask(query); }};
}

// How much there is at all: one line below the title.
void LogsPage::readHeld()
{
    if (!may(QStringLiteral("logs.status")))
        return;
    m_client.status(this, [this](Reply<LogsStatus> const& reply) {
        auto const* status = std::get_if<LogsStatus>(&reply);
        if (!status || status->events == 0)
            return;
        setFacts(tr("%1 events held since %2 · %3")
                     .arg(kit::shortCount(status->events),
                          status->oldestAt.toString(QStringLiteral("yyyy-MM-dd")),
                          kit::counted(status->sources.size(), tr("1 source"), tr("%1 sources"))));
    });
}

} // namespace ui::logs
