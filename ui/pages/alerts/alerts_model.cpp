// Columns of the alerts page and the words of rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alerts/alerts_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

namespace ui::alerts {

namespace {

using kit::Cell;
using kit::Look;

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::alerts::Columns", words);
}

Cell stateCell(Alert const& one)
{
    if (!one.inCase.id.isEmpty() && !one.closed())
        return kit::chip(tr("In a case"), Role::Accent);
    return kit::chip(stateWord(one.state), stateTone(one.state));
}

QString secondLine(Alert const& one)
{
    if (one.key == QLatin1String("(many)"))
        return tr("a storm: many keys, folded into one");
    auto const who =
        one.subject.user.isEmpty() ? QString{} : QStringLiteral(" · ") + kit::visible(one.subject.user);
    return (one.key.isEmpty() ? tr("no key") : kit::visible(one.key)) + who;
}

std::vector<kit::Column<Alert>> alertColumns(Clock const& clock)
{
    return {
        {tr("Severity"), 104, [](Alert const& one) { return kit::severityCell(severityFrom(one.severity)); },
         [](Alert const& one) { return static_cast<int>(severityFrom(one.severity)); }},
        {tr("Alert"), 0,
         [](Alert const& one) {
             return Cell{.words = kit::visible(one.rule), .look = Look::TwoLines, .second = secondLine(one)};
         }},
        {tr("Times"), 72, [](Alert const& one) { return kit::number(kit::grouped(one.count)); },
         [](Alert const& one) { return one.count; }},
        {tr("Age"), 76,
         [&clock](Alert const& one) {
             auto cell = kit::number(kit::age(one.openedAt, clock.now()));
             cell.tip = kit::dayTime(one.openedAt);
             return cell;
         },
         [](Alert const& one) { return one.openedAt; }},
        {tr("Who"), 150,
         [](Alert const& one) {
             auto const who = one.closed() ? one.closedBy : one.acknowledgedBy;
             if (who.isEmpty())
                 return kit::muted(QStringLiteral("–"));
             return Cell{.words = kit::visible(who), .look = Look::Person};
         }},
        {tr("State"), 124, stateCell},
    };
}

} // namespace

QString stateWord(QString const& state)
{
    if (state == QLatin1String("open"))
        return tr("New");
    if (state == QLatin1String("acknowledged"))
        return tr("Acknowledged");
    if (state == QLatin1String("closed"))
        return tr("Closed");
    return state;
}

Role stateTone(QString const& state)
{
    return state == QLatin1String("open")           ? Role::High
           : state == QLatin1String("acknowledged") ? Role::Ok
                                                    : Role::Info;
}

QString windowWord(qint64 seconds)
{
    if (seconds >= 3600 && seconds % 3600 == 0)
        return tr("%1 h").arg(seconds / 3600);
    if (seconds >= 60 && seconds % 60 == 0)
        return tr("%1 m").arg(seconds / 60);
    return tr("%1 s").arg(seconds);
}

QString conditionOf(Rule const& rule)
{
    QStringList steps;
    for (auto const& step : rule.steps)
        steps << tr("%1 of %2").arg(step.count).arg(step.query);
    auto words = steps.join(tr(", then ")) + tr(" within %1").arg(windowWord(rule.windowSeconds));
    return rule.groupBy.isEmpty() ? words
                                  : words + tr(" for each %1").arg(rule.groupBy.join(QStringLiteral(" + ")));
}

QString evidenceQuery(Alert const& alert, Rule const* rule)
{
    QStringList parts;
    if (rule) {
        QStringList steps;
        for (auto const& step : rule->steps)
            steps << QStringLiteral("(%1)").arg(step.query);
        parts << (steps.size() > 1 ? QStringLiteral("(%1)").arg(steps.join(QStringLiteral(" OR ")))
                                   : steps.join(QString{}));
    }
    // The key is "address=203.0.113.7 user=ada": values may hold spaces, so the rule's fields say where
    // each begins.
    auto const fields = rule ? rule->groupBy : QStringList{};
    auto rest = alert.key;
    for (qsizetype i = 0; i < fields.size(); ++i) {
        auto const head = fields[i] + QLatin1Char('=');
        if (!rest.startsWith(head))
            break;
        auto const next =
            i + 1 < fields.size() ? rest.indexOf(QLatin1Char(' ') + fields[i + 1] + QLatin1Char('=')) : -1;
        auto value = next < 0 ? rest.mid(head.size()) : rest.mid(head.size(), next - head.size());
        rest = next < 0 ? QString{} : rest.mid(next + 1);
        value.replace(QLatin1Char('\\'), QStringLiteral("\\\\"))
            .replace(QLatin1Char('"'), QStringLiteral("\\\""));
        parts << QStringLiteral("%1=\"%2\"").arg(fields[i], value);
    }
    return parts.join(QStringLiteral(" AND "));
}

AlertsModel::AlertsModel(Clock const& clock, QObject* parent) : TableModel{alertColumns(clock), parent} {}

RulesModel::RulesModel(QObject* parent)
    : TableModel{{
                     {tr("On"), 44,
                      [](Rule const& one) {
                          return Cell{.words = one.enabled ? tr("Enabled") : tr("Disabled"),
                                      .look = Look::Tick,
                                      .tick = one.enabled ? Qt::Checked : Qt::Unchecked};
                      }},
                     {tr("Rule"), 230,
                      [](Rule const& one) {
                          return Cell{.words = kit::visible(one.name),
                                      .look = Look::TwoLines,
                                      .second = one.builtIn ? tr("built-in") : tr("own")};
                      }},
                     {tr("Condition"), 0,
                      [](Rule const& one) { return kit::monoMuted(kit::visible(conditionOf(one))); }},
                     {tr("Severity"), 104,
                      [](Rule const& one) { return kit::severityCell(severityFrom(one.severity)); },
                      [](Rule const& one) { return static_cast<int>(severityFrom(one.severity)); }},
                     {tr("Keys"), 68,
                      [](Rule const& one) {
                          return kit::number(one.enabled ? kit::grouped(one.keys) : QStringLiteral("–"));
                      },
                      [](Rule const& one) { return one.keys; }},
                 },
                 parent}
{
}

} // namespace ui::alerts
