// Pages of events for the table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_source.h"

#include "ui/kit/state_view.h"
#include "ui/kit/text.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace ui::logs {

namespace {

constexpr int kLimitMax = 1000;      // Of /logs/events.
constexpr qint64 kBucketsMax = 2000; // Of /logs/histogram.
constexpr int kLineLengthMax = 400;
constexpr qint64 kDayMs = 86'400'000;

QString wordOf(QJsonValue const& value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    return QString::fromUtf8(QJsonDocument{value.toArray()}.toJson(QJsonDocument::Compact));
}

QString durationWord(QJsonValue const& micros)
{
    auto const ms = micros.toDouble() / 1000;
    return QStringLiteral("%1 ms").arg(ms, 0, 'f', ms < 10 ? 2 : 0);
}

QString requestLine(LogEvent const& event)
{
    auto const& about = event.attributes;
    auto line = QStringLiteral("%1 %2  status=%3  %4")
                    .arg(about["method"].toString(), about["route"].toString(), wordOf(about["status"]),
                         durationWord(about["duration_us"]));
    for (auto const* name : {"problem", "collection", "records", "user_id", "client_id", "address"})
        if (auto const value = about[QLatin1String{name}]; !value.isUndefined())
            line += QStringLiteral("  %1=%2").arg(QLatin1String{name}, wordOf(value));
    return event.message == event.name ? line : event.message + QStringLiteral("  ") + line;
}

} // namespace

std::vector<kit::LogColumn> eventColumns()
{
    auto const tr = [](char const* words) {
        return QCoreApplication::translate("ui::logs::EventsSource", words);
    };
    return {{tr("Time (UTC)"), 124, kit::LogLook::Time},
            {tr("Level"), 84, kit::LogLook::Level},
            {tr("Source"), 104, kit::LogLook::Field},
            {tr("Message"), 0, kit::LogLook::Message}};
}

QString lineOf(LogEvent const& event)
{
    if (event.name == QLatin1String("request") && event.attributes.contains(QStringLiteral("route")))
        return requestLine(event).left(kLineLengthMax);
    auto line = event.message.isEmpty() ? event.name : event.message;
    for (auto it = event.attributes.begin(); it != event.attributes.end() && line.size() < kLineLengthMax;
         ++it)
        line += QStringLiteral("  %1=%2").arg(it.key(), wordOf(it.value()));
    return line.left(kLineLengthMax);
}

kit::LogRow rowOf(LogEvent const& event, bool withDay)
{
    auto const time =
        event.arrivedAt.toString(withDay ? QStringLiteral("MM-dd HH:mm:ss") : QStringLiteral("HH:mm:ss.zzz"));
    return {{time, event.severity.toUpper(), event.source, lineOf(event), event.id},
            severityOfLevel(event.severity)};
}

void EventShelf::put(LogEvent const& event)
{
    for (auto const& name : event.attributes.keys())
        if (m_names.size() < kNamesMax && !m_names.contains(name))
            m_names << name;
    m_events.insert(event.id, new LogEvent{event});
}

EventsSource::EventsSource(LogsClient& client, EventShelf& shelf, QObject* parent)
    : LogSource{parent}, m_client{client}, m_shelf{shelf}
{
}

void EventsSource::start(QString const& query, Span const& span)
{
    ++m_turn;
    m_query = query;
    m_span = span;
    m_withDay = span.from.msecsTo(span.to) > kDayMs;
    m_fine = {};
    m_counted = false;
    m_rows = 0;
    m_newest.clear();
    m_newestWhole = false;
    m_anchors = {{0, Anchor{{}, span.to}}};
    m_missing.clear();
    emit missingChanged(m_missing);
    emit changed();
    m_client.events(query, span, {}, kit::kLogPageRows, this,
                    [this, turn = m_turn](Reply<EventPage> const& reply) {
                        if (turn != m_turn)
                            return;
                        if (auto const* problem = problemOf(reply))
                            return emit refused(*problem);
                        auto const& page = std::get<EventPage>(reply);
                        note(page.missing);
                        for (auto const& event : page.events) {
                            m_shelf.put(event);
                            m_newest.push_back(rowOf(event, m_withDay));
                        }
                        auto const rows = static_cast<qint64>(m_newest.size());
                        m_newestWhole = rows == kit::kLogPageRows || (rows > 0 && page.next.isEmpty());
                        if (!page.next.isEmpty())
                            m_anchors[rows] = {page.next, m_span.to};
                        if (!m_counted)
                            m_rows = page.next.isEmpty() ? rows : rows + kit::kLogPageRows;
                        emit grew();
                        emit started(static_cast<int>(rows), !page.next.isEmpty());
                    });
}

void EventsSource::setCounts(FineCounts const& counts)
{
    m_fine = counts;
    m_counted = true;
    m_rows = 0;
    for (auto const count : counts.counts)
        m_rows += count;
    m_rows = std::max(m_rows, static_cast<qint64>(m_newest.size()));
    addAnchors(counts, 0);
    emit grew();
}

void EventsSource::addAnchors(FineCounts const& counts, qint64 rowsAbove)
{
    for (auto part = static_cast<qint64>(counts.counts.size()) - 1; part > 0; --part) {
        auto const count = counts.counts[static_cast<std::size_t>(part)];
        rowsAbove += count;
        if (count > 0)
            m_anchors.try_emplace(rowsAbove, Anchor{{}, counts.span.from.addMSecs(part * counts.stepMs())});
    }
}

qint64 EventsSource::rowOfTime(QDateTime const& at) const
{
    qint64 row = 0;
    for (auto part = static_cast<qint64>(m_fine.counts.size()) - 1; part >= 0; --part) {
        if (m_fine.span.from.addMSecs(part * m_fine.stepMs()) <= at)
            break;
        row += m_fine.counts[static_cast<std::size_t>(part)];
    }
    return std::min(row, std::max<qint64>(0, m_rows - 1));
}

std::pair<qint64, EventsSource::Anchor> EventsSource::nearest(qint64 row) const
{
    auto const above = std::prev(m_anchors.upper_bound(row));
    return {above->first, above->second};
}

void EventsSource::requestPage(qint64 page)
{
    if (page == 0 && m_newestWhole) {
        emit pageReady(0, m_newest);
        return;
    }
    auto [row, anchor] = nearest(page * kit::kLogPageRows);
    step({.page = page, .row = row, .anchor = anchor, .rows = {}});
}

void EventsSource::step(Walk walk)
{
    auto const first = walk.page * kit::kLogPageRows;
    if (first - walk.row > kWalkRowsMax && m_counted && !walk.counted)
        return refine(std::move(walk));
    if (++walk.steps > kStepsMax) {
        emit pageFailed(walk.page,
                        tr("The engine does not reach these rows in time. Narrow the time range."));
        return;
    }
    auto const wanted = first + kit::kLogPageRows - std::max(walk.row, first);
    auto const limit =
        walk.row < first ? std::min<qint64>(first - walk.row, kLimitMax) : std::max<qint64>(1, wanted);
    auto const anchor = walk.anchor;
    m_client.events(m_query, {m_span.from, anchor.to}, anchor.cursor, static_cast<int>(limit), this,
                    [this, turn = m_turn, walk = std::move(walk)](Reply<EventPage> const& reply) mutable {
                        if (turn != m_turn)
                            return;
                        if (auto const* problem = problemOf(reply)) {
                            emit pageFailed(walk.page, kit::plainWords(*problem));
                            return;
                        }
                        take(std::move(walk), std::get<EventPage>(reply));
                    });
}

void EventsSource::note(QStringList const& missing)
{
    auto const before = m_missing.size();
    for (auto const& engine : missing)
        if (!m_missing.contains(engine))
            m_missing << engine;
    if (m_missing.size() != before)
        emit missingChanged(m_missing);
}

void EventsSource::take(Walk walk, EventPage const& found)
{
    note(found.missing);
    auto const first = walk.page * kit::kLogPageRows;
    for (auto const& event : found.events) {
        if (walk.row++ < first)
            continue;
        m_shelf.put(event);
        walk.rows.push_back(rowOf(event, m_withDay));
    }
    auto const done = static_cast<qint64>(walk.rows.size()) >= kit::kLogPageRows || found.next.isEmpty();
    if (!found.next.isEmpty()) {
        walk.anchor.cursor = found.next;
        m_anchors.insert_or_assign(walk.row, walk.anchor);
    }
    if (!done)
        return step(std::move(walk));
    auto const end = walk.row + (found.next.isEmpty() ? 0 : kit::kLogPageRows);
    deliver(walk);
    if (m_counted || (end <= m_rows && !found.next.isEmpty()))
        return;
    m_rows = end;
    emit grew();
}

void EventsSource::deliver(Walk const& walk)
{
    emit pageReady(walk.page, walk.rows);
}

// The part that holds the wanted row has too many events to walk through: counted in smaller parts.
void EventsSource::refine(Walk walk)
{
    auto const first = walk.page * kit::kLogPageRows;
    walk.counted = true;
    qint64 above = 0;
    auto part = static_cast<qint64>(m_fine.counts.size()) - 1;
    while (part > 0 && above + m_fine.counts[static_cast<std::size_t>(part)] <= first)
        above += m_fine.counts[static_cast<std::size_t>(part--)];
    auto const step = m_fine.stepMs();
    Span const span{m_fine.span.from.addMSecs(part * step), m_fine.span.from.addMSecs((part + 1) * step)};
    auto parts = std::min(kBucketsMax, step);
    while (parts > 1 && step % parts != 0)
        --parts;
    m_client.histogram(
        m_query, span, static_cast<int>(parts), this,
        [this, turn = m_turn, span, above, walk = std::move(walk)](Reply<Counts> const& reply) mutable {
            if (turn != m_turn)
                return;
            if (auto const* counts = std::get_if<Counts>(&reply))
                addAnchors({span, counts->all}, above);
            auto [row, anchor] = nearest(walk.page * kit::kLogPageRows);
            walk.row = row;
            walk.anchor = anchor;
            this->step(std::move(walk));
        });
}

} // namespace ui::logs
