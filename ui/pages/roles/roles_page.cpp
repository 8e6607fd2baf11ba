// The roles page: list, matrix and pane; what is pressed is in roles_acts.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roles/roles_page.h"

#include "ui/kit/form.h"
#include "ui/kit/text.h"

#include <QHeaderView>

namespace ui::roles {

namespace {

constexpr int kListWidth = 232;

} // namespace

RolesPage::RolesPage(kit::PageContext context, QWidget* parent)
    : Page{context, "roles", tr("Roles"), parent}, m_client{context.api}, m_roles{new RolesModel{this}},
      m_rights{new MatrixModel{this}}
{
    build();
    connect(&context.session, &ui::Session::changed, this, [this] {
        needs(m_new, "roles.write");
        if (m_loaded)
            showRole();
    });
}

void RolesPage::build()
{
    m_discard = new kit::Button{tr("Discard"), kit::Kind::Default};
    m_review = new kit::Button{tr("Review changes"), kit::Kind::Primary, "list-checks"};
    m_details = new kit::Button{tr("Details"), kit::Kind::Default, "panel-right"};
    connect(m_discard, &QPushButton::clicked, this, &RolesPage::discard);
    connect(m_review, &QPushButton::clicked, this, &RolesPage::review);
    for (auto* button : {m_details, m_discard, m_review}) {
        button->hide();
        addAction(button);
    }
    m_pane = new Pane;
    connect(m_details, &QPushButton::clicked, this, [this] { m_pane->setVisible(!m_pane->isVisible()); });
    connect(m_pane, &Pane::toggleAsked, this, &RolesPage::toggle);
    connect(m_pane, &Pane::grantAdded, this, [this](QString const& grant) {
        if (auto const* role = chosen(); role != nullptr && !grantsOf(*role).contains(grant))
            propose(grantsOf(*role) << grant);
    });
    connect(m_pane, &Pane::grantRestored, this, [this](QString const& grant) {
        if (auto const* role = chosen())
            propose(grantsOf(*role) << grant);
    });
    connect(m_pane, &Pane::grantRemoved, this, [this](QString const& grant) {
        if (auto const* role = chosen())
            propose(withoutGrant(grantsOf(*role), grant));
    });
    connect(m_pane, &Pane::writeOutAsked, this, [this](QString const& star) {
        if (auto const* role = chosen())
            propose(writtenOut(grantsOf(*role), star, resourcesFrom(m_now.document)));
    });
    connect(m_pane, &Pane::userChosen, this, [this](QString const& id) { shell().go({"users", id, {}}); });
    m_state =
        new kit::StateView{panes({buildList(), buildMatrix(), m_pane}, {kListWidth, 680, Pane::kWidth}, 1)};
    setBody(m_state, true);
}

QWidget* RolesPage::buildList()
{
    m_filter = kit::input(tr("Filter roles"), "search");
    m_list = new kit::Table{tr("Roles"), m_roles, 46};
    m_list->horizontalHeader()->hide();
    m_list->setItemDelegate(new RoleDelegate{m_list});
    connect(m_filter, &QLineEdit::textChanged, this, [this](QString const& part) {
        m_list->setFilter([this, part](int row) {
            auto const& role = m_roles->rowAt(row).role;
            return role.name.contains(part.trimmed(), Qt::CaseInsensitive) ||
                   role.permissions.join(' ').contains(part.trimmed(), Qt::CaseInsensitive);
        });
    });
    connect(m_list, &kit::Table::currentChangedTo, this, [this](int row) {
        if (row < 0 || m_roles->rowAt(row).role.id == m_chosen)
            return;
        m_chosen = m_roles->rowAt(row).role.id;
        showRole();
    });
    m_new = new kit::Button{tr("New role…"), kit::Kind::Default, "plus"};
    needs(m_new, "roles.write");
    connect(m_new, &QPushButton::clicked, this, [this] { newRole({}); });
    auto* pane = kit::column(8, {0, 12, 0, 12}, "paneLeft");
    pane->add(kit::row(0, {12, 0, 12, 0})->add(m_filter, 1))->add(m_list, 1);
    pane->add(kit::row(0, {12, 0, 12, 0})->add(m_new, 1));
    pane->setMinimumWidth(196);
    return pane;
}

QWidget* RolesPage::buildMatrix()
{
    m_name = kit::elided({}, Type::H2);
    m_about = kit::elided({}, Type::Small, Role::Muted);
    m_kind = new kit::Chip{tr("Built-in")};
    m_rename = new kit::Button{tr("Name…"), kit::Kind::Ghost, "pencil", kit::Size::Compact};
    m_grant = new kit::Button{tr("Grant by text…"), kit::Kind::Ghost, "code", kit::Size::Compact};
    m_copy = new kit::Button{tr("Copy…"), kit::Kind::Ghost, "copy", kit::Size::Compact};
    m_delete = new kit::Button{tr("Delete…"), kit::Kind::Ghost, "trash-2", kit::Size::Compact};
    connect(m_rename, &QPushButton::clicked, this, &RolesPage::rename);
    connect(m_grant, &QPushButton::clicked, this, &RolesPage::addGrant);
    connect(m_delete, &QPushButton::clicked, this, &RolesPage::remove);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (auto const* role = chosen())
            newRole(*role);
    });
    m_matrix = new Matrix{m_rights};
    connect(m_matrix, &Matrix::rightChosen, this, [this] { m_pane->showContent(paneContent()); });
    connect(m_matrix, &Matrix::toggleAsked, this, &RolesPage::toggle);
    auto* words = kit::column(2)->add(kit::row(10)->add(m_name, 1)->add(m_kind))->add(m_about);
    auto* head = kit::row(6, {20, 8, 12, 8})->add(words, 1);
    head->add(m_grant)->add(m_rename)->add(m_copy)->add(m_delete);
    auto* pane = kit::column(0, {}, "pane");
    pane->add(head)->add(kit::rule())->add(m_matrix, 1)->add(kit::rule())->add(matrixLegend());
    return pane;
}

void RolesPage::refresh()
{
    ++m_reading;
    m_next = {};
    if (!m_loaded)
        m_state->showLoading();
    readRoles({});
    readDocument();
    if (may("users.read"))
        readUsers({});
    if (may("auth.read"))
        readSessions({});
    if (may("collections.read"))
        readCollections({});
}

void RolesPage::readRoles(QString const& after)
{
    ++m_next.waits;
    m_client.roles(after, this, [this, reading = m_reading](Reply<Batch<KnownRole>> reply) {
        if (!current(reading))
            return;
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        auto& batch = std::get<Batch<KnownRole>>(reply);
        std::move(batch.items.begin(), batch.items.end(), std::back_inserter(m_next.roles));
        if (!batch.next.isEmpty())
            readRoles(batch.next);
        arrived();
    });
}

void RolesPage::readUsers(QString const& after)
{
    ++m_next.waits;
    m_client.users(after, this, [this, reading = m_reading](Reply<Batch<Holder>> reply) {
        if (!current(reading))
            return;
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        auto& batch = std::get<Batch<Holder>>(reply);
        std::move(batch.items.begin(), batch.items.end(), std::back_inserter(m_next.users));
        m_next.usersKnown = batch.next.isEmpty();
        if (!batch.next.isEmpty() && m_next.users.size() < kUsersMax)
            readUsers(batch.next);
        arrived();
    });
}

void RolesPage::readSessions(QString const& after)
{
    ++m_next.waits;
    m_client.sessions(after, this, [this, reading = m_reading](Reply<Batch<QString>> reply) {
        if (!current(reading))
            return;
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        auto& batch = std::get<Batch<QString>>(reply);
        for (auto const& user : batch.items)
            ++m_next.sessions[user];
        m_next.sessionsKnown = batch.next.isEmpty();
        if (!batch.next.isEmpty() && m_next.sessions.size() < static_cast<qsizetype>(kUsersMax))
            readSessions(batch.next);
        arrived();
    });
}

void RolesPage::readCollections(QString const& after)
{
    ++m_next.waits;
    m_client.collections(after, this, [this, reading = m_reading](Reply<Batch<QString>> reply) {
        if (!current(reading))
            return;
        if (auto const* problem = problemOf(reply))
            return failed(*problem);
        auto& batch = std::get<Batch<QString>>(reply);
        for (auto const& name : batch.items)
            m_next.collections << name;
        if (!batch.next.isEmpty())
            readCollections(batch.next);
        arrived();
    });
}

void RolesPage::readDocument()
{
    if (!m_now.document.isEmpty()) {
        m_next.document = m_now.document; // It changes with the engine's version alone.
        return;
    }
    ++m_next.waits;
    m_client.document(this, [this, reading = m_reading](Reply<QJsonValue> reply) {
        if (!current(reading))
            return;
        // Without it the matrix has every right that this console knows; the explanations are missing.
        if (problemOf(reply) == nullptr)
            m_next.document = std::get<QJsonValue>(reply).toObject();
        arrived();
    });
}

void RolesPage::arrived()
{
    if (--m_next.waits == 0)
        showLoaded();
}

void RolesPage::failed(Problem const& problem)
{
    ++m_reading;
    if (m_loaded)
        m_state->showStale(
            tr("%1. Read at %2 UTC.").arg(kit::plainWords(problem), kit::clockTime(m_shownAt)));
    else
        m_state->showFailed(problem, [this] { refresh(); });
}

void RolesPage::showLoaded()
{
    auto const newDocument = !m_loaded || m_now.document != m_next.document;
    m_now = std::move(m_next);
    m_loaded = true;
    m_shownAt = now();
    if (newDocument)
        m_rights->setResources(resourcesFrom(m_now.document));
    for (auto draft = m_drafts.begin(); draft != m_drafts.end();) {
        auto const there = std::any_of(m_now.roles.begin(), m_now.roles.end(),
                                       [&](KnownRole const& role) { return role.id == draft.key(); });
        draft = there ? std::next(draft) : m_drafts.erase(draft);
    }
    m_state->showContent();
    showList();
}

void RolesPage::showList()
{
    std::vector<ListedRole> rows;
    for (auto const& role : m_now.roles) {
        auto const holders = m_now.usersKnown ? static_cast<int>(holdersOf(role.name).size()) : -1;
        rows.push_back({.role = role, .holders = holders, .edited = !m_drafts.value(role.id).none()});
    }
    auto const keep = m_chosen;
    m_roles->setRows(std::move(rows));
    auto const row = std::max(0, m_roles->rowOf(keep));
    if (m_roles->rowCount() > 0) {
        m_chosen = m_roles->rowAt(row).role.id;
        m_list->selectRow(row);
    }
    showRole();
}

void RolesPage::showRole()
{
    auto const* role = chosen();
    if (role == nullptr)
        return;
    m_name->setText(kit::visible(role->name));
    m_about->setText(kit::visible(role->description));
    m_kind->setVisible(role->builtin);
    m_rights->setGrants(grantsOf(*role), role->permissions);
    for (auto* button : {m_rename, m_grant}) {
        needs(button, "roles.write");
        button->setVisible(!role->builtin);
    }
    m_delete->setVisible(!role->builtin);
    needs(m_copy, "roles.write");
    auto const holders = holdersOf(role->name).size();
    if (may("roles.write") && holders > 0)
        m_delete->setReason(tr("Users hold it: %1. Take it from them first.").arg(holders));
    else
        needs(m_delete, "roles.write");
    m_pane->showContent(paneContent());
    showPending();
}

void RolesPage::showPending()
{
    auto const* role = chosen();
    auto const count = role == nullptr ? 0 : m_drafts.value(role->id).count();
    m_review->setVisible(count > 0);
    m_discard->setVisible(count > 0);
    m_review->setText(count == 1 ? tr("Review 1 change…") : tr("Review %1 changes…").arg(count));
    m_review->setAccessibleName(m_review->text());
    QStringList facts{kit::counted(m_roles->rowCount(), tr("1 role"), tr("%1 roles"))};
    if (count > 0)
        facts << tr("%1 in %2")
                     .arg(kit::counted(count, tr("1 unsaved change"), tr("%1 unsaved changes")),
                          kit::visible(role->name));
    if (auto const others = pending() - count; others > 0)
        facts << tr("%1 in other roles").arg(others);
    setFacts(facts.join(QStringLiteral(" · ")));
}

KnownRole const* RolesPage::chosen() const
{
    for (auto const& role : m_now.roles)
        if (role.id == m_chosen)
            return &role;
    return nullptr;
}

QStringList RolesPage::holdersOf(QString const& role, QStringList* ids) const
{
    QStringList names;
    for (auto const& user : m_now.users) {
        if (!user.roles.contains(role))
            continue;
        names << user.name;
        if (ids != nullptr)
            *ids << user.id;
    }
    return names;
}

int RolesPage::sessionsOf(QString const& role) const
{
    if (!m_now.sessionsKnown || !m_now.usersKnown)
        return -1;
    QStringList ids;
    holdersOf(role, &ids);
    int count = 0;
    for (auto const& id : ids)
        count += m_now.sessions.value(id);
    return count;
}

qsizetype RolesPage::pending() const
{
    qsizetype count = 0;
    for (auto const& draft : m_drafts)
        count += draft.count();
    return count;
}

QString RolesPage::whyNotEditable(KnownRole const& role) const
{
    if (role.builtin)
        return tr("Built-in roles cannot be changed. Copy it to make one of your own.");
    if (!may("roles.write"))
        return tr("You need roles.write to change it.");
    return {};
}

/// Only plain rights can be judged here; what else is beyond the caller the engine says.
QStringList RolesPage::beyondOwn(QStringList const& added) const
{
    QStringList beyond;
    for (auto const& grant : added) {
        auto const plain = grant.section('@', 0, 0);
        if (!isStar(grant) && !may(plain) && !may("*"))
            beyond << grant;
    }
    return beyond;
}

PaneContent RolesPage::paneContent() const
{
    auto const* role = chosen();
    if (role == nullptr)
        return {};
    auto const grants = grantsOf(*role);
    PaneContent content{.role = *role, .grants = grants, .right = m_matrix->currentRight()};
    if (!content.right.none())
        content.resource = m_rights->resourceWords(m_matrix->currentIndex().row());
    content.scopes = m_now.collections;
    content.holders = holdersOf(role->name, &content.holderIds);
    content.holdersKnown = m_now.usersKnown;
    content.sessions = sessionsOf(role->name);
    content.whyNot = whyNotEditable(*role);
    content.editable = content.whyNot.isEmpty();
    content.beyond = beyondOwn(difference(role->permissions, grants).added);
    return content;
}

void RolesPage::open(kit::Address const& address)
{
    if (address.object.isEmpty())
        return;
    m_chosen = address.object;
    for (auto const& role : m_now.roles) // Links name a role as people do, too.
        if (role.name == address.object)
            m_chosen = role.id;
    if (m_loaded)
        showList();
}

QList<kit::Command> RolesPage::commands()
{
    QList<kit::Command> list;
    if (may("roles.write"))
        list << kit::Command{tr("New role…"), "plus", [this] { newRole({}); }};
    if (auto const* role = chosen(); role != nullptr && !m_drafts.value(role->id).none()) {
        list << kit::Command{tr("Review changes of %1…").arg(kit::visible(role->name)), "list-checks",
                             [this] { review(); }};
        list << kit::Command{tr("Discard changes of %1").arg(kit::visible(role->name)), "undo-2",
                             [this] { discard(); }};
    }
    return list;
}

void RolesPage::setNarrow(bool narrow)
{
    m_details->setVisible(narrow);
    m_pane->setVisible(!narrow);
}

} // namespace ui::roles
