// The users page: list, filter and inspector.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/users/users_page.h"

#include "ui/kit/text.h"
#include "ui/pages/users/users_dialogs.h"

#include <QAction>

#include <algorithm>

namespace ui::users {

namespace {

enum Chosen { Everybody, People, Clients, Administrators, Disabled };

} // namespace

UsersPage::UsersPage(kit::PageContext context, QWidget* parent)
    : Page{context, "users", tr("Users"), parent}, m_client{context.api}, m_model{new UsersModel{
                                                                              context.clock, this}}
{
    build();
    connect(&context.session, &ui::Session::changed, this, [this] {
        needs(m_newUser, "users.write");
        needs(m_newClient, "clients.issue");
    });
}

void UsersPage::build()
{
    m_newClient = new kit::Button{tr("Service client…"), kit::Kind::Default, "bot"};
    m_newUser = new kit::Button{tr("New user…"), kit::Kind::Primary, "user-plus"};
    needs(m_newUser, "users.write");
    needs(m_newClient, "clients.issue");
    connect(m_newUser, &QPushButton::clicked, this, &UsersPage::newUser);
    connect(m_newClient, &QPushButton::clicked, this, &UsersPage::newClient);
    addAction(m_newClient);
    addAction(m_newUser);
    m_inspector =
        new Inspector{this->context().clock,
                      [this](kit::Button* button, QString const& permission) { needs(button, permission); }};
    connect(m_inspector, &Inspector::chosen, this, &UsersPage::act);
    m_state = new kit::StateView{panes({buildList(), m_inspector}, {900, Inspector::kWidth}, 0)};
    setBody(m_state, true);
}

QWidget* UsersPage::buildList()
{
    m_filter =
        new kit::FilterBar{tr("Name, e-mail or role"),
                           {tr("All"), tr("People"), tr("Clients"), tr("Administrators"), tr("Disabled")}};
    m_details = new kit::Button{tr("Details"), kit::Kind::Default, "panel-right", kit::Size::Compact};
    m_details->hide();
    connect(m_details, &QPushButton::clicked, this,
            [this] { m_inspector->setVisible(!m_inspector->isVisible()); });
    m_filter->addRight(m_details);
    connect(m_filter, &kit::FilterBar::changed, this, &UsersPage::applyFilter);
    m_table = new kit::Table{tr("Users"), m_model, 50, kit::Table::Sorting::On};
    m_table->setRowActions([this](int row) { return rowActions(row); });
    connect(m_table, &kit::Table::currentChangedTo, this, &UsersPage::choose);
    connect(m_table, &kit::Table::opened, this, [this] { m_inspector->setVisible(true); });
    m_rows = new kit::StateView{m_table};
    auto* pane = kit::column(0, {}, "pane");
    pane->add(m_filter)->add(kit::rule())->add(m_rows, 1);
    return pane;
}

void UsersPage::refresh()
{
    ++m_reading;
    m_next = {};
    if (!m_loaded)
        m_state->showLoading();
    if (!may("users.read") && !may("clients.read")) {
        Problem refused{.status = 403, .type = "forbidden", .instance = "GET /users"};
        refused.permission = "users.read";
        return m_state->showFailed(refused, [this] { refresh(); });
    }
    if (may("users.read"))
        readUsers({});
    if (may("clients.read"))
        readClients({});
    if (may("roles.read"))
        readRoles({});
    if (may("auth.read"))
        readSessions({});
}

void UsersPage::readUsers(QString const& after)
{
    ++m_next.waits;
    m_client.users(m_asked, after, this, [this, reading = m_reading](Reply<Batch<User>> reply) {
        if (!current(reading))
            return;
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        auto& batch = std::get<Batch<User>>(reply);
        std::move(batch.items.begin(), batch.items.end(), std::back_inserter(m_next.users));
        m_next.complete = batch.next.isEmpty();
        if (!m_next.complete && m_next.users.size() < kRowsMax)
            readUsers(batch.next);
        arrived();
    });
}

void UsersPage::readClients(QString const& after)
{
    ++m_next.waits;
    m_client.clients(after, this, [this, reading = m_reading](Reply<Batch<Client>> reply) {
        if (!current(reading))
            return;
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        auto& batch = std::get<Batch<Client>>(reply);
        std::move(batch.items.begin(), batch.items.end(), std::back_inserter(m_next.clients));
        if (!batch.next.isEmpty() && m_next.clients.size() < kRowsMax)
            readClients(batch.next);
        arrived();
    });
}

void UsersPage::readRoles(QString const& after)
{
    ++m_next.waits;
    m_client.roles(after, this, [this, reading = m_reading](Reply<Batch<KnownRole>> reply) {
        if (!current(reading))
            return;
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        auto& batch = std::get<Batch<KnownRole>>(reply);
        std::move(batch.items.begin(), batch.items.end(), std::back_inserter(m_next.roles));
        if (!batch.next.isEmpty() && m_next.roles.size() < kRowsMax)
            readRoles(batch.next);
        arrived();
    });
}

void UsersPage::readSessions(QString const& after)
{
    ++m_next.waits;
    m_client.sessions({}, after, this, [this, reading = m_reading](Reply<Batch<LiveSession>> reply) {
        if (!current(reading))
            return;
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        auto& batch = std::get<Batch<LiveSession>>(reply);
        m_next.sessionsKnown = batch.next.isEmpty();
        for (auto const& session : batch.items)
            ++m_next.sessions[session.userId];
        if (!batch.next.isEmpty() && m_next.sessions.size() < static_cast<qsizetype>(kRowsMax))
            readSessions(batch.next);
        arrived();
    });
}

void UsersPage::arrived()
{
    if (--m_next.waits == 0)
        showLoaded();
}

void UsersPage::failed(Problem const& problem)
{
    ++m_reading; // Answers of this reading that still come are of no use.
    if (m_loaded)
        m_state->showStale(
            tr("%1. Read at %2 UTC.").arg(kit::plainWords(problem), kit::clockTime(m_shownAt)));
    else
        m_state->showFailed(problem, [this] { refresh(); });
}

void UsersPage::showLoaded()
{
    auto const keep = m_wanted.isEmpty() ? m_inspector->shownId() : m_wanted;
    std::vector<Holder> rows;
    for (auto& user : m_next.users) {
        auto const live = m_next.sessionsKnown ? m_next.sessions.value(user.id) : -1;
        rows.push_back({.isClient = false, .user = std::move(user), .client = {}, .sessions = live});
    }
    for (auto& client : m_next.clients)
        rows.push_back({.isClient = true, .user = {}, .client = std::move(client), .sessions = -1});
    m_roles = std::move(m_next.roles);
    m_complete = m_next.complete;
    m_loaded = true;
    m_shownAt = now();
    m_model->setRows(std::move(rows));
    m_state->showContent();
    countChips();
    applyFilter();
    if (auto const row = m_model->rowOf(keep); row >= 0) {
        m_table->selectRow(row); // Which shows who it is.
        m_wanted.clear();
    }
    if (m_table->currentRow() < 0)
        m_inspector->showNothing();
}

void UsersPage::countChips()
{
    int people = 0, clients = 0, administrators = 0, disabled = 0, dormant = 0;
    for (auto const& holder : m_model->rows()) {
        ++(holder.isClient ? clients : people);
        if (!holder.isClient && administers(holder.user))
            ++administrators;
        if (!holder.enabled())
            ++disabled;
        if (stateOf(holder, now()) == State::Dormant)
            ++dormant;
    }
    auto const more = m_complete ? QString{} : QStringLiteral("+");
    auto const word = [&](QString const& name, int count) { return tr("%1 %2").arg(name).arg(count) + more; };
    m_filter->setChipWords(Everybody, word(tr("All"), people + clients));
    m_filter->setChipWords(People, word(tr("People"), people));
    m_filter->setChipWords(Clients, tr("Clients %1").arg(clients));
    m_filter->setChipWords(Administrators, word(tr("Administrators"), administrators));
    m_filter->setChipWords(Disabled, word(tr("Disabled"), disabled));
    QStringList facts{tr("%1 people").arg(kit::grouped(people)) + more,
                      tr("%1 service clients").arg(clients)};
    if (disabled > 0)
        facts << tr("%1 disabled").arg(disabled);
    if (dormant > 0)
        facts << tr("%1 without sign-in for %2 days").arg(dormant).arg(kDormantDays);
    setFacts(facts.join(QStringLiteral(" · ")));
}

bool UsersPage::administers(User const& user) const
{
    return std::any_of(m_roles.begin(), m_roles.end(), [&](KnownRole const& role) {
        return role.administers() && user.roles.contains(role.name);
    });
}

bool UsersPage::passes(Holder const& holder) const
{
    switch (m_filter->chip()) {
    case People:
        if (holder.isClient)
            return false;
        break;
    case Clients:
        if (!holder.isClient)
            return false;
        break;
    case Administrators:
        if (holder.isClient || !administers(holder.user))
            return false;
        break;
    case Disabled:
        if (holder.enabled())
            return false;
        break;
    default:
        break;
    }
    auto const part = m_filter->text();
    return part.isEmpty() || holder.name().contains(part, Qt::CaseInsensitive) ||
           holder.user.email.contains(part, Qt::CaseInsensitive) ||
           holder.user.roles.join(' ').contains(part, Qt::CaseInsensitive) ||
           holder.client.permissions.join(' ').contains(part, Qt::CaseInsensitive);
}

void UsersPage::applyFilter()
{
    // What is not wholly here is searched by the engine.
    if (auto const wanted = m_filter->text(); (!m_complete || !m_asked.isEmpty()) && wanted != m_asked) {
        m_asked = wanted;
        return refresh();
    }
    m_table->setFilter([this](int row) { return passes(m_model->rowAt(row)); });
    if (m_table->shownRows() > 0)
        return m_rows->showContent();
    if (m_model->rowCount() == 0)
        return m_rows->showEmpty(
            "users", tr("Nobody is here yet"),
            tr("People sign in with a name and a password; service clients with a secret."),
            may("users.write") ? tr("New user…") : QString{}, [this] { newUser(); });
    m_rows->showEmpty("search", tr("Nobody matches"),
                      tr("The filter leaves no row of %1.").arg(m_model->rowCount()), tr("Clear filter"),
                      [this] {
                          m_filter->setChip(Everybody);
                          m_filter->edit()->clear();
                          applyFilter();
                      });
}

Holder const* UsersPage::chosen() const
{
    auto const row = m_table->currentRow();
    return row < 0 ? nullptr : &m_model->rowAt(row);
}

void UsersPage::choose(int row)
{
    if (row >= 0)
        showChosen();
}

void UsersPage::showChosen()
{
    auto const* holder = chosen();
    if (holder == nullptr)
        return m_inspector->showNothing();
    auto const self = !holder->isClient && holder->id() == context().session.userId();
    m_inspector->showHolder(*holder, self, shell().activeIncident().id);
    if (holder->isClient)
        return;
    if (!may("auth.read"))
        return m_inspector->setSessions(nullptr);
    m_client.sessions(holder->id(), {}, this, [this, id = holder->id()](Reply<Batch<LiveSession>> reply) {
        if (m_inspector->shownId() != id)
            return;
        if (auto const* problem = problemOf(reply))
            return shell().problem(*problem);
        m_inspector->setSessions(&std::get<Batch<LiveSession>>(reply).items);
    });
}

void UsersPage::open(kit::Address const& address)
{
    m_wanted = address.object;
    if (address.more.queryItemValue("tab") == "clients")
        m_filter->setChip(Clients);
    if (m_wanted.isEmpty() || !m_loaded)
        return;
    auto const row = m_model->rowOf(m_wanted);
    if (row < 0)
        return; // The reading that every showing starts looks again.
    if (!passes(m_model->rowAt(row))) {
        m_filter->setChip(Everybody);
        m_filter->edit()->clear();
        applyFilter();
    }
    m_table->selectRow(row);
    m_wanted.clear();
}

QList<kit::Command> UsersPage::commands()
{
    QList<kit::Command> list;
    if (may("users.write"))
        list << kit::Command{tr("New user…"), "user-plus", [this] { newUser(); }};
    if (may("clients.issue"))
        list << kit::Command{tr("New service client…"), "bot", [this] { newClient(); }};
    auto const* holder = chosen();
    if (holder == nullptr)
        return list;
    auto const name = kit::visible(holder->name());
    auto const add = [&](QString const& words, QString const& icon, Act what, char const* permission) {
        if (may(permission))
            list << kit::Command{words, icon, [this, what] { act(what, {}); }};
    };
    auto const switching = holder->isClient ? "clients.write" : "users.disable";
    if (holder->enabled())
        add(tr("Disable %1…").arg(name), "user-x", Act::Disable, switching);
    else
        add(tr("Enable %1").arg(name), "user-check", Act::Enable, switching);
    if (!holder->isClient)
        add(tr("End all sessions of %1…").arg(name), "log-out", Act::EndAllSessions, "auth.end_sessions");
    return list;
}

void UsersPage::setNarrow(bool narrow)
{
    m_narrow = narrow;
    m_details->setVisible(narrow);
    m_inspector->setVisible(!narrow);
}

QList<QAction*> UsersPage::rowActions(int row)
{
    auto const& holder = m_model->rowAt(row);
    QList<QAction*> actions;
    auto const add = [&](QString const& words, Act what, char const* permission) {
        auto* action = new QAction{words};
        action->setEnabled(may(permission));
        connect(action, &QAction::triggered, this, [this, what] { act(what, {}); });
        actions << action;
    };
    auto const switching = holder.isClient ? "clients.write" : "users.disable";
    if (holder.isClient) {
        add(tr("New secret…"), Act::NewSecret, "clients.issue");
    } else {
        add(tr("Edit…"), Act::Edit, "users.write");
        add(tr("Set password…"), Act::SetPassword, "users.write");
        add(tr("Grant role…"), Act::GrantRole, "roles.write");
        add(tr("End all sessions…"), Act::EndAllSessions, "auth.end_sessions");
    }
    add(tr("Show in audit"), Act::ShowAudit, "audit.read");
    if (holder.enabled())
        add(tr("Disable…"), Act::Disable, switching);
    else
        add(tr("Enable"), Act::Enable, switching);
    add(tr("Delete…"), Act::Delete, holder.isClient ? "clients.write" : "users.write");
    return actions;
}

} // namespace ui::users
