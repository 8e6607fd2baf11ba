// Building the alerts page and reading what it shows; what it does stands in alerts_actions.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/alerts/alerts_page.h"

#include "ui/kit/text.h"

namespace ui::alerts {

namespace {

constexpr int kPaneWidth = 416;
// In the order of the chips.
constexpr char const* kStates[] = {"", "open", "acknowledged", "closed"};

} // namespace

AlertsPage::AlertsPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("alerts"), tr("Alerts"), parent}, m_client{context.api},
      m_tabs{new kit::Tabs{{tr("Alerts"), tr("Rules")}}}, m_lists{new QStackedWidget},
      m_details{new QStackedWidget}, m_bars{new QStackedWidget}, m_filter{new kit::FilterBar{
                                                                     tr("Rule, key or person"),
                                                                     {tr("Not closed"), tr("New"),
                                                                      tr("Acknowledged"), tr("Closed")}}},
      m_chosen{kit::text({}, Type::Strong)}, m_model{new AlertsModel{context.clock, this}},
      m_table{new kit::Table{tr("Alerts"), m_model, 52, kit::Table::Sorting::On, kit::Table::Choice::Many}},
      m_state{new kit::StateView{m_table}}, m_rulesModel{new RulesModel{this}},
      m_rulesTable{new kit::Table{tr("Alert rules"), m_rulesModel, 52, kit::Table::Sorting::On}},
      m_rulesState{new kit::StateView{m_rulesTable}}, m_newRule{new kit::Button{tr("New rule…"),
                                                                                kit::Kind::Default,
                                                                                QStringLiteral("plus")}},
      m_showDetails{new kit::Button{tr("Details"), kit::Kind::Default, QStringLiteral("panel-right")}}
{
    auto const lacks = [this](QString const& permission) {
        return may(permission) ? QString{}
                               : tr("You need %1. Somebody who manages roles can grant it.").arg(permission);
    };
    m_alertPane =
        new AlertPane{{lacks(QStringLiteral("alerts.write")), lacks(QStringLiteral("incidents.write"))}};
    m_rulePane = new RulePane{lacks(QStringLiteral("alerts.write"))};
    needs(m_newRule, QStringLiteral("alerts.write"));
    addAction(m_showDetails);
    addAction(m_newRule);
    m_showDetails->hide();
    m_details->addWidget(m_alertPane);
    m_details->addWidget(m_rulePane);
    m_details->setMinimumWidth(kPaneWidth);
    m_lists->addWidget(alertsPane());
    m_lists->addWidget(rulesPane());
    auto* pane = kit::column(0, {0, 0, 0, 0}, QStringLiteral("pane"));
    pane->add(kit::row(0, {20, 4, 20, 0})->add(m_tabs, 1))->add(kit::rule())->add(m_lists, 1);
    setBody(panes({pane, m_details}, {848, kPaneWidth}, 0), true);
    connectPanes();
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        if (!m_reading && m_next.isEmpty())
            readAlerts({}); // A long list that was read on is not cut short.
        readCases();
    });
}

QWidget* AlertsPage::alertsPane()
{
    auto* acknowledge = new kit::Button{tr("Acknowledge"), kit::Kind::Default, QStringLiteral("check")};
    auto* close = new kit::Button{tr("Close…"), kit::Kind::Ghost, QStringLiteral("bell-off")};
    auto* none = new kit::Button{tr("Choose none"), kit::Kind::Link};
    needs(acknowledge, QStringLiteral("alerts.write"));
    needs(close, QStringLiteral("alerts.write"));
    connect(acknowledge, &QPushButton::clicked, this, &AlertsPage::acknowledgeChosen);
    connect(close, &QPushButton::clicked, this, [this] { closeChosen(chosenIds(false)); });
    connect(none, &QPushButton::clicked, m_table, &QTableView::clearSelection);
    m_bars->addWidget(m_filter);
    m_bars->addWidget(
        kit::row(10, {20, 10, 16, 10})->add(m_chosen)->add(acknowledge)->add(close)->stretch()->add(none));
    m_bars->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_filter, &kit::FilterBar::changed, this, [this] {
        narrow();
        // Closed ones are read when they are asked for.
        if (m_filter->chip() == 3)
            readAlerts({});
    });
    connect(m_table, &kit::Table::currentChangedTo, this, &AlertsPage::inspect);
    connect(m_table, &kit::Table::selectionChangedTo, this, &AlertsPage::showSelection);
    connect(m_table, &kit::Table::opened, this, [this](int) { openIncident(); });
    m_table->setRowActions([this](int row) { return actionsOf(row); });
    m_table->watchEnd();
    connect(m_table, &kit::Table::reachedEnd, this, [this] {
        if (!m_next.isEmpty() && !m_reading)
            readAlerts(m_next);
    });
    return kit::column(0)->add(m_bars)->add(kit::rule())->add(m_state, 1);
}

QWidget* AlertsPage::rulesPane()
{
    connect(m_rulesTable, &kit::Table::currentChangedTo, this, &AlertsPage::inspectRule);
    connect(m_rulesTable, &kit::Table::opened, this, [this](int) { toggleRule(); });
    return kit::column(0)->add(m_rulesState, 1);
}

void AlertsPage::connectPanes()
{
    connect(m_tabs, &kit::Tabs::chosen, this, &AlertsPage::showTab);
    connect(m_newRule, &QPushButton::clicked, this, &AlertsPage::newRule);
    connect(m_showDetails, &QPushButton::clicked, this,
            [this] { m_details->setVisible(m_details->isHidden()); });
    connect(m_alertPane, &AlertPane::incidentChosen, this, &AlertsPage::openIncident);
    connect(m_alertPane, &AlertPane::acknowledgeChosen, this,
            [this] { acknowledge(m_alertPane->alert().id, true); });
    connect(m_alertPane, &AlertPane::closeChosen, this, [this] { closeChosen({m_alertPane->alert().id}); });
    connect(m_alertPane, &AlertPane::eventsChosen, this, [this] { showEvents(m_alertPane->alert()); });
    connect(m_alertPane, &AlertPane::linkChosen, this, [this](QString const& page, QString const& object) {
        shell().go({page, object, {}});
    });
    connect(m_rulePane, &RulePane::toggleChosen, this, &AlertsPage::toggleRule);
    connect(m_rulePane, &RulePane::removeChosen, this, &AlertsPage::removeRule);
    connect(m_rulePane, &RulePane::queryChosen, this, [this](QString const& query) {
        QUrlQuery more;
        addItem(more, QStringLiteral("q"), query);
        shell().go({QStringLiteral("logs"), {}, more});
    });
}

void AlertsPage::refresh()
{
    if (!m_reading)
        readAlerts({});
    readRules();
    readCases();
}

void AlertsPage::open(kit::Address const& address)
{
    auto const rules = address.more.queryItemValue(QStringLiteral("tab")) == QLatin1String("rules");
    showTab(rules ? 1 : 0);
    m_wanted = address.object;
    if (!m_wanted.isEmpty() && !rules)
        readOne(m_wanted);
    if (rules)
        readRules();
}

void AlertsPage::showTab(int tab)
{
    m_tabs->setCurrent(tab);
    m_lists->setCurrentIndex(tab);
    m_details->setCurrentIndex(tab);
}

void AlertsPage::readAlerts(QString const& after)
{
    m_reading = true;
    if (after.isEmpty())
        m_state->showLoading();
    auto const state = m_filter->chip() == 3 ? QStringLiteral("closed") : QString{};
    m_client.list(state, after, {this, [this, more = !after.isEmpty()](Reply<Batch<Alert>> const& reply) {
                                     m_reading = false;
                                     if (auto const* problem = problemOf(reply))
                                         return m_state->showFailed(*problem, [this] { refresh(); });
                                     takeAlerts(std::get<Batch<Alert>>(reply), more);
                                 }});
}

void AlertsPage::takeAlerts(Batch<Alert> const& batch, bool more)
{
    m_next = batch.next;
    auto rows = batch.items;
    mark(rows);
    if (more) {
        m_model->appendRows(std::move(rows));
        return narrow();
    }
    auto wanted = m_wanted;
    if (wanted.isEmpty())
        wanted = m_alertPane->alert().id;
    auto const several = chosenIds(false);
    auto const same = rows.size() == m_model->rows().size() &&
                      std::equal(rows.begin(), rows.end(), m_model->rows().begin(),
                                 [](Alert const& one, Alert const& other) { return one.id == other.id; });
    // The same alerts: only what they say changed, and selection and scroll place stay.
    for (int row = 0; same && row < m_model->rowCount(); ++row)
        m_model->replaceRow(row, rows[static_cast<std::size_t>(row)]);
    if (!same)
        m_model->setRows(std::move(rows));
    narrow();
    if (same && m_wanted.isEmpty())
        return inspect(m_table->currentRow());
    int chosen = -1;
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->rowAt(row).id == wanted)
            chosen = row;
    if (chosen < 0 && m_wanted.isEmpty() && m_table->shownRows() > 0)
        chosen = 0;
    if (chosen >= 0 && several.size() < 2)
        m_table->selectRow(chosen);
    if (chosen >= 0)
        m_wanted.clear();
}

/// An address may name an alert that the list does not hold: it is put on top.
void AlertsPage::readOne(QString const& id)
{
    m_client.show(id, {this, [this](Reply<Alert> const& reply) {
                           if (auto const* problem = problemOf(reply))
                               return shell().problem(*problem);
                           std::vector<Alert> one{std::get<Alert>(reply)};
                           mark(one);
                           for (int row = 0; row < m_model->rowCount(); ++row)
                               if (m_model->rowAt(row).id == one.front().id) {
                                   m_wanted.clear();
                                   m_filter->setChip(one.front().closed() ? 3 : 0);
                                   narrow();
                                   return m_table->selectRow(row);
                               }
                           m_alertPane->show(one.front(), ruleOf(one.front()), now());
                       }});
}

void AlertsPage::readCases()
{
    if (!may(QStringLiteral("incidents.read")))
        return;
    m_client.cases({this, [this](Reply<std::vector<Case>> const& reply) {
                        if (problemOf(reply))
                            return;
                        m_cases = std::get<std::vector<Case>>(reply);
                        std::vector<Alert> rows = m_model->rows();
                        mark(rows);
                        for (int row = 0; row < m_model->rowCount(); ++row)
                            if (rows[static_cast<std::size_t>(row)].inCase.id !=
                                m_model->rowAt(row).inCase.id)
                                replace(rows[static_cast<std::size_t>(row)]);
                    }});
}

void AlertsPage::mark(std::vector<Alert>& alerts) const
{
    for (auto& alert : alerts)
        for (auto const& one : m_cases)
            if (one.alertId == alert.id)
                alert.inCase = one;
}

void AlertsPage::readRules()
{
    m_rulesState->showLoading();
    m_client.rules({this, [this](Reply<Rules> const& reply) {
                        if (auto const* problem = problemOf(reply))
                            return m_rulesState->showFailed(*problem, [this] { refresh(); });
                        auto const& rules = std::get<Rules>(reply);
                        m_eventsSkipped = rules.eventsSkipped;
                        auto const chosen = std::max(0, m_rulesTable->currentRow());
                        m_rulesModel->setRows(rules.rows);
                        if (rules.rows.empty())
                            m_rulesState->showEmpty(
                                QStringLiteral("list-filter"), tr("No rule"),
                                tr("Nothing is watched. Create a rule from a log query."));
                        else
                            m_rulesState->showContent();
                        if (chosen < m_rulesModel->rowCount())
                            m_rulesTable->selectRow(chosen);
                        showFace();
                        inspect(m_table->currentRow());
                    }});
}

void AlertsPage::replace(Alert alert)
{
    std::vector<Alert> one{std::move(alert)};
    mark(one);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->rowAt(row).id != one.front().id)
            continue;
        m_model->replaceRow(row, one.front());
        narrow();
    }
    if (m_alertPane->alert().id == one.front().id)
        m_alertPane->show(one.front(), ruleOf(one.front()), now());
}

void AlertsPage::replaceRule(Rule const& rule)
{
    for (int row = 0; row < m_rulesModel->rowCount(); ++row) {
        if (m_rulesModel->rowAt(row).id != rule.id)
            continue;
        m_rulesModel->replaceRow(row, rule);
        if (m_rulesTable->currentRow() == row)
            m_rulePane->show(rule);
    }
    showFace();
}

Rule const* AlertsPage::ruleOf(Alert const& alert) const
{
    for (auto const& rule : m_rulesModel->rows())
        if (rule.id == alert.ruleId)
            return &rule;
    return nullptr;
}

void AlertsPage::narrow()
{
    auto const words = m_filter->text();
    auto const state = QLatin1String(kStates[m_filter->chip()]);
    m_table->setFilter([this, words, state](int row) {
        auto const& one = m_model->rowAt(row);
        if (state.isEmpty() ? one.closed() : one.state != state)
            return false;
        return words.isEmpty() || one.rule.contains(words, Qt::CaseInsensitive) ||
               one.key.contains(words, Qt::CaseInsensitive) ||
               one.subject.user.contains(words, Qt::CaseInsensitive);
    });
    showFace();
}

void AlertsPage::showFace()
{
    int counts[4] = {};
    auto worst = Severity::Ok;
    for (auto const& one : m_model->rows()) {
        if (!one.closed())
            ++counts[0];
        for (int state = 1; state < 4; ++state)
            if (one.state == QLatin1String(kStates[state]))
                ++counts[state];
        if (one.open())
            worst = std::min(worst, severityFrom(one.severity));
    }
    QStringList const words{tr("Not closed"), tr("New"), tr("Acknowledged"), tr("Closed")};
    for (int chip = 0; chip < 4; ++chip)
        m_filter->setChipWords(chip, QStringLiteral("%1 %2").arg(words[chip]).arg(counts[chip]));
    if (m_filter->chip() != 3)
        shell().badge(stem(), worst, counts[1]);
    auto enabled = 0;
    for (auto const& rule : m_rulesModel->rows())
        enabled += rule.enabled ? 1 : 0;
    m_tabs->setWord(0, tr("Alerts %1").arg(counts[0]));
    m_tabs->setWord(1, tr("Rules %1").arg(m_rulesModel->rowCount()));
    setFacts(tr("%1 new · %2 acknowledged · %3 of %4 rules watch · times in UTC")
                 .arg(counts[1])
                 .arg(counts[2])
                 .arg(enabled)
                 .arg(m_rulesModel->rowCount()));
    if (m_eventsSkipped > 0)
        setBanner(QStringLiteral("high"), QStringLiteral("triangle-alert"),
                  tr("%1 events were not looked at").arg(kit::grouped(m_eventsSkipped)),
                  tr("They came faster than the rules could look. They are in the logs."));
    else
        setBanner({}, {}, {}, {});
    if (m_state->face() == kit::StateView::Face::Failed && m_model->rowCount() == 0)
        return;
    auto const filtered = !m_filter->text().isEmpty();
    if (m_table->shownRows() > 0)
        m_state->showContent();
    else if (filtered)
        m_state->showEmpty(QStringLiteral("search"), tr("No alert matches"), tr("Your filter is kept."),
                           tr("Clear the filter"), [this] { m_filter->edit()->clear(); });
    else
        m_state->showEmpty(QStringLiteral("bell"), tr("Nothing is wrong"),
                           tr("%1 rules watch the logs. What they find stands here.").arg(enabled));
}

void AlertsPage::inspect(int row)
{
    if (row < 0)
        return;
    auto const& alert = m_model->rowAt(row);
    m_alertPane->show(alert, ruleOf(alert), now());
}

void AlertsPage::inspectRule(int row)
{
    if (row < 0)
        return m_rulePane->clear();
    m_rulePane->show(m_rulesModel->rowAt(row));
}

void AlertsPage::showSelection(QList<int> const& rows)
{
    m_bars->setCurrentIndex(rows.size() > 1 ? 1 : 0);
    m_chosen->setText(tr("%1 chosen").arg(rows.size()));
}

void AlertsPage::setNarrow(bool narrow)
{
    m_narrowed = narrow;
    m_showDetails->setVisible(narrow);
    m_details->setVisible(!narrow);
}

void AlertsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_poll.start();
}

void AlertsPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_poll.stop();
}

} // namespace ui::alerts
