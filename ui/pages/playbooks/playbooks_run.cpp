// The run view: reading, following and deciding.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/playbooks/playbooks_run.h"

#include "ui/kit/text.h"

#include <QHeaderView>
#include <QRegularExpression>

namespace ui::playbooks {

namespace {

constexpr int kStepsWidth = 380;
constexpr int kLogWidth = 280;

QString clockOf(QDateTime const& from, QDateTime const& to, bool hours)
{
    auto const seconds = std::max<qint64>(0, from.secsTo(to));
    auto const two = [](qint64 part) { return QStringLiteral("%1").arg(part, 2, 10, QLatin1Char('0')); };
    if (!hours && seconds < 3600)
        return two(seconds / 60) + QLatin1Char(':') + two(seconds % 60);
    return two(seconds / 3600) + QLatin1Char(':') + two(seconds % 3600 / 60) + QLatin1Char(':') +
           two(seconds % 60);
}

QString tail(QString const& id)
{
    return QStringLiteral("…") + id.right(6);
}

} // namespace

RunView::RunView(kit::PageContext context, QWidget* parent)
    : QWidget{parent}, m_context{context}, m_client{context.api},
      m_severity{new kit::SeverityChip{Severity::Info}}, m_facts{kit::elided({}, Type::Small, Role::Muted)},
      m_runState{new kit::Chip{{}}}, m_title{kit::elided({}, Type::H1)},
      m_caseTime{kit::text({}, Type::Timer)}, m_stepTime{kit::text({}, Type::Timer, Role::High)},
      m_cancel{new kit::Button{tr("Cancel run…"), kit::Kind::DangerLine, QStringLiteral("x")}},
      m_toCase{new kit::Button{tr("Case"), kit::Kind::Default, QStringLiteral("siren")}},
      m_details{new kit::Button{tr("Run log"), kit::Kind::Default, QStringLiteral("panel-right")}},
      m_phases{new kit::PhaseBar{tr("Steps of the run"), kit::PhaseBar::Look::Thin}},
      m_look{new kit::Segmented{{tr("Graph"), tr("List")}}}, m_steps{new QStackedWidget},
      m_graph{new kit::GraphView{tr("Steps of the playbook")}}, m_stepsModel{new StepsModel{this}},
      m_list{new kit::Table{tr("Steps of the playbook"), m_stepsModel, 48}}, m_step{new StepPane},
      m_journal{new JournalModel{this}}, m_log{new kit::Table{tr("Run log, newest first"), m_journal, 44}}
{
    m_logCard = logCard();
    auto* body = kit::row(14, {24, 0, 24, 16})->add(stepsCard())->add(m_step, 1)->add(m_logCard);
    m_state = new kit::StateView{kit::column(0)->add(head())->add(body, 1)};
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_state);
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &RunView::tick);
    connect(m_step, &StepPane::answered, this, &RunView::answer);
    connect(m_step, &StepPane::currentWanted, this, [this] {
        m_follows = true;
        showStep(m_progress.current);
    });
}

QWidget* RunView::head()
{
    auto* back = new kit::IconButton{QStringLiteral("arrow-left"), tr("All playbooks and runs"), 18};
    m_cancel->setObjectName(QStringLiteral("cancelRun"));
    m_toCase->setObjectName(QStringLiteral("toCase"));
    m_details->hide();
    auto* words =
        kit::column(4)->add(kit::row(8)->add(m_severity)->add(m_runState)->add(m_facts, 1))->add(m_title);
    m_caseClock =
        kit::column(2)->add(kit::text(tr("Case open"), Type::Caption, Role::Muted))->add(m_caseTime);
    auto* step = kit::column(2)->add(kit::text(tr("This step"), Type::Caption, Role::Muted))->add(m_stepTime);
    auto* top =
        kit::row(12)->add(back, 0, Qt::AlignTop)->add(words, 1)->add(m_caseClock)->gap(6)->add(step)->gap(4);
    top->add(m_details)->add(m_cancel)->add(m_toCase);
    connect(back, &QToolButton::clicked, this, &RunView::back);
    connect(m_cancel, &QPushButton::clicked, this, &RunView::cancel);
    connect(m_details, &QPushButton::clicked, this, [this] { m_logCard->setVisible(m_logCard->isHidden()); });
    connect(m_toCase, &QPushButton::clicked, this, [this] {
        m_context.shell.go({QStringLiteral("incidents"), m_detail.run.incidentId, {}});
    });
    return kit::column(12, {24, 14, 24, 14})->add(top)->add(m_phases);
}

QWidget* RunView::stepsCard()
{
    auto* fit = new kit::IconButton{QStringLiteral("maximize"), tr("Show the whole graph"), 16};
    connect(fit, &QToolButton::clicked, m_graph, &kit::GraphView::fit);
    m_steps->addWidget(m_graph);
    m_steps->addWidget(m_list);
    auto* card = kit::column(0, {0, 0, 0, 0}, QStringLiteral("card"));
    card->add(kit::row(8, {16, 10, 12, 8})
                  ->add(kit::text(tr("Steps"), Type::H3))
                  ->stretch()
                  ->add(m_look)
                  ->add(fit));
    card->add(m_steps, 1);
    card->setFixedWidth(kStepsWidth);
    connect(m_look, &kit::Segmented::chosen, this, [this, fit](int look) {
        m_steps->setCurrentIndex(look);
        fit->setVisible(look == 0);
    });
    auto const chosen = [this](QString const& id) {
        m_follows = id == m_progress.current;
        showStep(id);
    };
    connect(m_graph, &kit::GraphView::currentChanged, this, chosen);
    connect(m_graph, &kit::GraphView::opened, this, chosen);
    connect(m_list, &kit::Table::currentChangedTo, this, [this, chosen](int row) {
        if (row >= 0 && m_list->hasFocus())
            chosen(m_stepsModel->rowAt(row).step.id);
    });
    return card;
}

QWidget* RunView::logCard()
{
    auto* card = kit::column(0, {0, 0, 0, 0}, QStringLiteral("card"));
    card->add(kit::row(8, {16, 12, 16, 12})
                  ->add(kit::text(tr("Run log"), Type::H3))
                  ->stretch()
                  ->add(kit::text(tr("UTC"), Type::Small, Role::Muted)));
    card->add(kit::rule())->add(m_log, 1);
    m_log->horizontalHeader()->hide();
    card->setFixedWidth(kLogWidth);
    return card;
}

void RunView::open(QString const& id)
{
    if (id != m_id) {
        m_id = id;
        m_detail = {};
        m_case = {};
        m_flow = {};
        m_progress = {};
        m_preview.clear();
        m_values.clear();
        m_names.clear();
        m_shown.clear();
        m_logged = 0;
        m_follows = true;
        m_graphed = false;
    }
    refresh();
}

void RunView::refresh()
{
    if (m_id.isEmpty())
        return;
    if (m_detail.run.id.isEmpty())
        m_state->showLoading();
    readRun();
}

void RunView::readRun()
{
    if (m_reading)
        return;
    m_reading = true;
    m_client.run(m_id, {this, [this, id = m_id](Reply<RunDetail> const& reply) {
                            m_reading = false;
                            if (id != m_id)
                                return readRun();
                            if (auto const* problem = problemOf(reply))
                                return m_state->showFailed(*problem, [this] { refresh(); });
                            take(std::get<RunDetail>(reply));
                        }});
}

void RunView::take(RunDetail detail)
{
    auto const first = m_detail.run.id.isEmpty();
    m_detail = std::move(detail);
    if (first) {
        readPlaybook();
        readCase();
    }
    showAll();
    m_state->showContent();
    emit changed(m_detail.run);
}

void RunView::readPlaybook()
{
    auto const& id = m_detail.run.playbookId;
    m_client.show(id, {this, [this, run = m_id](Reply<Detail> const& reply) {
                           if (run == m_id && !problemOf(reply))
                               takePlaybook(std::get<Detail>(reply));
                       }});
    m_client.preview(id, {this, [this, run = m_id](Reply<std::vector<PreviewLine>> const& reply) {
                              if (run != m_id || problemOf(reply))
                                  return;
                              m_preview = std::get<std::vector<PreviewLine>>(reply);
                              showAll();
                          }});
}

void RunView::takePlaybook(Detail const& detail)
{
    m_flow = flowFrom(detail.document);
    m_graphed = false;
    showAll();
}

void RunView::readCase()
{
    auto const& id = m_detail.run.incidentId;
    if (id.isEmpty() || !m_context.session.may(QStringLiteral("incidents.read")))
        return;
    m_client.incident(id, {this, [this, run = m_id](Reply<Case> const& reply) {
                               if (run != m_id || problemOf(reply))
                                   return;
                               m_case = std::get<Case>(reply);
                               showAll();
                           }});
}

void RunView::tick()
{
    if (m_detail.run.id.isEmpty())
        return;
    showClocks();
    if (m_detail.run.live())
        readRun();
}

void RunView::learnValues()
{
    if (!m_case.id.isEmpty())
        m_values[QStringLiteral("__incident_id__")] = m_case.id;
    if (!m_case.userId.isEmpty())
        m_values[QStringLiteral("__user_id__")] = m_case.userId;
    static QRegularExpression const kHole{QStringLiteral(R"(\\\{(__\w+__)\\\})")};
    for (auto const& line : m_preview) {
        // What a step really called tells the values in its dry run.
        auto const intent = m_progress.intents.value(line.step);
        auto const says = line.says.section(QStringLiteral(" HTTP/"), 0, 0);
        if (intent.isEmpty() || !says.contains(QStringLiteral("{__")))
            continue;
        auto pattern = QRegularExpression::escape(says);
        QStringList names;
        for (auto hole = kHole.match(pattern); hole.hasMatch(); hole = kHole.match(pattern)) {
            names << hole.captured(1);
            pattern.replace(hole.capturedStart(), hole.capturedLength(), QStringLiteral("([^/?]+)"));
        }
        auto const match = QRegularExpression{QRegularExpression::anchoredPattern(pattern)}.match(intent);
        for (int i = 0; match.hasMatch() && i < names.size(); ++i)
            m_values[names[i]] = match.captured(i + 1);
    }
}

/// The account by its name: an id says nothing to whoever decides.
void RunView::readName()
{
    auto const user = m_values.value(QStringLiteral("__user_id__"));
    if (user.isEmpty() || m_names.contains(user) || !m_context.session.may(QStringLiteral("users.read")))
        return;
    m_names.insert(user, {});
    m_client.account(user, {this, [this, run = m_id](Reply<Named> const& reply) {
                                if (run != m_id || problemOf(reply))
                                    return;
                                auto const& one = std::get<Named>(reply);
                                m_names[one.value] = kit::visible(one.name);
                                showAll();
                            }});
}

void RunView::showAll()
{
    if (m_detail.run.id.isEmpty())
        return;
    m_progress = progressOf(m_flow, m_detail);
    learnValues();
    readName();
    showHead();
    showClocks();
    showSteps();
    showLog();
    auto const current = m_progress.current;
    auto id = m_follows && !current.isEmpty() ? current : m_shown;
    if (id.isEmpty() && !m_flow.steps.empty())
        id = m_flow.steps.front().id;
    if (m_follows && !m_detail.run.live() && !m_detail.journal.empty()) {
        for (auto line = m_detail.journal.rbegin(); line != m_detail.journal.rend(); ++line)
            if (m_flow.step(line->step)) {
                id = line->step;
                break;
            }
    }
    showStep(id);
}

void RunView::showHead()
{
    auto const& run = m_detail.run;
    m_severity->setVisible(!m_case.id.isEmpty());
    if (!m_case.id.isEmpty()) {
        auto const severity = severityFrom(m_case.severity);
        m_severity->set(severity, {}, severity == Severity::Critical);
        m_severity->setToolTip(kit::visible(m_case.title));
    }
    m_runState->set(runWord(run), runTone(run));
    auto facts = tr("Playbook %1 · run %2 started %3 UTC by %4")
                     .arg(kit::visible(run.name), tail(run.id), kit::dayTime(run.startedAt),
                          kit::visible(run.startedBy));
    if (!m_case.title.isEmpty())
        facts = kit::visible(m_case.title) + QStringLiteral(" · ") + facts;
    m_facts->setText(facts);
    auto const* step = m_flow.step(m_progress.current);
    if (!run.live())
        m_title->setText(tr("%1: %2").arg(kit::visible(run.name), runWord(run).toLower()));
    else if (!step)
        m_title->setText(kit::visible(run.name));
    else
        m_title->setText(
            tr("Step %1 of %2: %3").arg(step->number).arg(m_flow.numbered()).arg(kit::visible(step->name)));
    m_phases->set(phasesOf(m_flow, m_progress));
    m_cancel->setVisible(run.live());
    m_cancel->setReason(m_context.session.may(QStringLiteral("playbooks.run"))
                            ? QString{}
                            : tr("You need playbooks.run to stop it."));
    m_toCase->setVisible(!run.incidentId.isEmpty());
}

void RunView::showClocks()
{
    auto const& run = m_detail.run;
    auto const now = run.live() ? m_context.clock.now() : run.endedAt;
    m_caseClock->setVisible(m_case.openedAt.isValid());
    m_caseTime->setText(clockOf(m_case.openedAt, now, true));
    auto const since = m_progress.since.isValid() ? m_progress.since : run.startedAt;
    m_stepTime->setText(run.live() ? clockOf(since, now, false) : QStringLiteral("–"));
    if (run.waiting.forPeople())
        m_step->setWaited(tr("Waiting %1").arg(clockOf(since, now, false)));
    else
        m_step->setWaited(run.live() ? QString{} : tr("ended %1 UTC").arg(kit::clockTime(run.endedAt)));
}

void RunView::showSteps()
{
    auto const people = m_detail.run.waiting.forPeople();
    auto nodes = nodesOf(m_flow, m_progress, people);
    if (!m_graphed && !nodes.empty()) {
        m_graphed = true;
        m_graph->setGraph(std::move(nodes), edgesOf(m_flow));
        m_stepsModel->setRows(stepRows(m_flow, m_progress));
        return;
    }
    for (auto const& node : nodes)
        m_graph->setState(node.id, node.state, node.subtitle);
    auto rows = stepRows(m_flow, m_progress);
    for (std::size_t i = 0; i < rows.size() && static_cast<int>(i) < m_stepsModel->rowCount(); ++i)
        if (rows[i].state != m_stepsModel->rowAt(static_cast<int>(i)).state)
            m_stepsModel->replaceRow(static_cast<int>(i), rows[i]);
}

void RunView::showLog()
{
    auto const last = m_detail.journal.empty() ? 0 : m_detail.journal.back().number;
    if (last == m_logged)
        return;
    m_logged = last;
    m_journal->setRows({m_detail.journal.rbegin(), m_detail.journal.rend()});
}

void RunView::showStep(QString const& id)
{
    if (id.isEmpty() || !m_flow.step(id))
        return;
    if (id != m_shown) {
        m_shown = id;
        QSignalBlocker const quiet{m_graph};
        m_graph->setCurrent(id);
        for (int row = 0; row < m_stepsModel->rowCount(); ++row)
            if (m_stepsModel->rowAt(row).step.id == id && m_list->currentRow() != row)
                m_list->selectRow(row);
    }
    m_step->show(viewOf(id));
    showClocks();
}

StepView RunView::viewOf(QString const& id) const
{
    StepView view{m_detail.run,
                  *m_flow.step(id),
                  &m_flow,
                  m_progress.of(id),
                  m_progress.intents.value(id),
                  m_progress.last.value(id),
                  {m_values, m_names},
                  {},
                  inOrder(m_preview, m_flow),
                  {},
                  whyNotAnswer()};
    for (auto const& line : view.all)
        if (line.step == id)
            view.preview.push_back(line);
    auto const& waiting = m_detail.run.waiting;
    if (waiting.kind == QLatin1String("approval") && waiting.step == id && view.preview.size() == 1) {
        // The engine resolved what is approved: every value stands, and the digest covers exactly this.
        view.preview.front().says = waiting.prompt.section(QLatin1Char('\n'), 0, 0);
        view.preview.front().body = waiting.prompt.section(QLatin1Char('\n'), 1);
    }
    if (!m_progress.current.isEmpty() && m_progress.current != id)
        if (auto const* current = m_flow.step(m_progress.current))
            view.waitsAt = current->name;
    return view;
}

QString RunView::whyNotAnswer() const
{
    if (!m_context.session.may(QStringLiteral("playbooks.answer")))
        return tr("You need playbooks.answer. Somebody who manages roles can grant it.");
    auto const& run = m_detail.run;
    if (run.waiting.kind == QLatin1String("approval") && run.startedBy == m_context.session.userName())
        return tr("You started this run: somebody else approves it.");
    return {};
}

void RunView::answer(Reaction const& reaction)
{
    m_client.answer(m_id, reaction,
                    {this, [this](Reply<Run> const& reply) {
                         if (auto const* problem = problemOf(reply)) {
                             auto const wrong = problem->errors.isEmpty() ? kit::consequence(*problem)
                                                                          : problem->errors.first().message;
                             m_step->failed(kit::plainWords(*problem) + QStringLiteral(". ") + wrong);
                             // Somebody was first, or it is about another effect now: show how it stands.
                             if (problem->status == 409) {
                                 m_context.shell.problem(*problem);
                                 readRun();
                             }
                             return;
                         }
                         m_follows = true;
                         readRun();
                     }});
}

void RunView::cancel()
{
    auto const& run = m_detail.run;
    if (!run.live() || !m_context.session.may(QStringLiteral("playbooks.run")))
        return;
    QList<kit::Effect> effects;
    int done = 0;
    int left = 0;
    for (auto const& step : m_flow.steps) {
        if (step.number == 0)
            continue;
        auto const state = m_progress.of(step.id);
        (state == kit::NodeState::Done ? done : left) += 1;
    }
    effects << kit::Effect{QStringLiteral("circle-check"),
                           done == 1 ? tr("1 step stays done: nothing is taken back")
                                     : tr("%1 steps stay done: nothing is taken back").arg(done),
                           {},
                           Role::High}
            << kit::Effect{QStringLiteral("ban"),
                           left == 1 ? tr("1 step does not happen") : tr("%1 steps do not happen").arg(left),
                           {},
                           Role::High};
    if (auto const* step = m_flow.step(m_progress.current))
        effects << kit::Effect{QStringLiteral("hourglass"),
                               tr("It stops at “%1”").arg(kit::visible(step->name)),
                               {},
                               Role::Info};
    m_asked = new kit::ConfirmDialog{
        this,
        {.title = tr("Cancel the run of “%1”?").arg(kit::visible(run.name)),
         .fact = tr("%1 · a cancelled run cannot go on").arg(m_context.shell.environment()),
         .effects = effects,
         .undoUntil = tr("This cannot be undone; the playbook can be started again."),
         .verb = tr("Cancel run in %1").arg(m_context.shell.environment()),
         .keep = tr("Let it run")},
        [this, id = m_id](QString const&) {
            m_client.cancel(id, {this, [this](Reply<Run> const& reply) {
                                     if (auto const* problem = problemOf(reply)) {
                                         if (m_asked)
                                             m_asked->failed(*problem);
                                         return;
                                     }
                                     if (m_asked)
                                         m_asked->close();
                                     m_context.shell.toast(kit::ToastKind::Done, tr("The run is cancelled"));
                                     readRun();
                                 }});
        }};
}

void RunView::setNarrow(bool narrow)
{
    m_details->setVisible(narrow);
    m_logCard->setVisible(!narrow);
}

void RunView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_poll.start();
}

void RunView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_poll.stop();
}

} // namespace ui::playbooks
