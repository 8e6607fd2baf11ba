// The list of cases and the way into one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_page.h"

#include "ui/kit/text.h"
#include "ui/pages/incidents/incidents_dialogs.h"
#include "ui/pages/incidents/incidents_lines.h"

namespace ui::incidents {

namespace {

constexpr char const* kStates[] = {"", "open", "contained", "closed"};

} // namespace

IncidentsPage::IncidentsPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("incidents"), tr("Incidents"), parent}, m_client{context.api},
      m_stack{new QStackedWidget}, m_filter{new kit::FilterBar{
                                       tr("Title, person or id"),
                                       {tr("All"), tr("Open"), tr("Contained"), tr("Closed")}}},
      m_model{new IncidentsModel{context.clock, this}}, m_table{new kit::Table{tr("Incidents"), m_model, 52,
                                                                               kit::Table::Sorting::On}},
      m_declare{new kit::Button{tr("Declare incident…"), kit::Kind::Primary, QStringLiteral("siren")}},
      m_case{new CaseView{context}}
{
    needs(m_declare, QStringLiteral("incidents.write"));
    addAction(m_declare);
    m_state = new kit::StateView{m_table};
    auto* list = kit::column(0, {0, 0, 0, 0}, QStringLiteral("pane"))
                     ->add(m_filter)
                     ->add(kit::rule())
                     ->add(m_state, 1);
    m_stack->addWidget(list);
    m_stack->addWidget(m_case);
    setBody(m_stack, true);
    connect(m_declare, &QPushButton::clicked, this, &IncidentsPage::declare);
    connect(m_filter, &kit::FilterBar::changed, this, &IncidentsPage::narrow);
    m_table->watchEnd();
    connect(m_table, &kit::Table::reachedEnd, this, [this] {
        if (!m_next.isEmpty() && !m_reading)
            read(m_next);
    });
    connect(m_table, &kit::Table::opened, this, [this](int row) {
        open({stem(), m_model->rowAt(row).id, {}});
    });
    m_table->setRowActions([this](int row) {
        auto* act = new QAction{tr("Open case")};
        connect(act, &QAction::triggered, this, [this, id = m_model->rowAt(row).id] {
            open({stem(), id, {}});
        });
        return QList<QAction*>{act};
    });
    connect(m_case, &CaseView::back, this, [this] { shell().go({stem(), {}, {}}); });
    connect(m_case, &CaseView::changed, this, &IncidentsPage::replace);
}

void IncidentsPage::refresh()
{
    if (m_inCase)
        m_case->refresh();
    if (!m_reading)
        read({});
}

void IncidentsPage::open(kit::Address const& address)
{
    if (address.object.isEmpty())
        return showList();
    m_inCase = true;
    header()->hide();
    m_stack->setCurrentWidget(m_case);
    m_case->open(address.object);
    auto const tab = address.more.queryItemValue(QStringLiteral("tab"));
    static QStringList const kTabs{"timeline", "evidence", "touched", "runs", "report"};
    if (kTabs.contains(tab))
        m_case->showTab(static_cast<int>(kTabs.indexOf(tab)));
}

void IncidentsPage::showList()
{
    m_inCase = false;
    header()->show();
    m_stack->setCurrentIndex(0);
    if (!m_reading)
        read({});
    m_table->setFocus();
}

void IncidentsPage::read(QString const& after)
{
    m_reading = true;
    if (after.isEmpty())
        m_state->showLoading();
    m_client.list(after, {this, [this, more = !after.isEmpty()](Reply<Batch<Incident>> const& reply) {
                              m_reading = false;
                              if (auto const* problem = problemOf(reply))
                                  return m_state->showFailed(*problem, [this] { refresh(); });
                              take(std::get<Batch<Incident>>(reply), more);
                          }});
}

void IncidentsPage::take(Batch<Incident> const& batch, bool more)
{
    auto const chosen = m_table->currentRow() >= 0 ? m_model->rowAt(m_table->currentRow()).id : QString{};
    m_next = batch.next;
    if (more)
        m_model->appendRows(batch.items);
    else
        m_model->setRows(batch.items);
    for (int row = 0; row < m_model->rowCount() && !more; ++row)
        if (!chosen.isEmpty() && m_model->rowAt(row).id == chosen)
            m_table->selectRow(row);
    narrow();
}

void IncidentsPage::narrow()
{
    auto const words = m_filter->text();
    auto const state = QLatin1String(kStates[m_filter->chip()]);
    m_table->setFilter([this, words, state](int row) {
        auto const& one = m_model->rowAt(row);
        if (!state.isEmpty() && one.state != state)
            return false;
        return words.isEmpty() || one.title.contains(words, Qt::CaseInsensitive) ||
               one.openedBy.contains(words, Qt::CaseInsensitive) ||
               one.id.contains(words, Qt::CaseInsensitive);
    });
    showFace();
}

void IncidentsPage::showFace()
{
    int counts[4] = {};
    auto worst = Severity::Ok;
    for (auto const& one : m_model->rows()) {
        ++counts[0];
        for (int state = 1; state < 4; ++state)
            if (one.state == QLatin1String(kStates[state]))
                ++counts[state];
        if (one.state == QLatin1String("open"))
            worst = std::min(worst, severityFrom(one.severity));
    }
    QStringList const words{tr("All"), tr("Open"), tr("Contained"), tr("Closed")};
    auto const more = m_next.isEmpty() ? QString{} : QStringLiteral("+");
    for (int chip = 0; chip < 4; ++chip)
        m_filter->setChipWords(chip, QStringLiteral("%1 %2%3").arg(words[chip]).arg(counts[chip]).arg(more));
    shell().badge(stem(), worst, counts[1]);
    setFacts(counts[0] == 0 ? QString{}
                            : tr("%1 open · %2 contained · %3 closed · times in UTC")
                                  .arg(counts[1])
                                  .arg(counts[2])
                                  .arg(counts[3]));
    if (m_model->rowCount() == 0)
        m_state->showEmpty(QStringLiteral("siren"), tr("No incident"),
                           tr("High and critical alerts of the engine itself open one. Everything else is "
                              "declared by a person."),
                           may(QStringLiteral("incidents.write")) ? tr("Declare incident…") : QString{},
                           [this] { declare(); });
    else if (m_table->shownRows() == 0)
        m_state->showEmpty(QStringLiteral("search"), tr("No case matches"), tr("Your filter is kept."),
                           tr("Show all"), [this] {
                               m_filter->edit()->clear();
                               m_filter->setChip(0);
                               narrow();
                           });
    else
        m_state->showContent();
}

void IncidentsPage::replace(Incident const& incident)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->rowAt(row).id != incident.id)
            continue;
        m_model->replaceRow(row, incident);
        return showFace();
    }
}

void IncidentsPage::declare()
{
    if (!may(QStringLiteral("incidents.write")))
        return;
    auto* dialog = new DeclareDialog{this, m_client, may(QStringLiteral("users.read"))};
    connect(dialog, &DeclareDialog::declared, this, [this](Incident const& incident) {
        shell().toast(kit::ToastKind::Done, tr("The case is open"), incident.title);
        shell().go({stem(), incident.id, {}});
    });
}

QList<kit::Command> IncidentsPage::commands()
{
    QList<kit::Command> commands;
    if (may(QStringLiteral("incidents.write")))
        commands << kit::Command{tr("Declare incident…"), QStringLiteral("siren"), [this] { declare(); },
                                 QStringLiteral("Ctrl+Shift+I")};
    if (!m_inCase)
        return commands;
    commands << kit::Command{tr("Show the report of this case"), QStringLiteral("file-badge"),
                             [this] { m_case->showTab(CaseView::ReportTab); }}
             << kit::Command{tr("What did this touch"), QStringLiteral("footprints"),
                             [this] { m_case->showTab(CaseView::TouchedTab); }}
             << kit::Command{tr("Start a playbook for this case…"), QStringLiteral("play"),
                             [this] { m_case->startPlaybook({}); }};
    if (may(QStringLiteral("incidents.write")) && m_case->incident().state == QLatin1String("open"))
        commands << kit::Command{tr("Mark this case as contained"), QStringLiteral("shield-check"),
                                 [this] { m_case->changeState(QStringLiteral("contained")); }};
    return commands;
}

} // namespace ui::incidents
