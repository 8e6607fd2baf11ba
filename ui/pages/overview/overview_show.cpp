// The overview: how what was read is shown.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overview_page.h"

#include "ui/kit/dialog.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace ui::overview {

namespace {

constexpr char kObjectiveKey[] = "overview/errors_objective";
constexpr double kStepSecondsMin = 5; // A step that just began says nothing yet.
constexpr qint64 kMinuteMs = 60'000;
constexpr int kErrorBars = 36;
constexpr qint64 kJustNowMs = 5'000; // kit::age says "now".
constexpr int kKidLength = 8;
constexpr qint64 kProvenDaysMax = 30; // Older than a month: nobody knows whether it still restores.

QString rateWord(double perSecond)
{
    if (perSecond >= 100)
        return kit::grouped(qRound64(perSecond));
    return QString::number(perSecond, 'f', perSecond >= 10 ? 1 : 2);
}

QString msWord(double ms)
{
    return QString::number(ms, 'f', ms < 10 ? 2 : ms < 100 ? 1 : 0);
}

QString percentWord(double share)
{
    return QString::number(share * 100, 'f', share < 0.1 ? 2 : 1);
}

QString agoWord(QDateTime const& at, QDateTime const& now)
{
    if (!at.isValid() || at.msecsTo(now) < kJustNowMs)
        return kit::age(at, now);
    return OverviewPage::tr("%1 ago").arg(kit::age(at, now));
}

double atOf(Traffic const& traffic, std::size_t step)
{
    return static_cast<double>(traffic.from().toMSecsSinceEpoch() +
                               traffic.stepMs() * static_cast<qint64>(step));
}

QList<double> valuesOf(QList<QPointF> const& points)
{
    QList<double> values;
    for (auto const& point : points)
        values << point.y();
    return values;
}

} // namespace

void OverviewPage::takeReading(Reading const& reading)
{
    auto const earlier = std::exchange(m_reading, reading);
    if (earlier) {
        if (auto const step = difference(*earlier, reading)) {
            // The history that is being read counts these requests itself.
            for (std::size_t range = 0; range < m_traffic.size(); ++range)
                m_traffic[range].add(*step, reading.at);
            m_minute.push_back({reading.at, *step, earlier->at.msecsTo(reading.at)});
        } else {
            m_minute.clear();
        }
    }
    while (!m_minute.empty() && m_minute.front().at.msecsTo(reading.at) > kMinuteMs)
        m_minute.pop_front();
    showTraffic();
    showWatching();
    showFacts();
}

void OverviewPage::showTraffic()
{
    auto& traffic = m_traffic[static_cast<std::size_t>(m_range)];
    if (traffic.empty()) {
        if (m_history->reading())
            noteCharts(tr("Reading…"));
        return;
    }
    traffic.advance(now());
    showRequests(traffic);
    showErrors(traffic);
    if (m_latencyKnown[static_cast<std::size_t>(m_range)])
        return showLatency(traffic);
    m_latencyCard->showNote(tr("Reading…"));
    m_latency->set(QStringLiteral("–"), {}, {}, tr("being read"));
    m_latency->setLine({});
}

void OverviewPage::noteCharts(QString const& note)
{
    for (auto* card : {m_rateCard, m_errorCard, m_latencyCard})
        card->showNote(note);
    if (note == tr("Reading…"))
        return;
    for (auto* tile : {m_requests, m_errors, m_latency}) {
        tile->set(QStringLiteral("–"), {}, {}, note);
        tile->setLine({});
    }
}

void OverviewPage::showRequests(Traffic const& traffic)
{
    kit::Series fine{
        tr("2xx"), {}, Role::Accent}; // Also 3xx: everything that was not refused and did not fail.
    kit::Series refused{tr("4xx"), {}, Role::Teal};
    kit::Series failed{tr("5xx"), {}, Role::Crit};
    QList<double> rates;
    double seconds = 0;
    for (std::size_t place = 0; place < traffic.steps().size(); ++place) {
        auto const& step = traffic.steps()[place];
        auto const passed = traffic.secondsOf(place, now());
        seconds += passed;
        if (passed < kStepSecondsMin)
            continue;
        auto const at = atOf(traffic, place);
        failed.points << QPointF{at, static_cast<double>(step.serverErrors) / passed};
        refused.points << QPointF{at, static_cast<double>(step.clientErrors) / passed};
        auto const others = std::max<qint64>(0, step.requests - step.clientErrors - step.serverErrors);
        fine.points << QPointF{at, static_cast<double>(others) / passed};
        rates << static_cast<double>(step.requests) / passed;
    }
    m_rateChart->setSpan(traffic.from(), traffic.to());
    m_rateChart->setSeries({failed, refused, fine});
    m_rateCard->showChart();

    Step minute;
    qint64 minuteMs = 0;
    for (auto const& moment : m_minute) {
        minute += moment.step;
        minuteMs += moment.ms;
    }
    auto const rate = minuteMs > 0
                          ? static_cast<double>(minute.requests) * 1000 / static_cast<double>(minuteMs)
                      : rates.isEmpty() ? 0
                                        : rates.last();
    auto const all = traffic.sum().requests;
    auto const before = static_cast<double>(m_before[static_cast<std::size_t>(m_range)]) * seconds /
                        static_cast<double>(std::max<qint64>(1, traffic.from().secsTo(traffic.to())));
    QString caption =
        tr("%1 in %2").arg(kit::grouped(all), tr(kRanges[static_cast<std::size_t>(m_range)].word));
    QString icon;
    if (before >= 1) {
        auto const change = (static_cast<double>(all) - before) / before;
        icon = QStringLiteral("trending-up");
        auto const earlier = tr(kRanges[static_cast<std::size_t>(m_range)].before);
        // Thousands of per cent tell nobody how much that is.
        caption = change >= 9 ? tr("%1 times %2").arg(std::lround(change + 1)).arg(earlier)
                              : tr("%1%2% vs %3")
                                    .arg(change < 0 ? QStringLiteral("−") : QStringLiteral("+"))
                                    .arg(std::abs(change) * 100, 0, 'f', 1)
                                    .arg(earlier);
    }
    m_requests->set(rateWord(rate), tr("req/s"), icon, caption);
    m_requests->setLine(rates);
}

void OverviewPage::showErrors(Traffic const& traffic)
{
    // Bars thinner than a finger are no use: neighbours stand together.
    auto const each = std::max<std::size_t>(1, (traffic.steps().size() + kErrorBars - 1) / kErrorBars);
    kit::Series bars{tr("5xx"), {}, Role::Crit};
    QList<double> shares;
    for (std::size_t place = 0; place < traffic.steps().size(); place += each) {
        qint64 errors = 0;
        qint64 requests = 0;
        double seconds = 0;
        for (auto part = place; part < std::min(place + each, traffic.steps().size()); ++part) {
            errors += traffic.steps()[part].serverErrors;
            requests += traffic.steps()[part].requests;
            seconds += traffic.secondsOf(part, now());
        }
        if (seconds < kStepSecondsMin)
            continue;
        bars.points << QPointF{atOf(traffic, place), static_cast<double>(errors) * 60 / seconds};
        shares << (requests > 0 ? static_cast<double>(errors) / static_cast<double>(requests) : 0);
    }
    m_errorChart->setSpan(traffic.from(), traffic.to());
    m_errorChart->setBars(bars);
    m_errorCard->showChart();
    auto const sum = traffic.sum();
    if (sum.requests == 0) {
        m_errors->set(QStringLiteral("–"), {}, {}, tr("no request in this time"));
    } else {
        auto const failed = sum.serverErrors > 0;
        m_errors->set(percentWord(static_cast<double>(sum.serverErrors) / static_cast<double>(sum.requests)),
                      QStringLiteral("%"),
                      failed ? QStringLiteral("triangle-alert") : QStringLiteral("check"),
                      tr("%1 of %2 failed").arg(kit::grouped(sum.serverErrors), kit::grouped(sum.requests)),
                      failed ? Role::High : Role::Ok);
    }
    m_errors->setLine(shares);
}

void OverviewPage::showLatency(Traffic const& traffic)
{
    struct Line {
        double share;
        kit::Series series;
    };
    Line lines[] = {{0.50, {tr("p50"), {}, Role::Teal}},
                    {0.95, {tr("p95"), {}, Role::Accent}},
                    {0.99, {tr("p99"), {}, Role::Violet}}};
    for (std::size_t place = 0; place < traffic.steps().size(); ++place)
        for (auto& [share, series] : lines)
            if (auto const ms = quantileMs(traffic.steps()[place], share))
                series.points << QPointF{atOf(traffic, place), *ms};
    auto const sum = traffic.sum();
    auto const slow = quantileMs(sum, 0.99);
    m_latency->setLine(valuesOf(lines[2].series.points));
    if (!slow) {
        m_latency->set(QStringLiteral("–"), {}, {}, tr("no request in this time"));
        return m_latencyCard->showNote(tr("No request in this time"));
    }
    m_latency->set(
        msWord(*slow), tr("ms"), QStringLiteral("timer"),
        tr("p50 %1 · p95 %2 ms").arg(msWord(*quantileMs(sum, 0.50)), msWord(*quantileMs(sum, 0.95))));
    m_latencyChart->setSpan(traffic.from(), traffic.to());
    m_latencyChart->setSeries({lines[0].series, lines[1].series, lines[2].series});
    m_latencyCard->showChart();
}

void OverviewPage::applyObjective()
{
    auto const objective = context().settings.value(kObjectiveKey, 0).toDouble();
    if (objective > 0)
        m_errorChart->setObjective(objective, tr("Objective"));
    else
        m_errorChart->clearObjective();
}

void OverviewPage::setObjective()
{
    auto* dialog = new kit::FormDialog{
        this, tr("Objective for errors"),
        tr("A line in the chart of this console; the engine alerts by its rules"), tr("Set"), 440};
    auto* field =
        dialog->form()->addText(QStringLiteral("objective"), tr("Failed requests a minute, at most"),
                                tr("Leave it empty for no line."));
    auto const now = context().settings.value(kObjectiveKey, 0).toDouble();
    if (now > 0)
        field->setText(QString::number(now));
    field->setCheck([](QString const& text) {
        auto good = false;
        auto const value = text.trimmed().toDouble(&good);
        return text.trimmed().isEmpty() || (good && value > 0) ? QString{}
                                                               : tr("A number above 0, as 15 or 0.5.");
    });
    dialog->onSubmit([this, dialog, field] {
        context().settings.setValue(kObjectiveKey, field->text().trimmed().toDouble());
        applyObjective();
        showTraffic();
        dialog->close();
    });
    dialog->open(field->control());
}

void OverviewPage::showHealth(Readiness const& readiness)
{
    m_health = readiness;
    QStringList bad;
    QStringList good;
    for (auto const& check : readiness.checks)
        if (check.ok)
            good << kit::visible(check.says);
        else
            bad << kit::visible(QStringLiteral("%1: %2").arg(check.name, check.says));
    auto const passed = tr("%1 of %2 checks pass").arg(good.size()).arg(readiness.checks.size());
    if (readiness.ready)
        m_healthTile->set(Severity::Ok, tr("Healthy"),
                          (QStringList{passed} + good).join(QStringLiteral(" · ")));
    else
        m_healthTile->set(Severity::High, tr("Not ready"),
                          (QStringList{passed} + bad).join(QStringLiteral(" · ")));
}

void OverviewPage::showAlerts(std::vector<Alert> alerts)
{
    sortByNeed(alerts);
    shell().badge(QStringLiteral("alerts"), alerts.empty() ? Severity::Info : alerts.front().severity,
                  static_cast<int>(alerts.size()));
    m_viewAll->setText(alerts.size() > kAlertsShown ? tr("View all %1").arg(alerts.size()) : tr("View all"));
    if (alerts.empty())
        return m_alertsStates->showEmpty(QStringLiteral("bell"), tr("No open alert"),
                                         tr("What the rules find appears here."));
    for (auto& alert : alerts)
        alert.age = kit::age(alert.openedAt, now());
    if (alerts.size() > kAlertsShown)
        alerts.resize(kAlertsShown);
    auto const chosen =
        m_alertsTable->currentRow() >= 0 ? m_alertsModel->rowAt(m_alertsTable->currentRow()).id : QString{};
    m_alertsModel->setRows(std::move(alerts));
    for (int row = 0; row < m_alertsModel->rowCount(); ++row)
        if (m_alertsModel->rowAt(row).id == chosen)
            m_alertsTable->selectRow(row);
    m_alertsStates->showContent();
}

// A run that waits for somebody comes first, then the worst open case.
void OverviewPage::showBanner()
{
    std::stable_sort(m_incidents.begin(), m_incidents.end(),
                     [](auto const& a, auto const& b) { return a.severity < b.severity; });
    shell().badge(QStringLiteral("incidents"),
                  m_incidents.empty() ? Severity::Info : m_incidents.front().severity,
                  static_cast<int>(m_incidents.size()));
    auto const run =
        std::find_if(m_runs.begin(), m_runs.end(), [](auto const& run) { return run.needsSomebody(); });
    auto const waits = run != m_runs.end();
    auto const key = waits                 ? run->id + run->stepName
                     : m_incidents.empty() ? QString{}
                                           : m_incidents.front().id + QString::number(m_incidents.size());
    if (key == m_bannerKey)
        return; // Focus on its buttons stays.
    m_bannerKey = key;
    if (!waits && m_incidents.empty())
        return setBanner({}, {}, {}, {});
    auto const button = [this](QString const& words, kit::Kind kind, QString const& icon,
                               kit::Address const& address) {
        auto* made = new kit::Button{words, kind, icon, kit::Size::Compact};
        connect(made, &QPushButton::clicked, this, [this, address] { shell().go(address); });
        return made;
    };
    if (waits) {
        QList<QWidget*> actions;
        if (!run->incidentId.isEmpty())
            actions << button(tr("Case"), kit::Kind::Ghost, {},
                              {QStringLiteral("incidents"), run->incidentId, {}});
        auto const approval = run->waitsFor == QLatin1String("approval");
        actions << button(
            approval ? tr("Review approval") : tr("Answer"), kit::Kind::Primary,
            QStringLiteral("arrow-right"),
            {QStringLiteral("playbooks"), run->playbookId, QUrlQuery{{QStringLiteral("run"), run->id}}});
        auto const what = kit::visible(run->prompt.isEmpty() ? run->stepName : run->prompt).simplified();
        return setBanner(
            QStringLiteral("crit"), QStringLiteral("octagon-alert"), kit::visible(run->name),
            (approval ? tr("waits for an approval: %1") : tr("waits for an answer: %1")).arg(what), actions);
    }
    auto const& worst = m_incidents.front();
    auto const more = m_incidents.size() > 1 ? tr(" · %1 more open").arg(m_incidents.size() - 1) : QString{};
    setBanner(
        worst.severity <= Severity::High ? QStringLiteral("crit") : QStringLiteral("high"),
        QStringLiteral("siren"), kit::visible(worst.title),
        tr("%1 · open since %2 UTC%3").arg(severityWord(worst.severity), kit::dayTime(worst.openedAt), more),
        {button(tr("Open case"), kit::Kind::Primary, QStringLiteral("arrow-right"),
                {QStringLiteral("incidents"), worst.id, {}})});
}

void OverviewPage::showKeys()
{
    auto const today = now().date();
    m_month->setToday(today);
    if (m_monthWord->text().isEmpty()) {
        m_month->setMonth(today);
        m_monthWord->setText(QLocale::c().toString(today, QStringLiteral("MMMM yyyy")));
    }
    QMap<QDate, kit::Month::Day> days;
    for (auto const& key : m_keys) {
        if (!key.activatedAt.isValid())
            continue;
        auto const kid = kit::visible(key.kid.left(kKidLength));
        days.insert(key.activatedAt.date(),
                    {kit::DayMark::Done, tr("Signing key %1 came into use").arg(kid)});
        if (key.state != QLatin1String("active") || m_rotationDays <= 0)
            continue;
        auto const due = key.activatedAt.date().addDays(m_rotationDays);
        days.insert(due, due < today
                             ? kit::Month::Day{kit::DayMark::Overdue,
                                               tr("Signing key %1 should have been rotated").arg(kid)}
                             : kit::Month::Day{kit::DayMark::Due, tr("Signing key %1 is rotated").arg(kid)});
    }
    m_month->setDays(days);
    auto const note = !may(QStringLiteral("keys.read")) ? tr("Rotations need keys.read.") : QString{};
    m_monthNote->setText(note);
    m_monthNote->setVisible(!note.isEmpty());
}

void OverviewPage::turnMonth(int months)
{
    m_month->setMonth(m_month->month().addMonths(months));
    m_monthWord->setText(QLocale::c().toString(m_month->month(), QStringLiteral("MMMM yyyy")));
}

void OverviewPage::showRestore(BackupStatus const& status)
{
    auto const proven = status.provenAt.isValid();
    auto const stale = proven && status.provenAt.daysTo(now()) > kProvenDaysMax;
    m_provenChip->set(!proven ? tr("Never proven")
                      : stale ? tr("Long ago")
                              : tr("Proven"),
                      proven && !stale ? Role::Ok : Role::High,
                      proven && !stale ? QStringLiteral("check") : QStringLiteral("triangle-alert"));
    m_provenAge->setText(proven               ? agoWord(status.provenAt, now())
                         : status.backups > 0 ? tr("No drill yet")
                                              : tr("No backup yet"));
    m_provenWhat->setText(proven ? tr("in a sandbox, %1 UTC").arg(kit::dayTime(status.provenAt))
                                 : tr("A drill proves that a backup restores."));
    m_provenAge->setToolTip(proven ? tr("Backup %1").arg(kit::visible(status.provenId)) : QString{});
    m_lastBackup->setText(status.lastAt.isValid()
                              ? tr("Last backup %1 · %2 kept · %3")
                                    .arg(agoWord(status.lastAt, now()), kit::grouped(status.backups),
                                         kit::bytes(status.storedBytes))
                              : tr("Nothing is backed up."));
}

void OverviewPage::showWatching()
{
    QList<kit::Fact> facts;
    if (m_rules)
        facts << kit::Fact{tr("Rules on"), tr("%1 of %2").arg(m_rules->enabled).arg(m_rules->all),
                           kit::FactLook::Link};
    else
        facts << kit::Fact{tr("Rules on"), {}};
    facts << kit::Fact{tr("Log sources"), m_logs ? kit::grouped(m_logs->sources) : QString{},
                       m_logs ? kit::FactLook::Link : kit::FactLook::Text};
    if (m_engines)
        facts << kit::Fact{tr("Engines"), tr("%1 of %2").arg(m_engines->live).arg(m_engines->all),
                           kit::FactLook::Link};
    kit::Fact newest{tr("Last event"), m_logs ? agoWord(m_logs->newestAt, now()) : QString{}};
    if (m_logs)
        newest.tip = kit::dayTime(m_logs->newestAt);
    facts << newest;
    auto const unseen = (m_rules ? m_rules->eventsSkipped : 0) + (m_logs ? m_logs->lost : 0);
    if (unseen > 0)
        facts << kit::Fact{tr("Events not watched"), kit::grouped(unseen), kit::FactLook::Text, Role::High};
    if (m_reading && m_reading->residentBytes)
        facts << kit::Fact{tr("Memory"), kit::bytes(static_cast<qint64>(*m_reading->residentBytes))};
    if (m_reading && m_reading->writeQueue)
        facts << kit::Fact{tr("Changes waiting"), kit::grouped(static_cast<qint64>(*m_reading->writeQueue))};
    m_watching->setFacts(facts);
}

void OverviewPage::showFacts()
{
    QStringList words{shell().environment()};
    if (m_meta) {
        words << tr("engine %1").arg(kit::visible(m_meta->version));
        if (m_meta->startedAt.isValid())
            words << tr("up %1").arg(kit::age(m_meta->startedAt, now()));
    }
    words << tr("updated %1 UTC").arg(kit::clockTime(now()));
    setFacts(words.join(QStringLiteral(" · ")));
}

} // namespace ui::overview
