// Builds the pane of one person or service client.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/users/users_inspector.h"

#include "ui/kit/facts.h"
#include "ui/kit/text.h"
#include "ui/pages/users/users_model.h"

namespace ui::users {

namespace {

constexpr int kAvatarPx = 44;
constexpr int kSessionsShownMax = 20;

QString dayOf(QDateTime const& at)
{
    return at.isValid() ? at.toUTC().toString("yyyy-MM-dd") : QString{};
}

} // namespace

Inspector::Inspector(Clock const& clock, std::function<void(kit::Button*, QString const&)> needs,
                     QWidget* parent)
    : QWidget{parent}, m_clock{clock}, m_needs{std::move(needs)}
{
    setAccessibleName(tr("Details"));
    setMinimumWidth(kWidth - 40);
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    m_body = kit::column(12, {16, 16, 16, 16});
    m_foot = kit::column(8, {16, 12, 16, 12});
    auto* pane = kit::column(0, {}, "paneRight");
    pane->add(kit::scrolling(m_body), 1)->add(kit::rule())->add(m_foot);
    lines->addWidget(pane);
    showNothing();
}

void Inspector::showNothing()
{
    m_id.clear();
    m_sessions = nullptr;
    m_body->clear();
    m_foot->clear();
    m_foot->hide();
    auto* words = kit::text(
        tr("Choose a person or a service client to see what they hold and where they are signed in."),
        Type::Body, Role::Muted, kit::Wrap::Yes);
    m_body->add(words)->stretch();
}

void Inspector::showHolder(Holder const& holder, bool self, QString const& incident)
{
    m_id = holder.id();
    m_sessions = nullptr;
    m_body->clear();
    m_foot->clear();
    m_foot->show();
    addHead(holder, self);
    addWarning(holder);
    addFacts(holder);
    if (holder.isClient)
        addPermissions(holder);
    else
        addRoles(holder);
    m_body->stretch();
    addFoot(holder, incident);
}

void Inspector::addHead(Holder const& holder, bool self)
{
    auto* name = kit::elided(kit::visible(holder.name()), Type::H2);
    auto const second = holder.isClient               ? tr("Service client")
                        : holder.user.email.isEmpty() ? tr("No e-mail address")
                                                      : kit::visible(holder.user.email);
    auto* words = kit::column(2)->add(name)->add(
        kit::elided(self ? tr("%1 · you").arg(second) : second, Type::Small, Role::Muted));
    auto const state = stateOf(holder, m_clock.now());
    auto* head = kit::row(12)->add(new kit::Avatar{holder.name(), kAvatarPx});
    head->add(words, 1)->add(new kit::Chip{stateWord(state), toneOf(state)}, 0, Qt::AlignTop);
    m_body->add(head);
    auto* acts = kit::row(8);
    if (holder.isClient) {
        acts->add(
            button(tr("New secret…"), kit::Kind::Default, "refresh-cw", Act::NewSecret, "clients.issue"), 1);
    } else {
        acts->add(button(tr("Edit…"), kit::Kind::Default, "user-round-pen", Act::Edit, "users.write"), 1);
        acts->add(
            button(tr("Set password…"), kit::Kind::Default, "key-round", Act::SetPassword, "users.write"), 1);
    }
    m_body->add(acts);
}

void Inspector::addWarning(Holder const& holder)
{
    QString words;
    QString ground = "crit";
    auto const& user = holder.user;
    switch (stateOf(holder, m_clock.now())) {
    case State::Disabled:
        words = holder.isClient                 ? tr("Disabled. Its tokens are refused.")
                : user.disabledReason.isEmpty() ? tr("Disabled. Nobody can sign in as this person.")
                                                : tr("Disabled: %1").arg(kit::visible(user.disabledReason));
        ground = "high";
        break;
    case State::Paused:
        words = tr("Sign-in pauses until %1 UTC after %2 wrong passwords in a row.")
                    .arg(kit::clockTime(user.lockedUntil))
                    .arg(user.failedSignIns);
        break;
    case State::NewPassword:
        words = tr("Must choose a new password at the next sign-in. Until then nothing else is allowed.");
        ground = "accent";
        break;
    case State::Dormant:
        words = tr("No sign-in for %1 days or more.").arg(kDormantDays);
        ground = "high";
        break;
    case State::Active:
        return;
    }
    auto const tone = ground == "crit" ? Role::Crit : ground == "high" ? Role::High : Role::Accent;
    auto* box = kit::row(10, {12, 9, 12, 9}, ground);
    box->add(kit::iconLabel(ground == "accent" ? "info" : "lock", 16, tone), 0, Qt::AlignTop);
    box->add(kit::text(words, Type::SmallStrong, Role::Text, kit::Wrap::Yes), 1);
    m_body->add(box);
}

void Inspector::addFacts(Holder const& holder)
{
    auto* facts = new kit::Facts{tr("Facts")};
    QList<kit::Fact> list;
    auto const now = m_clock.now();
    if (holder.isClient) {
        list << kit::Fact{tr("Created"), dayOf(holder.client.createdAt)};
    } else {
        auto const& user = holder.user;
        list << kit::Fact{.name = tr("Last sign-in"),
                          .value =
                              user.lastSignInAt.isValid() ? kit::age(user.lastSignInAt, now) : tr("never"),
                          .tip = kit::dayTime(user.lastSignInAt)};
        list << kit::Fact{tr("Member since"), dayOf(user.createdAt)};
        if (user.passwordChangedAt.isValid())
            list << kit::Fact{.name = tr("Password age"),
                              .value = tr("%1 d").arg(user.passwordChangedAt.daysTo(now)),
                              .tip = kit::dayTime(user.passwordChangedAt)};
        list << kit::Fact{.name = tr("Wrong passwords"),
                          .value = QString::number(user.failedSignIns),
                          .tone = user.failedSignIns > 0 ? Role::High : Role::Text};
    }
    list << kit::Fact{.name = tr("Id"), .value = holder.id(), .look = kit::FactLook::Mono, .copyable = true};
    facts->setFacts(list);
    m_body->add(kit::rule())->add(facts);
}

kit::Panel* Inspector::heading(QString const& words, kit::Button* right)
{
    auto* head = kit::row(8)->add(kit::text(words, Type::H3))->stretch();
    if (right != nullptr)
        head->add(right);
    return head;
}

void Inspector::addRoles(Holder const& holder)
{
    auto* grant =
        button(tr("Grant role…"), kit::Kind::Link, {}, Act::GrantRole, "roles.write", kit::Size::Compact);
    auto* lines = kit::column(2);
    for (auto const& role : holder.user.roles) {
        auto* away = new kit::IconButton{"x", tr("Withdraw %1").arg(kit::visible(role)), 14};
        kit::Button probe{QString{}};
        m_needs(&probe, "roles.write");
        away->setEnabled(probe.isEnabled());
        connect(away, &QToolButton::clicked, this, [this, role] { emit chosen(Act::WithdrawRole, role); });
        auto* line = kit::row(8)->add(kit::iconLabel("shield-half", 16));
        line->add(kit::elided(kit::visible(role), Type::Strong), 1)->add(away);
        lines->add(line);
    }
    if (holder.user.roles.isEmpty())
        lines->add(kit::text(tr("No role: may sign in and nothing else."), Type::Small, Role::Muted,
                             kit::Wrap::Yes));
    m_body->add(kit::rule())->add(heading(tr("Roles"), grant))->add(lines);
    m_sessions = kit::column(4);
    m_body->add(kit::rule())->add(m_sessions);
    m_sessions->add(heading(tr("Sessions"), nullptr));
}

void Inspector::addPermissions(Holder const& holder)
{
    auto* lines = kit::column(4);
    for (auto const& permission : holder.client.permissions)
        lines->add(kit::row(8)
                       ->add(kit::iconLabel("key-round", 14))
                       ->add(kit::elided(kit::visible(permission), Type::Mono), 1));
    if (holder.client.permissions.isEmpty())
        lines->add(kit::text(tr("Its tokens may do nothing."), Type::Small, Role::Muted));
    m_body->add(kit::rule())->add(heading(tr("Permissions"), nullptr))->add(lines);
    m_body->add(kit::text(tr("Permissions are fixed at creation: a client with others is a new client."),
                          Type::Small, Role::Muted, kit::Wrap::Yes));
}

void Inspector::setSessions(std::vector<LiveSession> const* sessions)
{
    if (m_sessions == nullptr)
        return;
    m_sessions->clear();
    if (sessions == nullptr) {
        m_sessions->add(heading(tr("Sessions"), nullptr));
        m_sessions->add(kit::text(tr("You need auth.read to see sessions."), Type::Small, Role::Muted));
        return;
    }
    auto* all = sessions->empty() ? nullptr
                                  : button(tr("End all…"), kit::Kind::Link, {}, Act::EndAllSessions,
                                           "auth.end_sessions", kit::Size::Compact);
    m_sessions->add(heading(tr("Sessions %1").arg(sessions->size()), all));
    if (sessions->empty())
        m_sessions->add(kit::text(tr("Not signed in anywhere."), Type::Small, Role::Muted));
    int shown = 0;
    for (auto const& session : *sessions) {
        if (++shown > kSessionsShownMax)
            break;
        auto* end = new kit::IconButton{"log-out",
                                        tr("End the session from %1").arg(kit::visible(session.address)), 14};
        kit::Button probe{QString{}};
        m_needs(&probe, "auth.end_sessions");
        end->setEnabled(probe.isEnabled());
        connect(end, &QToolButton::clicked, this,
                [this, id = session.id] { emit chosen(Act::EndSession, id); });
        auto* words = kit::column(1)->add(kit::elided(kit::visible(session.address), Type::Mono));
        words->add(kit::elided(
            tr("used %1 ago · ends %2")
                .arg(kit::age(session.lastUsedAt, m_clock.now()), session.expiresAt.toString("MM-dd HH:mm")),
            Type::Small, Role::Muted));
        m_sessions->add(kit::row(8)->add(words, 1)->add(end));
    }
}

void Inspector::addFoot(Holder const& holder, QString const& incident)
{
    auto* upper = kit::row(8);
    upper->add(button(tr("Audit"), kit::Kind::Default, "footprints", Act::ShowAudit, "audit.read"), 1);
    upper->add(button(tr("What it touched"), kit::Kind::Default, "waypoints", Act::ShowTouched, "logs.read"),
               1);
    m_foot->add(upper);
    if (!incident.isEmpty())
        m_foot->add(button(tr("Add to %1").arg(kit::visible(incident)), kit::Kind::Default, "paperclip",
                           Act::AddToIncident, "incidents.write"));
    auto const switching = QString{holder.isClient ? "clients.write" : "users.disable"};
    auto* lower = kit::row(8);
    auto const paused = stateOf(holder, m_clock.now()) == State::Paused;
    if (!holder.enabled() || paused)
        lower->add(button(paused ? tr("End pause") : tr("Enable"), kit::Kind::Default,
                          paused ? "lock-open" : "user-check", Act::Enable, switching),
                   1);
    if (holder.enabled())
        lower->add(button(tr("Disable…"), kit::Kind::DangerLine, "user-x", Act::Disable, switching), 1);
    lower->add(button(tr("Delete…"), kit::Kind::DangerLine, "trash-2", Act::Delete,
                      holder.isClient ? "clients.write" : "users.write"),
               1);
    m_foot->add(lower);
}

kit::Button* Inspector::button(QString const& label, kit::Kind kind, QString const& icon, Act act,
                               QString const& permission, kit::Size size)
{
    auto* made = new kit::Button{label, kind, icon, size};
    made->setObjectName(QString::number(static_cast<int>(act)));
    m_needs(made, permission);
    connect(made, &QPushButton::clicked, this, [this, act] { emit chosen(act, {}); });
    return made;
}

} // namespace ui::users
