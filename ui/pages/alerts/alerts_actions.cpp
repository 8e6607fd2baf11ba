// What the alerts page does: into a case in one step, acknowledge, close, and the rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/alerts/alerts_dialogs.h"
#include "ui/pages/alerts/alerts_page.h"

namespace ui::alerts {

namespace {

constexpr int kEvidenceMarginSeconds = 1;

} // namespace

QStringList AlertsPage::chosenIds(bool openOnly) const
{
    QStringList ids;
    for (auto const row : m_table->selectedRows())
        if (openOnly ? m_model->rowAt(row).open() : !m_model->rowAt(row).closed())
            ids << m_model->rowAt(row).id;
    return ids;
}

QList<QAction*> AlertsPage::actionsOf(int row)
{
    auto const alert = m_model->rowAt(row);
    QList<QAction*> actions;
    auto const add = [&](QString const& words, bool enabled, std::function<void()> act) {
        auto* action = new QAction{words};
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
        actions << action;
    };
    auto const writes = may(QStringLiteral("alerts.write"));
    if (!alert.inCase.id.isEmpty())
        add(tr("Go to the case"), true, [this] { openIncident(); });
    else
        add(tr("Open incident"), !alert.closed() && may(QStringLiteral("incidents.write")),
            [this] { openIncident(); });
    if (alert.open())
        add(tr("Acknowledge"), writes, [this, id = alert.id] { acknowledge(id, true); });
    if (!alert.closed())
        add(tr("Close…"), writes, [this, id = alert.id] { closeChosen({id}); });
    add(tr("Show its events in Logs"), true, [this, alert] { showEvents(alert); });
    return actions;
}

/// One step: the case carries the alert, its severity and the account; nothing is asked.
void AlertsPage::openIncident()
{
    auto const alert = m_alertPane->alert();
    if (alert.id.isEmpty())
        return;
    if (!alert.inCase.id.isEmpty())
        return shell().go({QStringLiteral("incidents"), alert.inCase.id, {}});
    if (alert.closed() || !may(QStringLiteral("incidents.write")))
        return;
    m_alertPane->setBusy(true);
    m_client.openIncident(alert, {this, [this, alert](Reply<Case> const& reply) {
                                      m_alertPane->setBusy(false);
                                      if (auto const* problem = problemOf(reply))
                                          return shell().problem(*problem);
                                      auto const& one = std::get<Case>(reply);
                                      m_cases.push_back(one);
                                      m_cases.back().alertId = alert.id;
                                      replace(alert);
                                      // Who opens a case for it has seen it.
                                      if (alert.open() && may(QStringLiteral("alerts.write")))
                                          acknowledge(alert.id, false);
                                      shell().go({QStringLiteral("incidents"), one.id, {}});
                                  }});
}

void AlertsPage::acknowledge(QString const& id, bool tells)
{
    m_client.acknowledge(id, {this, [this, tells](Reply<Alert> const& reply) {
                                  if (auto const* problem = problemOf(reply)) {
                                      if (tells)
                                          shell().problem(*problem);
                                      return refresh();
                                  }
                                  replace(std::get<Alert>(reply));
                                  if (tells)
                                      shell().toast(kit::ToastKind::Done, tr("Acknowledged"),
                                                    std::get<Alert>(reply).rule);
                              }});
}

void AlertsPage::acknowledgeChosen()
{
    auto const ids = chosenIds(true);
    for (auto const& id : ids)
        acknowledge(id, false);
    if (!ids.isEmpty())
        shell().toast(kit::ToastKind::Done, ids.size() == 1 ? tr("1 alert acknowledged")
                                                            : tr("%1 alerts acknowledged").arg(ids.size()));
    m_table->clearSelection();
}

void AlertsPage::closeChosen(QStringList const& ids)
{
    if (ids.isEmpty() || !may(QStringLiteral("alerts.write")))
        return;
    auto const what = ids.size() == 1 ? m_alertPane->alert().rule : QString{};
    auto* dialog = new CloseDialog{this, m_client, ids, kit::visible(what)};
    connect(dialog, &CloseDialog::closedAlert, this, [this](Alert const& alert) { replace(alert); });
}

void AlertsPage::showEvents(Alert const& alert)
{
    QUrlQuery more;
    addItem(more, QStringLiteral("q"), evidenceQuery(alert, ruleOf(alert)));
    addItem(more, QStringLiteral("from"),
            alert.firstAt.addSecs(-kEvidenceMarginSeconds).toString(Qt::ISODateWithMs));
    addItem(more, QStringLiteral("to"),
            alert.lastAt.addSecs(kEvidenceMarginSeconds).toString(Qt::ISODateWithMs));
    shell().go({QStringLiteral("logs"), {}, more});
}

void AlertsPage::newRule()
{
    if (!may(QStringLiteral("alerts.write")))
        return;
    auto* dialog = new RuleDialog{this, context(), m_client};
    connect(dialog, &RuleDialog::created, this, [this](Rule const& rule) {
        shell().toast(kit::ToastKind::Done, tr("The rule watches"), rule.name);
        showTab(1);
        readRules();
    });
}

void AlertsPage::toggleRule()
{
    auto const row = m_rulesTable->currentRow();
    if (row < 0 || !may(QStringLiteral("alerts.write")))
        return;
    auto const rule = m_rulesModel->rowAt(row);
    if (!rule.enabled)
        return setRule(rule.id, true, true);
    int open = 0;
    for (auto const& alert : m_model->rows())
        open += alert.ruleId == rule.id && !alert.closed() ? 1 : 0;
    QList<kit::Effect> effects{
        {QStringLiteral("bell-off"), tr("Nothing watches for this any more: %1").arg(conditionOf(rule))},
        {QStringLiteral("timer-off"),
         tr("Keys that it is watching now are forgotten: %1").arg(kit::grouped(rule.keys))},
        {QStringLiteral("bell"),
         tr("Its alerts that are not closed stay as they are: %1").arg(open),
         {},
         Role::Info}};
    m_asked = new kit::ConfirmDialog{
        this,
        {.title = tr("Disable the rule “%1”?").arg(kit::visible(rule.name)),
         .fact = shell().environment(),
         .effects = effects,
         .undoUntil = tr("It can be enabled again at any time; what happens meanwhile raises nothing."),
         .verb = tr("Disable rule in %1").arg(shell().environment()),
         .keep = tr("Keep it on")},
        [this, id = rule.id](QString const&) { setRule(id, false, true); }};
}

void AlertsPage::setRule(QString const& id, bool enable, bool offersUndo)
{
    Then<Rule> const then{this, [this, id, enable, offersUndo](Reply<Rule> const& reply) {
                              if (auto const* problem = problemOf(reply)) {
                                  if (m_asked)
                                      m_asked->failed(*problem);
                                  else
                                      shell().problem(*problem);
                                  return;
                              }
                              if (m_asked)
                                  m_asked->close();
                              replaceRule(std::get<Rule>(reply));
                              std::function<void()> undo;
                              if (offersUndo)
                                  undo = [page = QPointer{this}, id, enable] {
                                      if (page)
                                          page->setRule(id, !enable, false);
                                  };
                              shell().toast(kit::ToastKind::Done,
                                            enable ? tr("The rule watches") : tr("The rule is off"),
                                            std::get<Rule>(reply).name, undo);
                          }};
    if (enable)
        m_client.enableRule(id, then);
    else
        m_client.disableRule(id, then);
}

void AlertsPage::removeRule()
{
    auto const row = m_rulesTable->currentRow();
    if (row < 0 || m_rulesModel->rowAt(row).builtIn || !may(QStringLiteral("alerts.write")))
        return;
    auto const rule = m_rulesModel->rowAt(row);
    QList<kit::Effect> effects{
        {QStringLiteral("trash-2"), tr("The rule is gone: %1").arg(conditionOf(rule)), {}, Role::Crit},
        {QStringLiteral("timer-off"),
         tr("Keys that it is watching now are forgotten: %1").arg(kit::grouped(rule.keys))},
        {QStringLiteral("bell"), tr("Alerts that it raised stay"), {}, Role::Info}};
    m_asked = new kit::ConfirmDialog{
        this,
        {.title = tr("Remove the rule “%1”?").arg(kit::visible(rule.name)),
         .fact = tr("%1 · this cannot be undone").arg(shell().environment()),
         .effects = effects,
         .undoUntil = tr("This cannot be undone."),
         .verb = tr("Remove rule in %1").arg(shell().environment()),
         .keep = tr("Keep rule"),
         .rung = kit::Rung::Destructive,
         .typed = rule.name},
        [this, id = rule.id](QString const&) {
            m_client.removeRule(id, {this, [this](Reply<bool> const& reply) {
                                         if (auto const* problem = problemOf(reply)) {
                                             if (m_asked)
                                                 m_asked->failed(*problem);
                                             return;
                                         }
                                         if (m_asked)
                                             m_asked->close();
                                         shell().toast(kit::ToastKind::Done, tr("The rule is removed"));
                                         readRules();
                                     }});
        }};
}

QList<kit::Command> AlertsPage::commands()
{
    QList<kit::Command> commands;
    auto const& alert = m_alertPane->alert();
    if (!alert.id.isEmpty() && may(QStringLiteral("incidents.write")))
        commands << kit::Command{alert.inCase.id.isEmpty() ? tr("Open an incident for this alert")
                                                           : tr("Go to the case of this alert"),
                                 QStringLiteral("siren"), [this] { openIncident(); }};
    if (!may(QStringLiteral("alerts.write")))
        return commands;
    if (alert.open())
        commands << kit::Command{tr("Acknowledge this alert"), QStringLiteral("check"),
                                 [this] { acknowledge(m_alertPane->alert().id, true); }};
    commands << kit::Command{tr("New alert rule…"), QStringLiteral("plus"), [this] { newRule(); }};
    return commands;
}

} // namespace ui::alerts
