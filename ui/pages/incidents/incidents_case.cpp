// Building a case view and reading what it shows; what it does stands in incidents_case_actions.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_case.h"

#include "ui/kit/text.h"
#include "ui/pages/incidents/incidents_lines.h"

#include <QButtonGroup>

namespace ui::incidents {

namespace {

constexpr int kSideWidth = 326;
constexpr std::size_t kLinesMax = 5000; // What the engine keeps of one case.
constexpr int kNoteLettersMax = 3900;   // The engine takes 4,000 with the mark of a decision.

} // namespace

CaseView::CaseView(kit::PageContext context, QWidget* parent)
    : QWidget{parent}, m_context{context}, m_client{context.api}, m_head{new CaseHead},
      m_panes{new QStackedWidget}, m_noteKind{new kit::Segmented{{tr("Note"), tr("Decision")}}},
      m_note{kit::input(tr("Add a note to the timeline"))}, m_addNote{new kit::Button{
                                                                tr("Add"), kit::Kind::Default,
                                                                QStringLiteral("corner-down-left")}},
      m_kinds{new QButtonGroup{this}}, m_timeline{new kit::Timeline{tr("Timeline, newest first")}},
      m_evidenceModel{new EvidenceModel{this}}, m_evidenceTable{new kit::Table{tr("Evidence"),
                                                                               m_evidenceModel, 36,
                                                                               kit::Table::Sorting::On}},
      m_touched{new TouchedPane{m_client}}, m_runsModel{new RunsModel{context.clock, this}},
      m_runsTable{new kit::Table{tr("Runs of this case"), m_runsModel, 52}},
      m_report{new ReportPane{m_client}}, m_side{new SidePane}
{
    m_tabs = new kit::Tabs{{tr("Timeline"), tr("Evidence"), tr("Touched"), tr("Runs"), tr("Report")}};
    build();
    connectHead();
    connectSide();
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &CaseView::tick);
}

void CaseView::build()
{
    auto* evidence = kit::column(0)->add(m_evidenceTable, 1);
    auto* runs = kit::column(0)->add(m_runsTable, 1);
    for (auto* pane : {timelinePane(), static_cast<QWidget*>(evidence), static_cast<QWidget*>(m_touched),
                       static_cast<QWidget*>(runs), static_cast<QWidget*>(m_report)})
        m_panes->addWidget(pane);
    auto* main = kit::column(0, {0, 0, 0, 0}, QStringLiteral("card"));
    main->add(kit::row(0, {16, 4, 16, 0})->add(m_tabs, 1))->add(kit::rule())->add(m_panes, 1);
    m_side->setFixedWidth(kSideWidth);
    auto* body = kit::row(14, {24, 0, 24, 16})->add(main, 1)->add(m_side);
    m_state = new kit::StateView{kit::column(0)->add(m_head)->add(body, 1)};
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_state);
    connect(m_tabs, &kit::Tabs::chosen, this, &CaseView::showTab);
    connect(m_runsTable, &kit::Table::opened, this, [this](int row) { openRun(m_runsModel->rowAt(row).id); });
}

QWidget* CaseView::timelinePane()
{
    auto* chips = kit::row(6, {16, 10, 16, 6});
    QStringList const words{tr("All"), tr("Decisions"), tr("Automated"), tr("Evidence"), tr("Notes")};
    for (int index = 0; index < words.size(); ++index) {
        auto* chip = new QPushButton{words[index]};
        chip->setProperty("kind", "chip");
        chip->setCheckable(true);
        chip->setChecked(index == 0);
        chip->setFont(fontOf(Type::SmallStrong));
        chip->setFixedHeight(26);
        chip->setAccessibleName(words[index]);
        chip->setFocusPolicy(index == 0 ? Qt::StrongFocus : Qt::ClickFocus);
        m_kinds->addButton(chip, index);
        chips->add(chip);
    }
    chips->stretch()->add(kit::text(tr("Newest first · UTC"), Type::Small, Role::Muted));
    connect(m_kinds, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        m_kinds->button(index)->setFocusPolicy(on ? Qt::StrongFocus : Qt::ClickFocus);
        if (on)
            m_timeline->setKind(entryKinds().at(index));
    });
    connect(m_timeline, &kit::Timeline::actionChosen, this, &CaseView::actOn);
    return kit::column(0)->add(chips)->add(m_timeline, 1)->add(kit::rule())->add(composeLine());
}

QWidget* CaseView::composeLine()
{
    m_note->setMaxLength(kNoteLettersMax);
    m_addNote->setObjectName(QStringLiteral("addNote"));
    auto* line = kit::row(8, {16, 10, 16, 10});
    line->add(new kit::Avatar{m_context.session.userName(), 26})
        ->add(m_noteKind)
        ->add(m_note, 1)
        ->add(m_addNote);
    connect(m_noteKind, &kit::Segmented::chosen, this, [this](int kind) {
        m_note->setPlaceholderText(kind == 0 ? tr("Add a note to the timeline")
                                             : tr("What was decided, and why"));
        m_note->setAccessibleName(m_note->placeholderText());
        m_note->setFocus();
    });
    connect(m_note, &QLineEdit::returnPressed, this, &CaseView::sendNote);
    connect(m_addNote, &QPushButton::clicked, this, &CaseView::sendNote);
    return line;
}

void CaseView::open(QString const& id)
{
    if (id != m_id) {
        m_id = id;
        m_incident = {};
        m_evidence.clear();
        m_lines.clear();
        m_runs.clear();
        m_suggestion.reset();
        m_account = {};
        m_subject = {};
        m_suggested = m_lookedForTouched = m_subjectKnown = false;
        m_timeline->setEntries({});
        m_kinds->button(0)->setChecked(true);
        m_note->clear();
        showTab(TimelineTab);
    }
    refresh();
}

void CaseView::refresh()
{
    if (m_id.isEmpty())
        return;
    if (m_incident.id.isEmpty())
        m_state->showLoading();
    readDetail();
    readLines();
    readRuns();
}

void CaseView::readDetail()
{
    m_client.show(m_id, {this, [this, id = m_id](Reply<Detail> const& reply) {
                             if (id != m_id)
                                 return; // Another case was opened meanwhile.
                             if (auto const* problem = problemOf(reply))
                                 return m_state->showFailed(*problem, [this] { refresh(); });
                             take(std::get<Detail>(reply));
                             m_state->showContent();
                         }});
}

void CaseView::take(Detail const& detail)
{
    m_incident = detail.incident;
    m_evidence = detail.evidence;
    m_head->setCase(m_incident, whyNotWrite());
    m_report->setCase(m_incident, m_evidence);
    if (m_evidenceModel->rowCount() != static_cast<int>(m_evidence.size()))
        m_evidenceModel->setRows(m_evidence);
    auto const closed = m_incident.closed();
    m_addNote->setReason(whyNotWrite());
    m_note->setEnabled(whyNotWrite().isEmpty());
    m_noteKind->setVisible(!closed);
    if (closed)
        m_note->setPlaceholderText(tr("Add an addendum to the closed case"));
    auto const& active = m_context.shell.activeIncident();
    if (!closed && active.id != m_id)
        m_context.shell.setActiveIncident(
            {m_incident.id, m_incident.title, severityFrom(m_incident.severity), m_incident.openedAt});
    if (closed && active.id == m_id)
        m_context.shell.setActiveIncident({});
    readSubject();
    readSuggestion();
    showTimeline();
    showSide();
    emit changed(m_incident);
}

void CaseView::readLines()
{
    if (m_readingLines)
        return;
    m_readingLines = true;
    auto const after = m_lines.empty() ? 0 : m_lines.back().number;
    m_client.timeline(m_id, after, {this, [this, id = m_id](Reply<Batch<Line>> const& reply) {
                                        m_readingLines = false;
                                        if (id != m_id)
                                            return readLines();
                                        if (problemOf(reply))
                                            return; // The detail's answer tells it.
                                        auto const& batch = std::get<Batch<Line>>(reply);
                                        takeLines(batch.items);
                                        if (!batch.next.isEmpty() && m_lines.size() < kLinesMax)
                                            readLines();
                                    }});
}

void CaseView::takeLines(std::vector<Line> const& lines)
{
    auto const first = m_lines.empty();
    m_lines.insert(m_lines.end(), lines.begin(), lines.end());
    if (first) {
        std::vector<kit::TimelineEntry> entries;
        for (auto line = m_lines.rbegin(); line != m_lines.rend(); ++line)
            entries.push_back(entryFrom(*line));
        m_timeline->setEntries(std::move(entries));
    } else {
        for (auto const& line : lines)
            m_timeline->prepend(entryFrom(line));
    }
    if (lines.empty())
        return;
    showTimeline();
    showSide();
    // A line about the case itself or its evidence changes what the detail says.
    if (!first)
        readDetail();
}

void CaseView::readRuns()
{
    if (m_readingRuns || !may(QStringLiteral("playbooks.read")))
        return;
    m_readingRuns = true;
    m_client.runs(m_id, {this, [this, id = m_id](Reply<std::vector<Run>> const& reply) {
                             m_readingRuns = false;
                             if (id != m_id)
                                 return readRuns();
                             if (!problemOf(reply))
                                 takeRuns(std::get<std::vector<Run>>(reply));
                         }});
}

void CaseView::takeRuns(std::vector<Run> runs)
{
    m_runs = std::move(runs);
    auto const chosen = m_runsTable->currentRow();
    if (m_runsModel->rowCount() == static_cast<int>(m_runs.size())) {
        for (int row = 0; row < m_runsModel->rowCount(); ++row)
            m_runsModel->replaceRow(row, m_runs[static_cast<std::size_t>(row)]);
    } else {
        m_runsModel->setRows(m_runs);
        if (chosen >= 0)
            m_runsTable->selectRow(chosen);
    }
    showCounts();
    showSide();
}

void CaseView::readSuggestion()
{
    if (m_suggested || m_incident.closed() || !may(QStringLiteral("playbooks.read")))
        return;
    m_suggested = true;
    m_client.playbooks({this, [this](Reply<std::vector<Playbook>> const& reply) {
                            if (problemOf(reply))
                                return;
                            Playbook const* best = nullptr;
                            for (auto const& one : std::get<std::vector<Playbook>>(reply))
                                if (one.runnable && (!best || (one.builtIn && !best->builtIn)))
                                    best = &one;
                            if (best)
                                readPreview(*best);
                        }});
}

void CaseView::readSubject()
{
    if (m_subjectKnown)
        return;
    m_subjectKnown = true;
    if (!m_incident.alertId.isEmpty() && may(QStringLiteral("alerts.read")))
        m_client.alert(m_incident.alertId, {this, [this](Reply<AlertSubject> const& reply) {
                                                if (!problemOf(reply))
                                                    m_subject = std::get<AlertSubject>(reply);
                                                lookForTouched();
                                                showSide();
                                            }});
    if (!m_incident.userId.isEmpty() && may(QStringLiteral("users.read")))
        m_client.account(m_incident.userId, {this, [this](Reply<Account> const& reply) {
                                                 if (!problemOf(reply))
                                                     m_account = std::get<Account>(reply);
                                                 lookForTouched();
                                                 showSide();
                                             }});
    lookForTouched();
}

void CaseView::tick()
{
    if (m_incident.id.isEmpty())
        return;
    showTimeline();
    auto const live = std::any_of(m_runs.begin(), m_runs.end(), [](Run const& run) { return run.live(); });
    if (!live && ++m_ticks % kCalmTicks != 0)
        return;
    readLines();
    readRuns();
}

void CaseView::showTimeline()
{
    auto const now = m_context.clock.now();
    m_timeline->setNow(now);
    m_head->setClock(runningClock(m_incident.openedAt, m_incident.closed() ? m_incident.closedAt : now));
    m_head->setPhases(phasesOf(m_incident, m_lines, now));
    showCounts();
}

void CaseView::showCounts()
{
    auto const words = [](QString const& word, int count) {
        return QStringLiteral("%1 %2").arg(word).arg(count);
    };
    QStringList const kinds{tr("All"), tr("Decisions"), tr("Automated"), tr("Evidence"), tr("Notes")};
    for (int index = 0; index < kinds.size(); ++index)
        m_kinds->button(index)->setText(words(kinds[index], m_timeline->count(entryKinds().at(index))));
    m_tabs->setWord(EvidenceTab, words(tr("Evidence"), static_cast<int>(m_evidence.size())));
    m_tabs->setWord(RunsTab, words(tr("Runs"), static_cast<int>(m_runs.size())));
}

void CaseView::showSide()
{
    m_side->setNext(m_incident, m_runs, m_suggestion,
                    may(QStringLiteral("playbooks.run")) ? QString{}
                                                         : tr("You need playbooks.run to start one."));
    m_side->setAbout(m_incident, m_account, m_subject, m_lines.empty() ? QString{} : m_lines.back().hash);
    m_side->setEvidence(m_evidence);
}

void CaseView::setNarrow(bool narrow)
{
    m_narrow = narrow;
    m_head->setNarrow(narrow);
    m_side->setVisible(!narrow);
}

void CaseView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_tick.start();
}

void CaseView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

} // namespace ui::incidents
