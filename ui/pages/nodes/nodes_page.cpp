// The board of the engines.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/nodes/nodes_page.h"

#include "ui/kit/text.h"

namespace ui::nodes {

namespace {

constexpr int kInspectorWidthPx = 320;
constexpr int kPollMs = 5'000;

// What the condition means for those who use the service.
QString meaning(Node const& node)
{
    if (!node.live())
        return NodesPage::tr("Silent for longer than its lease: others have taken over its work, and what it "
                             "still does late is refused.");
    if (node.lagMs > kLagMsMax)
        return NodesPage::tr("It heard late of what others changed. Until it has, it answers nobody.");
    if (std::abs(node.clockMs) > kClockMsMax)
        return NodesPage::tr(
            "Its clock is not the database's. Leases and epochs do not depend on it, times in "
            "its logs do.");
    return NodesPage::tr("It answers, and knows what the others changed.");
}

} // namespace

NodesPage::NodesPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("nodes"), tr("Nodes"), parent}, m_client{context.api}, m_model{
                                                                                              new NodesModel{
                                                                                                  this}}
{
    m_details = new kit::Button{tr("Details"), kit::Kind::Default, QStringLiteral("panel-right")};
    m_details->setCheckable(true);
    m_details->hide();
    addAction(m_details);
    makeInspector();
    m_state = new kit::StateView{makeBoard()};
    setBody(m_state, false);
    setFacts(tr("Engines of one database"));
    connect(m_details, &QPushButton::toggled, this,
            [this](bool on) { m_inspector->setVisible(on || !m_narrow); });
    m_timer.setInterval(kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &NodesPage::refresh);
}

void NodesPage::makeInspector()
{
    m_name = kit::text({}, Type::H3);
    m_meaning = kit::text({}, Type::Body, Role::Text2, kit::Wrap::Yes);
    m_facts = new kit::Facts{tr("Facts of the engine")};
    auto* top = kit::column(12, {16, 14, 16, 12});
    top->add(m_name)->add(m_meaning)->add(kit::rule())->add(m_facts)->stretch();
    m_inspector = kit::column(0, {}, QStringLiteral("card"));
    m_inspector->setFixedWidth(kInspectorWidthPx);
    m_inspector->setAccessibleName(tr("Engine details"));
    m_inspector->add(kit::scrolling(top), 1);
}

QWidget* NodesPage::makeBoard()
{
    m_living = new kit::Tile{tr("Engines")};
    m_lag = new kit::Tile{tr("Worst lag")};
    m_clocks = new kit::Tile{tr("Clocks")};
    m_waiting = new kit::Tile{tr("Changes waiting")};
    m_table = new kit::Table{tr("Engines of the database"), m_model, 48, kit::Table::Sorting::On};
    m_table->setMinimumHeight(200);
    connect(m_table, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row >= 0)
            choose(m_model->rowAt(row).id);
    });
    connect(m_table, &kit::Table::opened, this, [this] { m_details->setChecked(true); });
    auto* tiles = kit::row(14)->add(m_living, 1)->add(m_lag, 1)->add(m_clocks, 1)->add(m_waiting, 1);
    auto* head = kit::row(8, {16, 12, 12, 10})->add(kit::text(tr("Engines"), Type::H3));
    head->add(kit::text(tr("times by the database's clock"), Type::Small, Role::Muted))->stretch();
    auto* card = kit::column(0, {}, QStringLiteral("card"))->add(head)->add(kit::rule())->add(m_table, 1);
    return kit::scrolling(kit::column(14)->add(tiles)->add(kit::row(14)->add(card, 1)->add(m_inspector), 1));
}

void NodesPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_timer.start();
}

void NodesPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_timer.stop();
}

void NodesPage::refresh()
{
    m_state->showLoading();
    m_client.list(this, [this](Reply<std::vector<Node>> reply) {
        if (auto const* problem = problemOf(reply))
            return m_state->showFailed(*problem, [this] { refresh(); });
        take(std::get<std::vector<Node>>(std::move(reply)));
    });
}

void NodesPage::take(std::vector<Node> nodes)
{
    m_nodes = std::move(nodes);
    m_model->setNow(now());
    m_model->setRows(m_nodes);
    fillTiles();
    if (m_nodes.empty())
        return m_state->showEmpty(QStringLiteral("server"), tr("No engine has said that it serves"),
                                  tr("An engine tells so when it starts."));
    auto const self =
        std::find_if(m_nodes.begin(), m_nodes.end(), [](Node const& node) { return node.self; });
    choose(m_model->rowOf(m_chosen) >= 0 ? m_chosen
                                         : (self == m_nodes.end() ? m_nodes.front().id : self->id));
    m_state->showContent();
}

void NodesPage::fillTiles()
{
    qint64 living = 0;
    qint64 waiting = 0;
    Node const* slowest = nullptr;
    Node const* farthest = nullptr;
    for (auto const& node : m_nodes) {
        if (!node.live())
            continue;
        ++living;
        waiting += node.waiting;
        if (slowest == nullptr || node.lagMs > slowest->lagMs)
            slowest = &node;
        if (farthest == nullptr || std::abs(node.clockMs) > std::abs(farthest->clockMs))
            farthest = &node;
    }
    auto const gone = static_cast<qint64>(m_nodes.size()) - living;
    m_living->set(gone == 0 ? Severity::Ok : Severity::High, tr("%1 of %2").arg(living).arg(m_nodes.size()),
                  gone == 0   ? (living == 1 ? tr("This one alone serves") : tr("All serve"))
                  : gone == 1 ? tr("1 is gone; its work is taken over")
                              : tr("%1 are gone; their work is taken over").arg(gone));
    if (slowest != nullptr)
        m_lag->set(slowest->lagMs > kLagMsMax ? Severity::High : Severity::Ok, lagWord(slowest->lagMs),
                   living == 1 ? tr("Nobody else changes anything")
                               : tr("%1 · a second is allowed").arg(kit::visible(slowest->name)));
    if (farthest != nullptr)
        m_clocks->set(std::abs(farthest->clockMs) > kClockMsMax ? Severity::High : Severity::Ok,
                      clockWord(farthest->clockMs),
                      tr("%1, from the database's").arg(kit::visible(farthest->name)));
    m_waiting->set(Severity::Info, kit::grouped(waiting), tr("on the write lanes of all engines"));
    setFacts(kit::counted(living, tr("1 engine serves this database"), tr("%1 engines serve this database")));
}

void NodesPage::choose(QString const& id)
{
    auto const row = m_model->rowOf(id);
    if (row < 0)
        return;
    m_chosen = id;
    auto const& node = m_model->rowAt(row);
    m_name->setText(kit::visible(node.name));
    m_meaning->setText(meaning(node));
    auto const mono = kit::FactLook::Mono;
    m_facts->setFacts({
        {.name = tr("State"), .chip = conditionWord(node), .chipTone = conditionRole(node)},
        {.name = tr("Data listener"), .value = node.dataAddress, .look = mono, .copyable = true},
        {.name = tr("Admin listener"), .value = node.adminAddress, .look = mono, .copyable = true},
        {.name = tr("Version"), .value = node.version, .look = mono},
        {.name = tr("Started (UTC)"), .value = kit::dayTime(node.startedAt), .look = mono},
        {.name = tr("Heartbeat (UTC)"), .value = kit::dayTime(node.heartbeatAt), .look = mono},
        {.name = tr("Lag"), .value = lagWord(node.lagMs), .look = mono},
        {.name = tr("Clock"), .value = clockWord(node.clockMs), .look = mono},
        {.name = tr("Changes"), .value = kit::grouped(node.changes), .look = mono},
        {.name = tr("Commits"), .value = kit::grouped(node.commits), .look = mono},
        {.name = tr("Node"), .value = node.id, .look = mono, .copyable = true},
    });
    if (m_table->currentRow() != row)
        m_table->selectRow(row);
}

void NodesPage::open(kit::Address const& address)
{
    if (address.object.isEmpty())
        return;
    m_chosen = address.object;
    choose(address.object);
}

void NodesPage::setNarrow(bool narrow)
{
    m_narrow = narrow;
    m_details->setVisible(narrow);
    m_inspector->setVisible(!narrow || m_details->isChecked());
}

} // namespace ui::nodes
