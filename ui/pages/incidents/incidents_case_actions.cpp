// What a case view does: notes, states, evidence, playbooks, and the ways to other pages.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/incidents/incidents_case.h"
#include "ui/pages/incidents/incidents_dialogs.h"
#include "ui/pages/incidents/incidents_lines.h"

#include <QFileDialog>

namespace ui::incidents {

void CaseView::connectHead()
{
    connect(m_head, &CaseHead::back, this, &CaseView::back);
    connect(m_head, &CaseHead::stateChosen, this, &CaseView::changeState);
    connect(m_head, &CaseHead::reportChosen, this, [this] { showTab(ReportTab); });
    connect(m_head, &CaseHead::bundleChosen, m_report, &ReportPane::saveBundle);
    connect(m_head, &CaseHead::fileChosen, this, &CaseView::chooseFile);
    connect(m_head, &CaseHead::detailsChosen, this, [this] { m_side->setVisible(m_side->isHidden()); });
    connect(m_report, &ReportPane::saved, this, [this](QString const& path, QString const& sha256) {
        m_context.shell.toast(kit::ToastKind::Done, tr("Saved %1").arg(path), tr("SHA-256 %1").arg(sha256));
    });
    connect(m_report, &ReportPane::failed, this, [this](QString const& title, QString const& hint) {
        m_context.shell.toast(kit::ToastKind::Failure, title, hint);
    });
}

void CaseView::connectSide()
{
    connect(m_side, &SidePane::runChosen, this, &CaseView::openRun);
    connect(m_side, &SidePane::startChosen, this, &CaseView::startPlaybook);
    connect(m_side, &SidePane::accountChosen, this, [this] {
        m_context.shell.go({QStringLiteral("users"), m_incident.userId, {}});
    });
    connect(m_side, &SidePane::alertChosen, this, [this] {
        m_context.shell.go({QStringLiteral("alerts"), m_incident.alertId, {}});
    });
    connect(m_side, &SidePane::touchedChosen, this, [this] { showTab(TouchedTab); });
    connect(m_side, &SidePane::evidenceChosen, this, [this] { showTab(EvidenceTab); });
    connect(m_touched, &TouchedPane::found, m_side, &SidePane::setTouched);
    connect(m_touched, &TouchedPane::found, this, [this](Touched const& touched) {
        m_tabs->setWord(TouchedTab,
                        tr("Touched %1").arg(kit::grouped(static_cast<qint64>(touched.records.size()))));
    });
    connect(m_touched, &TouchedPane::refused, this,
            [this](Problem const& problem) { m_side->setTouchedNote(kit::plainWords(problem)); });
    connect(m_touched, &TouchedPane::recordChosen, this,
            [this](QString const& collection, QString const& record) {
                QUrlQuery more;
                addItem(more, QStringLiteral("record"), record);
                m_context.shell.go({QStringLiteral("collections"), collection, more});
            });
}

QString CaseView::whyNotWrite() const
{
    return may(QStringLiteral("incidents.write"))
               ? QString{}
               : tr("You need incidents.write. Somebody who manages roles can grant it.");
}

void CaseView::showTab(int tab)
{
    m_tabs->setCurrent(tab);
    m_panes->setCurrentIndex(tab);
    if (tab == ReportTab && !m_incident.id.isEmpty())
        m_report->read();
}

void CaseView::readPreview(Playbook const& playbook)
{
    m_suggestion = Suggestion{playbook, {}};
    showSide();
    auto const wanted = [this, id = playbook.id] { return m_suggestion && m_suggestion->playbook.id == id; };
    m_client.flow(playbook.id,
                  {this, [this, wanted, id = playbook.id](Reply<QStringList> const& flow) {
                       if (problemOf(flow) || !wanted())
                           return;
                       m_client.preview(id, {this, [this, wanted, order = std::get<QStringList>(flow)](
                                                       Reply<std::vector<PreviewLine>> const& reply) {
                                                 if (problemOf(reply) || !wanted())
                                                     return;
                                                 auto& effects = m_suggestion->effects;
                                                 effects = std::get<std::vector<PreviewLine>>(reply);
                                                 // The engine lists them by id; people read from the first
                                                 // step to the last.
                                                 std::stable_sort(
                                                     effects.begin(), effects.end(),
                                                     [&](PreviewLine const& one, PreviewLine const& other) {
                                                         return order.indexOf(one.step) <
                                                                order.indexOf(other.step);
                                                     });
                                                 showSide();
                                             }});
                   }});
}

void CaseView::lookForTouched()
{
    QStringList const tokens = m_subject.tokenIds;
    auto const from =
        m_subject.firstAt.isValid() ? std::min(m_subject.firstAt, m_incident.openedAt) : m_incident.openedAt;
    auto const to = m_incident.closed() ? m_incident.closedAt : m_context.clock.now();
    m_touched->setSubject(m_incident.userId, m_account.name.isEmpty() ? m_subject.user : m_account.name,
                          tokens, from, to);
    if (!may(QStringLiteral("logs.read")))
        return m_side->setTouchedNote(tr("You need logs.read to look for it."));
    if (!m_touched->knowsWhom())
        return m_side->setTouchedNote(tr("This case is not about an account, and its alert names no token."));
    if (m_lookedForTouched)
        return;
    m_lookedForTouched = true;
    m_side->setTouchedNote(tr("The engine looks through the logs…"));
    m_touched->read();
}

void CaseView::openRun(QString const& id)
{
    QUrlQuery more;
    addItem(more, QStringLiteral("kind"), QStringLiteral("run"));
    m_context.shell.go({QStringLiteral("playbooks"), id, more});
}

void CaseView::startPlaybook(QString const& playbookId)
{
    // All that the case knows goes along, so that at night nothing is typed.
    QUrlQuery more;
    addItem(more, QStringLiteral("incident"), m_incident.id);
    if (!m_incident.userId.isEmpty())
        addItem(more, QStringLiteral("user"), m_incident.userId);
    if (!m_incident.userId.isEmpty())
        addItem(more, QStringLiteral("query"), QStringLiteral("user_id=\"%1\"").arg(m_incident.userId));
    else if (!m_subject.address.isEmpty())
        addItem(more, QStringLiteral("query"), QStringLiteral("address=\"%1\"").arg(m_subject.address));
    if (!playbookId.isEmpty())
        addItem(more, QStringLiteral("start"), QStringLiteral("1"));
    m_context.shell.go({QStringLiteral("playbooks"), playbookId, more});
}

void CaseView::actOn(QString const& lineId)
{
    auto const found = std::find_if(m_lines.begin(), m_lines.end(),
                                    [&](Line const& line) { return QString::number(line.number) == lineId; });
    if (found == m_lines.end())
        return;
    if (found->kind == QLatin1String("playbook.waiting"))
        return openRun(found->data["run_id"].toString());
    if (found->kind == QLatin1String("alert.opened"))
        return m_context.shell.go({QStringLiteral("alerts"), found->data["alert_id"].toString(), {}});
    if (found->kind != QLatin1String("evidence"))
        return;
    showTab(EvidenceTab);
    auto const id = found->data["id"].toString();
    for (int row = 0; row < m_evidenceModel->rowCount(); ++row)
        if (m_evidenceModel->rowAt(row).id == id)
            m_evidenceTable->selectRow(row);
}

void CaseView::sendNote()
{
    auto const words = m_note->text().trimmed();
    if (words.isEmpty() || !m_addNote->isEnabled())
        return m_note->setFocus();
    m_addNote->setEnabled(false);
    auto const decided = m_noteKind->current() == 1 && !m_incident.closed();
    m_client.addNote(m_id, decided ? decisionMark() + words : words,
                     {this, [this](Reply<Line> const& reply) {
                          m_addNote->setEnabled(true);
                          if (auto const* problem = problemOf(reply))
                              return m_context.shell.problem(*problem); // The words stay.
                          m_note->clear();
                          readLines();
                      }});
}

void CaseView::changeState(QString const& state)
{
    if (!whyNotWrite().isEmpty())
        return;
    if (state == QLatin1String("closed"))
        return confirmClosing();
    sendState(m_id, state);
}

void CaseView::confirmClosing()
{
    QList<kit::Effect> effects;
    int live = 0;
    for (auto const& run : m_runs)
        live += run.live() ? 1 : 0;
    if (live > 0)
        effects << kit::Effect{QStringLiteral("workflow"),
                               live == 1 ? tr("1 playbook run of this case still goes on")
                                         : tr("%1 playbook runs of this case still go on").arg(live),
                               {},
                               Role::Crit};
    if (m_incident.state == QLatin1String("open"))
        effects << kit::Effect{
            QStringLiteral("shield-alert"), tr("The case was never marked as contained"), {}, Role::High};
    effects << kit::Effect{QStringLiteral("ban"),
                           tr("No playbook can be started from it any more"),
                           {},
                           Role::High}
            << kit::Effect{QStringLiteral("message-square"), tr("Later notes become addenda"), {}, Role::Info}
            << kit::Effect{QStringLiteral("file-lock-2"),
                           tr("Evidence stays with its hashes: %1").arg(m_evidence.size()),
                           {},
                           Role::Ok};
    kit::Confirmation const asked{
        .title = tr("Close “%1”?").arg(kit::visible(m_incident.title)),
        .fact = tr("%1 · a closed case stays closed").arg(m_context.shell.environment()),
        .effects = effects,
        .undoUntil = tr("This cannot be undone."),
        .verb = tr("Close case in %1").arg(m_context.shell.environment()),
        .keep = tr("Keep open")};
    m_asked = new kit::ConfirmDialog{
        this, asked, [this, id = m_id](QString const&) { sendState(id, QStringLiteral("closed")); }};
}

void CaseView::sendState(QString const& id, QString const& state)
{
    auto const before = m_incident.state;
    m_client.setState(id, state, {this, [this, id, before, state](Reply<Incident> const& reply) {
                                      if (auto const* problem = problemOf(reply)) {
                                          if (m_asked)
                                              m_asked->failed(*problem);
                                          else
                                              m_context.shell.problem(*problem);
                                          return;
                                      }
                                      if (m_asked)
                                          m_asked->close();
                                      std::function<void()> back;
                                      if (state != QLatin1String("closed"))
                                          back = [view = QPointer{this}, id, before] {
                                              if (view)
                                                  view->sendState(id, before);
                                          };
                                      m_context.shell.toast(
                                          kit::ToastKind::Done,
                                          tr("The case is %1").arg(stateWord(state).toLower()), {}, back);
                                      refresh();
                                  }});
}

void CaseView::chooseFile()
{
    auto* dialog = new QFileDialog{this, tr("Add a file as evidence")};
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](QString const& path) {
        auto* asked = new FileEvidenceDialog{this, m_client, m_id, path};
        connect(asked, &FileEvidenceDialog::added, this, [this] { refresh(); });
    });
    dialog->open();
}

} // namespace ui::incidents
