// Columns of the incidents page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_model.h"

#include "ui/kit/text.h"
#include "ui/pages/incidents/incidents_lines.h"

#include <QCoreApplication>

namespace ui::incidents {

namespace {

using kit::Cell;
using kit::Look;

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::incidents::Columns", words);
}

Cell timeCell(QDateTime const& at)
{
    auto cell = kit::monoMuted(at.isValid() ? at.toUTC().toString(QStringLiteral("MM-dd HH:mm"))
                                            : QStringLiteral("–"));
    cell.tip = kit::dayTime(at);
    return cell;
}

Cell lastingCell(QDateTime const& from, QDateTime const& to)
{
    // "now" says when; this says how long.
    auto cell = kit::number(from.secsTo(to) < 5 ? tr("< 5 s") : kit::age(from, to));
    cell.tip = kit::dayTime(from);
    return cell;
}

QString about(Incident const& incident)
{
    if (!incident.alertId.isEmpty())
        return tr("from an alert · opened by %1").arg(kit::visible(incident.openedBy));
    return tr("declared by %1").arg(kit::visible(incident.openedBy));
}

std::vector<kit::Column<Incident>> caseColumns(Clock const& clock)
{
    return {
        {tr("Severity"), 104,
         [](Incident const& one) { return kit::severityCell(severityFrom(one.severity)); },
         [](Incident const& one) { return static_cast<int>(severityFrom(one.severity)); }},
        {tr("Case"), 0,
         [](Incident const& one) {
             return Cell{.words = kit::visible(one.title), .look = Look::TwoLines, .second = about(one)};
         }},
        {tr("State"), 110,
         [](Incident const& one) { return kit::chip(stateWord(one.state), stateTone(one.state)); }},
        {tr("Open for"), 92,
         [&clock](Incident const& one) {
             return lastingCell(one.openedAt, one.closed() ? one.closedAt : clock.now());
         },
         [](Incident const& one) { return one.openedAt; }},
        {tr("Opened, UTC"), 116, [](Incident const& one) { return timeCell(one.openedAt); },
         [](Incident const& one) { return one.openedAt; }},
        {tr("Id"), 92,
         [](Incident const& one) {
             auto cell = kit::monoMuted(shortId(one.id));
             cell.tip = one.id;
             return cell;
         }},
    };
}

} // namespace

QString evidenceWord(QString const& kind)
{
    if (kind == QLatin1String("frozen_query"))
        return tr("Frozen log query");
    if (kind == QLatin1String("file"))
        return tr("File");
    if (kind == QLatin1String("backup"))
        return tr("Backup");
    return kind;
}

QString evidenceIcon(QString const& kind)
{
    if (kind == QLatin1String("frozen_query"))
        return QStringLiteral("scroll-text");
    if (kind == QLatin1String("backup"))
        return QStringLiteral("archive");
    return QStringLiteral("file-lock-2");
}

IncidentsModel::IncidentsModel(Clock const& clock, QObject* parent) : TableModel{caseColumns(clock), parent}
{
}

EvidenceModel::EvidenceModel(QObject* parent)
    : TableModel{{
                     {tr("Kind"), 150,
                      [](Evidence const& one) {
                          return Cell{.words = kit::visible(evidenceWord(one.kind)),
                                      .look = Look::IconText,
                                      .icon = evidenceIcon(one.kind)};
                      }},
                     {tr("Reference"), 0,
                      [](Evidence const& one) { return kit::mono(kit::visible(one.reference)); }},
                     {tr("Lines"), 76,
                      [](Evidence const& one) {
                          return kit::number(one.rows > 0 ? kit::grouped(one.rows) : QStringLiteral("–"));
                      }},
                     {tr("SHA-256"), 148,
                      [](Evidence const& one) {
                          auto cell =
                              kit::monoMuted(one.sha256.left(8) + QStringLiteral("…") + one.sha256.right(6));
                          cell.tip = one.sha256;
                          return cell;
                      }},
                     {tr("Added by"), 110,
                      [](Evidence const& one) { return kit::plain(kit::visible(one.addedBy), Role::Text2); }},
                     {tr("Added, UTC"), 110, [](Evidence const& one) { return timeCell(one.addedAt); }},
                 },
                 parent}
{
}

TouchedModel::TouchedModel(QObject* parent)
    : TableModel{{
                     {tr("What"), 104,
                      [](Touch const& one) {
                          return one.written ? kit::chip(tr("Written"), Role::High)
                                             : kit::chip(tr("Read"), Role::Info);
                      }},
                     {tr("Collection"), 200,
                      [](Touch const& one) { return kit::plain(kit::visible(one.collection)); }},
                     {tr("Record"), 0, [](Touch const& one) { return kit::mono(kit::visible(one.record)); }},
                 },
                 parent}
{
}

RunsModel::RunsModel(Clock const& clock, QObject* parent)
    : TableModel{{
                     {tr("Playbook"), 0,
                      [](Run const& one) {
                          auto const waits = one.waitsForPeople()
                                                 ? tr("waits: %1").arg(kit::visible(one.waitingStep))
                                                 : kit::visible(one.reason);
                          return Cell{.words = kit::visible(one.name),
                                      .look = Look::TwoLines,
                                      .second = waits.isEmpty()
                                                    ? tr("started by %1").arg(kit::visible(one.startedBy))
                                                    : waits};
                      }},
                     {tr("State"), 130,
                      [](Run const& one) {
                          if (one.waitsForPeople())
                              return kit::chip(tr("Waits for you"), Role::High);
                          if (one.live())
                              return kit::chip(tr("Running"), Role::Accent);
                          if (one.state == QLatin1String("succeeded"))
                              return kit::chip(tr("Succeeded"), Role::Ok);
                          if (one.state == QLatin1String("failed"))
                              return kit::chip(tr("Failed"), Role::Crit);
                          return kit::chip(tr("Cancelled"), Role::Info);
                      }},
                     {tr("Took"), 90,
                      [&clock](Run const& one) {
                          return lastingCell(one.startedAt, one.live() ? clock.now() : one.endedAt);
                      }},
                     {tr("Started, UTC"), 116, [](Run const& one) { return timeCell(one.startedAt); }},
                 },
                 parent}
{
}

} // namespace ui::incidents
