// Columns of the playbooks page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

namespace ui::playbooks {

namespace {

using kit::Cell;
using kit::Look;

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::playbooks::Columns", words);
}

Cell timeCell(QDateTime const& at)
{
    auto cell = kit::monoMuted(at.isValid() ? at.toUTC().toString(QStringLiteral("MM-dd HH:mm"))
                                            : QStringLiteral("–"));
    cell.tip = kit::dayTime(at);
    return cell;
}

Cell stateCell(Playbook const& one)
{
    if (!one.runnable)
        return kit::chip(tr("Cannot run"), Role::Crit);
    return one.approved ? kit::chip(tr("Approved"), Role::Ok) : kit::chip(tr("Draft"), Role::High);
}

std::vector<kit::Column<Playbook>> playbookColumns()
{
    return {
        {tr("Playbook"), 0,
         [](Playbook const& one) {
             return Cell{.words = kit::visible(one.name),
                         .look = Look::TwoLines,
                         .second = kit::visible(one.description)};
         }},
        {tr("State"), 104, stateCell},
        {tr("Origin"), 92,
         [](Playbook const& one) {
             return kit::plain(one.builtIn ? tr("Built-in") : tr("Imported"), Role::Text2);
         }},
        {tr("Version"), 104,
         [](Playbook const& one) {
             auto const made = QDateTime::fromString(one.version, Qt::ISODateWithMs).toUTC();
             auto cell = kit::monoMuted(made.toString(QStringLiteral("yyyy-MM-dd")));
             cell.tip = kit::dayTime(made);
             return cell;
         }},
    };
}

struct LogWords {
    char const* kind;
    char const* words; // %1: the step; %2: who.
    Severity shape;
};

#define WORDS(text) QT_TRANSLATE_NOOP("ui::playbooks::Columns", text)
constexpr LogWords kLogWords[] = {
    {"intent", WORDS("%1 began"), Severity::Info},
    {"accepted", WORDS("%1 was accepted"), Severity::Info},
    {"visit", WORDS("%1"), Severity::Info},
    {"done", WORDS("%1 finished"), Severity::Ok},
    {"failed", WORDS("%1 failed"), Severity::Critical},
    {"answered", WORDS("%2 answered %1"), Severity::Ok},
    {"approved", WORDS("%2 approved %1"), Severity::Ok},
    {"denied", WORDS("%2 refused %1"), Severity::High},
    {"passed", WORDS("%1 goes on"), Severity::Info},
    {"timed_out", WORDS("%1 ran out of time"), Severity::High},
    {"cancelled", WORDS("%2 stopped the run"), Severity::High},
};
#undef WORDS

LogWords const* logWords(Journal const& line)
{
    for (auto const& words : kLogWords)
        if (line.kind == QLatin1String(words.kind))
            return &words;
    return nullptr;
}

Cell journalCell(Journal const& line)
{
    auto const* words = logWords(line);
    auto said = words ? tr(words->words) : line.kind + QStringLiteral(" %1");
    said.replace(QStringLiteral("%1"), kit::visible(line.stepName))
        .replace(QStringLiteral("%2"), kit::visible(line.by));
    return {.words = said,
            .look = Look::TwoLines,
            .second = kit::visible(line.says),
            .tip = kit::visible(line.says)};
}

} // namespace

PlaybooksModel::PlaybooksModel(QObject* parent) : TableModel{playbookColumns(), parent} {}

RunsModel::RunsModel(Clock const& clock, QObject* parent)
    : TableModel{
          {
              {tr("Run of"), 0,
               [](Run const& one) {
                   auto const second =
                       one.waiting.forPeople() ? tr("waits: %1").arg(kit::visible(one.waiting.stepName))
                       : one.reason.isEmpty()  ? tr("started by %1").arg(kit::visible(one.startedBy))
                                               : kit::visible(one.reason);
                   return Cell{.words = kit::visible(one.name), .look = Look::TwoLines, .second = second};
               }},
              {tr("State"), 130, [](Run const& one) { return kit::chip(runWord(one), runTone(one)); }},
              {tr("Case"), 96,
               [](Run const& one) {
                   auto cell = kit::monoMuted(one.incidentId.isEmpty()
                                                  ? QStringLiteral("–")
                                                  : QStringLiteral("…") + one.incidentId.right(6));
                   cell.tip = one.incidentId;
                   return cell;
               }},
              {tr("Took"), 84,
               [&clock](Run const& one) {
                   return kit::number(kit::age(one.startedAt, one.live() ? clock.now() : one.endedAt));
               },
               [](Run const& one) { return one.startedAt.msecsTo(one.endedAt); }},
              {tr("Started, UTC"), 116, [](Run const& one) { return timeCell(one.startedAt); },
               [](Run const& one) { return one.startedAt; }},
          },
          parent}
{
}

StepsModel::StepsModel(QObject* parent)
    : TableModel{{
                     {tr("No."), 44,
                      [](StepRow const& row) {
                          return kit::number(row.step.number > 0 ? QString::number(row.step.number)
                                                                 : QStringLiteral("–"));
                      }},
                     {tr("Step"), 0,
                      [](StepRow const& row) {
                          return Cell{.words = kit::visible(row.step.name),
                                      .look = Look::TwoLines,
                                      .second = row.leadsTo};
                      }},
                     {tr("State"), 92,
                      [](StepRow const& row) {
                          return kit::chip(kit::nodeStateWord(row.state), toneOf(row.state));
                      }},
                 },
                 parent}
{
}

JournalModel::JournalModel(QObject* parent)
    : TableModel{{
                     {tr("Time"), 86,
                      [](Journal const& line) {
                          auto cell = kit::monoMuted(kit::clockTime(line.at));
                          cell.tip = kit::dayTime(line.at);
                          return cell;
                      }},
                     {tr("How"), 34,
                      [](Journal const& line) {
                          auto const* words = logWords(line);
                          auto cell = kit::severityCell(words ? words->shape : Severity::Info);
                          cell.words.clear(); // The shape alone; the words beside it say the same.
                          return cell;
                      }},
                     {tr("What"), 0, journalCell},
                 },
                 parent}
{
}

std::vector<StepRow> stepRows(Flow const& flow, Progress const& progress)
{
    std::vector<StepRow> rows;
    for (auto const& step : flow.steps) {
        QStringList next;
        for (auto const& edge : flow.from(step.id)) {
            auto const* to = flow.step(edge.to);
            auto const name = to ? kit::visible(to->name) : edge.to;
            next << (edge.label.isEmpty() ? name : QStringLiteral("%1: %2").arg(edge.label, name));
        }
        rows.push_back({step, progress.of(step.id),
                        next.isEmpty() ? QString{} : tr("then %1").arg(next.join(QStringLiteral(" · ")))});
    }
    return rows;
}

Role toneOf(kit::NodeState state)
{
    switch (state) {
    case kit::NodeState::ToCome:
        return Role::Info;
    case kit::NodeState::Current:
        return Role::Accent;
    case kit::NodeState::Waiting:
        return Role::High;
    case kit::NodeState::Done:
        return Role::Ok;
    case kit::NodeState::Failed:
        return Role::Crit;
    case kit::NodeState::Skipped:
        break;
    }
    return Role::Info;
}

QString runWord(Run const& run)
{
    if (run.live() && run.waiting.forPeople())
        return tr("Waits for you");
    if (run.live())
        return tr("Running");
    if (run.state == QLatin1String("succeeded"))
        return tr("Succeeded");
    if (run.state == QLatin1String("failed"))
        return tr("Failed");
    return run.state == QLatin1String("cancelled") ? tr("Cancelled") : run.state;
}

Role runTone(Run const& run)
{
    if (run.live())
        return run.waiting.forPeople() ? Role::High : Role::Accent;
    return run.state == QLatin1String("succeeded") ? Role::Ok
           : run.state == QLatin1String("failed")  ? Role::Crit
                                                   : Role::Info;
}

} // namespace ui::playbooks
