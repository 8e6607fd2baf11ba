// The board of signing keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keys/keys_page.h"

#include "ui/kit/form.h"
#include "ui/kit/text.h"

#include <QAction>

namespace ui::keys {

namespace {

constexpr int kLinesMax = 6;

} // namespace

KeysPage::KeysPage(kit::PageContext context, QWidget* parent)
    : Page{context, QStringLiteral("keys"), tr("Keys"), parent}, m_client{context.api}, m_model{new KeysModel{
                                                                                            this}}
{
    addHeader();
    m_inspector = new KeysInspector;
    needs(m_inspector->revokeButton(), QStringLiteral("keys.rotate"));
    connect(m_inspector, &KeysInspector::revokeAsked, this, &KeysPage::askRevocation);
    connect(m_inspector, &KeysInspector::auditAsked, this, [this](QString const& kid) {
        QUrlQuery more;
        more.addQueryItem(QStringLiteral("subject"), kid);
        shell().go({QStringLiteral("audit"), {}, more});
    });
    connect(m_inspector, &KeysInspector::incidentAsked, this, [this] {
        shell().go({QStringLiteral("incidents"), shell().activeIncident().id, {}});
    });
    m_state = new kit::StateView{makeBoard()};
    setBody(m_state, false);
    setFacts(tr("Keys that sign access tokens · sealed in the vault, never shown"));
}

void KeysPage::addHeader()
{
    m_filter = kit::input(tr("Filter keys"), QStringLiteral("search"));
    m_filter->setFixedWidth(160);
    auto* policy = new kit::Button{tr("Rotation policy"), kit::Kind::Ghost, QStringLiteral("calendar-sync")};
    m_emergency = new kit::Button{tr("Emergency…"), kit::Kind::DangerLine, QStringLiteral("siren")};
    m_emergency->setToolTip(tr("Rotate and revoke the signing key at once"));
    m_rotate = new kit::Button{tr("Rotate key…"), kit::Kind::Primary, QStringLiteral("refresh-cw")};
    m_details = new kit::Button{tr("Details"), kit::Kind::Default, QStringLiteral("panel-right")};
    m_details->setCheckable(true);
    m_details->hide();
    for (QWidget* action :
         {static_cast<QWidget*>(m_filter), static_cast<QWidget*>(policy), static_cast<QWidget*>(m_emergency),
          static_cast<QWidget*>(m_details), static_cast<QWidget*>(m_rotate)})
        addAction(action);
    needs(m_rotate, QStringLiteral("keys.rotate"));
    needs(m_emergency, QStringLiteral("keys.rotate"));
    connect(policy, &QPushButton::clicked, this, [this] {
        shell().go({QStringLiteral("settings"), QStringLiteral("keys.rotation_days"), {}});
    });
    connect(m_rotate, &QPushButton::clicked, this, &KeysPage::askRotation);
    connect(m_emergency, &QPushButton::clicked, this, &KeysPage::askEmergency);
    connect(m_details, &QPushButton::toggled, this,
            [this](bool on) { m_inspector->setVisible(on || !m_narrow); });
}

QWidget* KeysPage::makeBoard()
{
    m_active = new kit::Tile{tr("Active signer")};
    m_action = new kit::Tile{tr("Needs action")};
    m_trusted = new kit::Tile{tr("Accepted keys")};
    m_next = new kit::Tile{tr("Next rotation")};
    auto* tiles = kit::row(14)->add(m_active, 1)->add(m_action, 1)->add(m_trusted, 1)->add(m_next, 1);
    auto* left = kit::column(14)->add(makeTimeline())->add(makeTable(), 1);
    auto* board = kit::column(14)->add(tiles)->add(kit::row(14)->add(left, 1)->add(m_inspector), 1);
    return kit::scrolling(board);
}

QWidget* KeysPage::makeTimeline()
{
    auto* legend = kit::lifelineLegend({{kit::SpanKind::Published, tr("Published")},
                                        {kit::SpanKind::Active, tr("Signing")},
                                        {kit::SpanKind::Retiring, tr("Verify only")},
                                        {kit::SpanKind::Revoked, tr("Revoked")}});
    auto* card = kit::card(tr("Rotation timeline"), legend, tr("UTC"));
    m_lines = new kit::Lifelines{tr("Lives of signing keys")};
    connect(m_lines, &kit::Lifelines::currentIdChanged, this, &KeysPage::choose);
    return card->add(m_lines);
}

QWidget* KeysPage::makeTable()
{
    m_table = new kit::Table{tr("Signing keys"), m_model, 34, kit::Table::Sorting::On};
    m_table->setMinimumHeight(176);
    m_table->setRowActions([this](int row) {
        auto const key = m_model->rowAt(row);
        QList<QAction*> actions;
        auto* audit = new QAction{tr("Audit trail")};
        connect(audit, &QAction::triggered, m_inspector,
                [this, key] { emit m_inspector->auditAsked(key.kid); });
        actions << audit;
        if (key.state == KeyState::Revoked || !may(QStringLiteral("keys.rotate")))
            return actions;
        auto* revoke = new QAction{tr("Revoke key…")};
        connect(revoke, &QAction::triggered, this, [this, key] { askRevocation(key.kid); });
        actions << revoke;
        return actions;
    });
    connect(m_table, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row >= 0)
            choose(m_model->rowAt(row).kid);
    });
    connect(m_table, &kit::Table::opened, this, [this] { m_details->setChecked(true); });
    connect(m_filter, &QLineEdit::textChanged, this, [this](QString const& words) {
        auto const wanted = words.trimmed();
        m_table->setFilter([this, wanted](int row) {
            auto const& key = m_model->rowAt(row);
            return wanted.isEmpty() || key.kid.contains(wanted, Qt::CaseInsensitive) ||
                   stateWord(key.state).contains(wanted, Qt::CaseInsensitive) ||
                   key.reason.contains(wanted, Qt::CaseInsensitive);
        });
    });
    return kit::column(0, {0, 4, 0, 0}, QStringLiteral("card"))->add(m_table, 1);
}

void KeysPage::refresh()
{
    m_state->showLoading();
    m_client.list(this, [this](Reply<std::vector<Key>> reply) {
        if (auto const* problem = problemOf(reply))
            return m_state->showFailed(*problem, [this] { refresh(); });
        take(std::get<std::vector<Key>>(std::move(reply)));
    });
    if (!may(QStringLiteral("settings.read")))
        return;
    m_client.rotationDays(this, [this](Reply<int> reply) {
        auto const* days = std::get_if<int>(&reply);
        m_board.rotationDays = days == nullptr ? 0 : *days;
        if (m_board.keys.empty())
            return;
        fillTiles();
        fillLines();
    });
}

void KeysPage::take(std::vector<Key> keys)
{
    m_board.keys = keys;
    m_board.now = now();
    m_model->setRows(std::move(keys));
    if (m_board.keys.empty())
        return m_state->showEmpty(QStringLiteral("key-round"), tr("No signing keys"),
                                  tr("The engine makes the first ones when it starts."));
    fillTiles();
    fillLines();
    auto const* active = withState(m_board.keys, KeyState::Active);
    auto const first = active != nullptr ? active->kid : m_board.keys.front().kid;
    choose(m_model->rowOf(m_chosen) >= 0 ? m_chosen : first);
    m_inspector->setIncident(shell().activeIncident().id);
    m_state->showContent();
}

void KeysPage::fillTiles()
{
    auto const* active = withState(m_board.keys, KeyState::Active);
    if (active != nullptr)
        m_active->set(Severity::Ok, kit::visible(active->name()),
                      tr("Since %1 · %2")
                          .arg(active->activatedAt.toString(QStringLiteral("d MMM HH:mm")),
                               kit::visible(active->algorithm)),
                      true);
    else
        m_active->set(Severity::Critical, tr("None"), tr("Nobody can sign in"));
    auto const needed = m_board.needsAction();
    if (needed.isEmpty())
        m_action->set(Severity::Ok, tr("Nothing"), tr("Keys rotate by themselves"));
    else
        m_action->set(active == nullptr ? Severity::Critical : Severity::High, needed.first(),
                      needed.size() > 1 ? tr("and %1 more").arg(needed.size() - 1)
                                        : tr("Rotate or look at the engine's log"));
    auto const accepted = [](Key const& key) {
        return key.state == KeyState::Active || key.state == KeyState::Retiring;
    };
    auto const count = std::count_if(m_board.keys.begin(), m_board.keys.end(), accepted);
    auto const* next = withState(m_board.keys, KeyState::Next);
    m_trusted->set(Severity::Info, count == 1 ? tr("1 key") : tr("%1 keys").arg(count),
                   next != nullptr ? tr("%1 is published as the next").arg(kit::visible(next->name()))
                                   : tr("No next key is published"));
    auto const due = m_board.nextRotation();
    if (!due.isValid())
        m_next->set(Severity::Info, QStringLiteral("–"),
                    may(QStringLiteral("settings.read")) ? tr("Not known") : tr("You need settings.read"));
    else
        m_next->set(m_board.overdue() ? Severity::High : Severity::Info,
                    due.toString(QStringLiteral("d MMM, HH:mm")),
                    tr("Automatic, every %1 days").arg(m_board.rotationDays));
    shell().badge(stem(), active == nullptr ? Severity::Critical : Severity::High,
                  static_cast<int>(needed.size()));
}

void KeysPage::fillLines()
{
    if (m_board.keys.empty())
        return;
    auto const span = m_board.span(kLinesMax);
    auto const kept = m_chosen;
    QSignalBlocker const quiet{m_lines};
    m_lines->setSpan(span.first, span.second);
    m_lines->setNow(m_board.now);
    m_lines->setLines(m_board.lifelines(kLinesMax));
    m_lines->setCurrentId(kept);
    m_lines->setMinimumHeight(m_lines->sizeHint().height()); // The board scrolls, not the timeline in it.
}

Key const* KeysPage::chosen() const
{
    auto const row = m_model->rowOf(m_chosen);
    return row < 0 ? nullptr : &m_model->rowAt(row);
}

void KeysPage::choose(QString const& kid)
{
    if (kid.isEmpty())
        return;
    m_chosen = kid;
    auto const* key = chosen();
    if (key == nullptr)
        return m_inspector->showNothing();
    m_inspector->show(*key, now());
    if (auto const row = m_model->rowOf(kid); m_table->currentRow() != row)
        m_table->selectRow(row);
    QSignalBlocker const quiet{m_lines};
    m_lines->setCurrentId(kid);
}

void KeysPage::open(kit::Address const& address)
{
    if (address.object.isEmpty())
        return;
    m_chosen = address.object;
    choose(address.object);
}

QList<kit::Command> KeysPage::commands()
{
    QList<kit::Command> all;
    if (!may(QStringLiteral("keys.rotate")))
        return all;
    all << kit::Command{tr("Rotate the signing key…"), QStringLiteral("refresh-cw"),
                        [this] { askRotation(); }};
    all << kit::Command{tr("Rotate and revoke the signing key in an emergency…"), QStringLiteral("siren"),
                        [this] { askEmergency(); }};
    if (auto const* key = chosen(); key != nullptr && key->state != KeyState::Revoked)
        all << kit::Command{tr("Revoke key %1…").arg(key->name()), QStringLiteral("ban"),
                            [this, kid = key->kid] { askRevocation(kid); }};
    return all;
}

void KeysPage::setNarrow(bool narrow)
{
    m_narrow = narrow;
    m_details->setVisible(narrow);
    m_inspector->setVisible(!narrow || m_details->isChecked());
    m_filter->setVisible(true);
}

} // namespace ui::keys
