// The overview's parts and what it reads when.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_page.h"

#include "ui/kit/dialog.h"

#include <QLocale>
#include <QScrollArea>

#include <algorithm>

namespace ui::overview {

namespace {

constexpr char kRangeKey[] = "overview/range";
constexpr char kLiveKey[] = "overview/live";
constexpr int kBoardHeightMin = 660;
constexpr int kTitleLengthMax = 200; // Of the engine.

} // namespace

OverviewPage::OverviewPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("overview"), tr("Overview"), parent}, m_client{context.api},
      m_history{new OverviewHistory{m_client, this}}, m_live{context.settings.value(kLiveKey, true).toBool()},
      m_range{
          std::clamp(context.settings.value(kRangeKey, 1).toInt(), 0, static_cast<int>(kRanges.size()) - 1)}
{
    makeHeader();
    auto* bottom = kit::row(16);
    bottom->add(makeAlerts(), 11)
        ->add(makeCalendar(), 6)
        ->add(kit::column(16)->add(makeRestore())->add(makeWatching(), 1), 6);
    auto* board = kit::column(16, {24, 0, 24, 16});
    board->add(makeTiles())->add(makeCharts(), 5)->add(bottom, 6);
    board->setMinimumHeight(kBoardHeightMin);
    m_states = new kit::StateView{kit::scrolling(board)};
    auto* body = kit::column(0)->add(m_states, 1);
    setBody(body, true);
    header()->ground({});
    m_timer.setInterval(kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &OverviewPage::poll);
    connect(m_history, &OverviewHistory::counted, this, [this](Traffic const& traffic, qint64 before) {
        m_traffic[static_cast<std::size_t>(m_readingRange)] = traffic;
        m_before[static_cast<std::size_t>(m_readingRange)] = before;
        m_latencyKnown[static_cast<std::size_t>(m_readingRange)] = false;
        showTraffic();
    });
    connect(m_history, &OverviewHistory::done, this, [this](Traffic const& traffic) {
        auto& kept = m_traffic[static_cast<std::size_t>(m_readingRange)];
        auto const counted = kept; // Counters went on meanwhile: only the slow ones are taken.
        kept = traffic;
        if (counted.from() == traffic.from())
            for (std::size_t step = 0; step < kept.steps().size(); ++step) {
                auto const above = kept.steps()[step].above;
                kept.steps()[step] = counted.steps()[step];
                for (std::size_t bound = 0; bound < above.size(); ++bound)
                    kept.steps()[step].above[bound] += above[bound];
            }
        m_latencyKnown[static_cast<std::size_t>(m_readingRange)] = true;
        showTraffic();
    });
    connect(m_history, &OverviewHistory::failed, this,
            [this](Problem const& problem) { noteCharts(kit::plainWords(problem)); });
    setLive(m_live);
    applyObjective();
    m_states->showLoading();
}

void OverviewPage::makeHeader()
{
    QStringList words;
    for (auto const& range : kRanges)
        words << tr(range.word);
    m_ranges = new kit::Segmented{words};
    m_ranges->setAccessibleName(tr("Time range of the charts"));
    m_ranges->setCurrent(m_range);
    m_liveButton = new kit::Button{tr("Live"), kit::Kind::Default, QStringLiteral("radio")};
    auto* declaring =
        new kit::Button{tr("Declare incident…"), kit::Kind::DangerLine, QStringLiteral("siren")};
    needs(declaring, QStringLiteral("incidents.write"));
    for (auto* widget : {static_cast<QWidget*>(m_ranges), static_cast<QWidget*>(m_liveButton),
                         static_cast<QWidget*>(declaring)})
        addAction(widget);
    connect(m_ranges, &kit::Segmented::chosen, this, &OverviewPage::chooseRange);
    connect(m_liveButton, &QPushButton::clicked, this, [this] { setLive(!m_live); });
    connect(declaring, &QPushButton::clicked, this, &OverviewPage::declare);
}

QWidget* OverviewPage::makeTiles()
{
    m_healthTile = new HealthTile;
    m_requests = new NumberTile{tr("Requests"), tr("Requests per second"), Role::Accent};
    m_errors = new NumberTile{tr("Error rate"), tr("Share of failed requests"), Role::High};
    m_latency = new NumberTile{tr("Latency p99"), tr("Latency p99"), Role::Violet};
    m_latency->setToolTip(
        tr("Estimated from counts of requests slower than 0.5, 2.5, 10, 50, 250 and 1,000 ms"));
    return kit::row(16)->add(m_healthTile, 5)->add(m_requests, 4)->add(m_errors, 4)->add(m_latency, 4);
}

QWidget* OverviewPage::makeCharts()
{
    m_rateChart = new kit::AreaChart{tr("Request rate")};
    m_rateChart->setUnit(tr("req/s"));
    m_errorChart = new kit::BarChart{tr("Errors per minute")};
    m_latencyChart = new kit::LineChart{tr("Latency")};
    m_latencyChart->setUnit(tr("ms"));
    // An icon: a word more and this card would be wider than its neighbours.
    auto* objective = new kit::IconButton{QStringLiteral("pencil"), tr("Set the objective…"), 12};
    connect(objective, &QToolButton::clicked, this, &OverviewPage::setObjective);
    m_rateCard = new ChartCard{tr("Request rate"), m_rateChart, m_rateChart->legend()};
    m_errorCard = new ChartCard{tr("Errors per minute"), m_errorChart,
                                kit::row(6)->add(m_errorChart->legend())->add(objective)};
    m_latencyCard = new ChartCard{tr("Latency"), m_latencyChart, m_latencyChart->legend()};
    return kit::row(16)->add(m_rateCard, 1)->add(m_errorCard, 1)->add(m_latencyCard, 1);
}

QWidget* OverviewPage::makeAlerts()
{
    m_viewAll = new kit::Button{tr("View all"), kit::Kind::Link, {}, kit::Size::Compact};
    m_alertsModel = new OpenAlertsModel{this};
    m_alertsTable = new kit::Table{tr("Open alerts"), m_alertsModel};
    m_alertsTable->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_alertsTable->setMinimumHeight(120);
    m_alertsStates = new kit::StateView{m_alertsTable};
    auto* card = kit::card(tr("Open alerts"), m_viewAll);
    card->box()->setSpacing(4);
    card->add(m_alertsStates, 1);
    card->setMinimumWidth(380);
    connect(m_viewAll, &QPushButton::clicked, this, [this] {
        shell().go({QStringLiteral("alerts"), {}, {}});
    });
    connect(m_alertsTable, &kit::Table::opened, this, [this](int row) {
        shell().go({QStringLiteral("alerts"), m_alertsModel->rowAt(row).id, {}});
    });
    return card;
}

QWidget* OverviewPage::makeCalendar()
{
    m_month = new kit::Month{tr("Key rotation")};
    m_monthWord = kit::text({}, Type::Small, Role::Muted);
    m_monthNote = kit::elided({}, Type::Small, Role::Muted);
    auto* before = new kit::IconButton{QStringLiteral("chevron-left"), tr("Month before"), 14};
    auto* after = new kit::IconButton{QStringLiteral("chevron-right"), tr("Next month"), 14};
    connect(before, &QToolButton::clicked, this, [this] { turnMonth(-1); });
    connect(after, &QToolButton::clicked, this, [this] { turnMonth(1); });
    connect(m_month, &kit::Month::monthChanged, this, [this](QDate const& first) {
        m_monthWord->setText(QLocale::c().toString(first, QStringLiteral("MMMM yyyy")));
    });
    connect(m_month, &kit::Month::dayChosen, this, [this] { shell().go({QStringLiteral("keys"), {}, {}}); });
    auto* card =
        kit::card(tr("Key rotation"), kit::row(0)->add(m_monthWord)->gap(4)->add(before)->add(after), {}, 14);
    card->box()->setSpacing(4);
    card->add(m_month, 1)->add(m_monthNote);
    m_monthNote->hide();
    return card;
}

QWidget* OverviewPage::makeRestore()
{
    m_provenChip = new kit::Chip{tr("Unknown"), Role::Info};
    m_provenAge = kit::elided(QStringLiteral("–"), Type::H2);
    m_provenWhat = kit::elided({}, Type::Small, Role::Text2);
    m_lastBackup = kit::elided({}, Type::Small, Role::Muted);
    auto* card = kit::card(tr("Last proven restore"), m_provenChip, {}, 14);
    card->box()->setSpacing(4);
    return card->add(m_provenAge)->add(m_provenWhat)->add(m_lastBackup);
}

QWidget* OverviewPage::makeWatching()
{
    m_watching = new kit::Facts{tr("Watching")};
    connect(m_watching, &kit::Facts::linkChosen, this, [this](int fact) {
        static constexpr char const* kPages[] = {"alerts", "logs", "nodes"};
        shell().go({QLatin1String(kPages[std::clamp(fact, 0, 2)]),
                    {},
                    fact == 0 ? QUrlQuery{{QStringLiteral("tab"), QStringLiteral("rules")}} : QUrlQuery{}});
    });
    auto* card = kit::card(tr("Watching"), nullptr, {}, 14);
    card->box()->setSpacing(4);
    card->add(m_watching)->stretch();
    return card;
}

void OverviewPage::refresh()
{
    readState();
    readSlow();
    readMetrics();
    readHistory();
    if (m_live)
        m_timer.start();
}

void OverviewPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_timer.stop();
}

void OverviewPage::poll()
{
    ++m_polls;
    readMetrics();
    if (m_polls % kStatePolls == 0)
        readState();
    if (m_polls % kSlowPolls == 0)
        readSlow();
}

void OverviewPage::setLive(bool live)
{
    m_live = live;
    context().settings.setValue(kLiveKey, live);
    m_liveButton->setText(live ? tr("Live") : tr("Paused"));
    m_liveButton->setIconName(live ? QStringLiteral("radio") : QStringLiteral("pause"));
    m_liveButton->setAccessibleName(live ? tr("Live: press to pause") : tr("Paused: press to go on"));
    if (!live) {
        m_timer.stop();
        m_reading.reset(); // What happens meanwhile is read as history when it goes on.
        m_minute.clear();
    } else if (isVisible()) {
        refresh();
    }
}

void OverviewPage::chooseRange(int range)
{
    m_range = range;
    context().settings.setValue(kRangeKey, range);
    m_ranges->setCurrent(range);
    if (m_traffic[static_cast<std::size_t>(range)].empty() || m_readingRange == range)
        readHistory();
    else
        showTraffic();
}

void OverviewPage::readHistory()
{
    if (!may(QStringLiteral("logs.read")))
        return noteCharts(tr("The past of requests needs logs.read."));
    m_readingRange = m_range;
    m_history->read(kRanges[static_cast<std::size_t>(m_range)], now());
    showTraffic();
}

void OverviewPage::readMetrics()
{
    if (!may(QStringLiteral("health.read")))
        return;
    m_client.metrics(this, [this](Reply<QByteArray> const& reply) {
        if (auto const* text = std::get_if<QByteArray>(&reply))
            takeReading(readingFrom(*text, now()));
    });
}

void OverviewPage::readState()
{
    m_client.readiness(this, [this](Reply<Readiness> const& reply) {
        if (auto const* problem = problemOf(reply)) {
            if (problem->unreachable())
                return m_states->showFailed(*problem, [this] { refresh(); });
            // 503 says that a check failed; which one, the engine's log tells.
            m_healthTile->set(Severity::High, tr("Not ready"),
                              tr("A check fails: the engine says it cannot do its work"));
        } else {
            showHealth(std::get<Readiness>(reply));
        }
        m_states->showContent();
        showFacts();
    });
    if (may(QStringLiteral("alerts.read")))
        m_client.openAlerts(this, [this](Reply<std::vector<Alert>> const& reply) {
            if (auto const* problem = problemOf(reply))
                return m_alertsStates->showFailed(*problem, [this] { readState(); });
            showAlerts(std::get<std::vector<Alert>>(reply));
        });
    else
        m_alertsStates->showFailed({.status = 403,
                                    .type = {},
                                    .title = {},
                                    .detail = {},
                                    .instance = {},
                                    .traceId = {},
                                    .permission = QStringLiteral("alerts.read")});
    if (may(QStringLiteral("incidents.read")))
        m_client.openIncidents(this, [this](Reply<std::vector<Incident>> const& reply) {
            if (auto const* incidents = std::get_if<std::vector<Incident>>(&reply))
                m_incidents = *incidents;
            showBanner();
        });
    if (may(QStringLiteral("playbooks.read")))
        m_client.runningRuns(this, [this](Reply<std::vector<Run>> const& reply) {
            if (auto const* runs = std::get_if<std::vector<Run>>(&reply))
                m_runs = *runs;
            showBanner();
        });
}

void OverviewPage::readSlow()
{
    m_client.meta(this, [this](Reply<Meta> const& reply) {
        if (auto const* meta = std::get_if<Meta>(&reply))
            m_meta = *meta;
        showFacts();
    });
    if (may(QStringLiteral("settings.read"))) // Without the right, nothing is said to be due.
        m_client.rotationDays(this, [this](Reply<int> const& reply) {
            m_rotationDays = std::get_if<int>(&reply) ? std::get<int>(reply) : 0;
            showKeys();
        });
    if (may(QStringLiteral("keys.read")))
        m_client.keys(this, [this](Reply<std::vector<Key>> const& reply) {
            if (auto const* keys = std::get_if<std::vector<Key>>(&reply))
                m_keys = *keys;
            showKeys();
        });
    if (may(QStringLiteral("backup.read")))
        m_client.backupStatus(this, [this](Reply<BackupStatus> const& reply) {
            if (auto const* status = std::get_if<BackupStatus>(&reply))
                showRestore(*status);
        });
    else
        m_provenWhat->setText(tr("You need backup.read to see it."));
    if (may(QStringLiteral("alerts.read")))
        m_client.rules(this, [this](Reply<Rules> const& reply) {
            if (auto const* rules = std::get_if<Rules>(&reply))
                m_rules = *rules;
            showWatching();
        });
    if (may(QStringLiteral("logs.status")))
        m_client.logsStatus(this, [this](Reply<LogsStatus> const& reply) {
            if (auto const* logs = std::get_if<LogsStatus>(&reply))
                m_logs = *logs;
            showWatching();
        });
    if (may(QStringLiteral("nodes.read")))
        m_client.engines(this, [this](Reply<Engines> const& reply) {
            if (auto const* engines = std::get_if<Engines>(&reply))
                m_engines = *engines;
            showWatching();
        });
    showKeys();
    showWatching();
}

QList<kit::Command> OverviewPage::commands()
{
    return {{tr("Declare incident…"), QStringLiteral("siren"),
             [this] {
                 if (may(QStringLiteral("incidents.write")))
                     declare();
             },
             QStringLiteral("Ctrl+Shift+I")},
            {m_live ? tr("Pause the overview") : tr("Let the overview go on"), QStringLiteral("radio"),
             [this] { setLive(!m_live); }, QStringLiteral("Ctrl+L")},
            {tr("Set the objective for errors…"), QStringLiteral("chevrons-up-down"),
             [this] { setObjective(); }}};
}

void OverviewPage::setNarrow(bool narrow)
{
    m_month->setMinimumWidth(narrow ? 200 : 220);
    m_alertsTable->setColumnHidden(2, narrow); // Without the subject the alert's name has room.
}

void OverviewPage::declare()
{
    auto* dialog =
        new kit::FormDialog{this, tr("Declare incident"),
                            tr("%1 · everybody who works on it sees it at once").arg(shell().environment()),
                            tr("Declare incident")};
    auto* title = dialog->form()->addText(QStringLiteral("title"), tr("What happened"),
                                          tr("In one line; it can be said better later."),
                                          tr("Signing key seen in a log"));
    title->setCheck(kit::lengthBetween(1, kTitleLengthMax, tr("Signing key seen in a log")));
    static constexpr char const* kWords[] = {"critical", "high", "medium", "low"};
    auto* severity = kit::choice({severityWord(Severity::Critical), severityWord(Severity::High),
                                  severityWord(Severity::Medium), severityWord(Severity::Low)});
    severity->setCurrentIndex(1);
    dialog->form()->add(new kit::Field{QStringLiteral("severity"), tr("Severity"), severity,
                                       tr("Critical: act now, at any hour.")});
    dialog->onSubmit([this, dialog, title, severity] {
        m_client.declare(title->text().trimmed(), QLatin1String{kWords[severity->currentIndex()]}, dialog,
                         [this, dialog](Reply<Incident> const& reply) {
                             if (auto const* problem = problemOf(reply))
                                 return dialog->failed(*problem);
                             auto const incident = std::get<Incident>(reply);
                             dialog->close();
                             shell().setActiveIncident(
                                 {incident.id, incident.title, incident.severity, incident.openedAt});
                             shell().toast(kit::ToastKind::Done, tr("Incident declared"), incident.title);
                             shell().go({QStringLiteral("incidents"), incident.id, {}});
                         });
    });
    dialog->open(title->control());
}

} // namespace ui::overview
