// What the users page does when something is pressed: each act states its effect before it happens.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/users/users_dialogs.h"
#include "ui/pages/users/users_page.h"

#include <algorithm>

namespace ui::users {

using kit::ToastKind;

void UsersPage::act(Act act, QString const& argument)
{
    auto const* holder = chosen();
    if (holder == nullptr)
        return;
    switch (act) {
    case Act::ShowAudit: {
        QUrlQuery more;
        addItem(more, "actor", holder->name());
        return shell().go({"audit", {}, more});
    }
    case Act::ShowTouched: {
        QUrlQuery more;
        addItem(more, holder->isClient ? "client_id" : "user_id", holder->id());
        more.addQueryItem("tab", "touched");
        return shell().go({"logs", {}, more});
    }
    case Act::AddToIncident:
        return addToIncident(*holder);
    case Act::Enable:
        return enable(*holder);
    default:
        break;
    }
    if (holder->isClient)
        actOnClient(act, holder->client);
    else
        actOnUser(act, argument, holder->user);
}

void UsersPage::actOnUser(Act act, QString const& argument, User const& user)
{
    auto const again = [this](User const&) { refresh(); };
    switch (act) {
    case Act::Edit:
        openEditUser(this, m_client, user, again);
        break;
    case Act::SetPassword: {
        auto const row = m_model->rowOf(user.id);
        openSetPassword(this, m_client, user, row < 0 ? -1 : m_model->rowAt(row).sessions,
                        [this, name = user.name] {
                            shell().toast(ToastKind::Done, tr("Password of %1 set").arg(kit::visible(name)));
                            refresh();
                        });
        break;
    }
    case Act::GrantRole:
        openGrantRole(this, m_client, user, m_roles, [this, user](QString const& role) {
            shell().toast(ToastKind::Done,
                          tr("%1 holds %2 now").arg(kit::visible(user.name), kit::visible(role)), {},
                          [this, user, role] { doWithdraw(user, role, nullptr); });
            refresh();
        });
        break;
    case Act::WithdrawRole:
        withdraw(user, argument);
        break;
    case Act::EndSession:
        endSession(user, argument);
        break;
    case Act::EndAllSessions:
        endAllSessions(user);
        break;
    case Act::Disable:
        disable(user);
        break;
    case Act::Delete:
        remove(user);
        break;
    default:
        break;
    }
}

void UsersPage::actOnClient(Act act, Client const& client)
{
    switch (act) {
    case Act::NewSecret:
        newSecret(client);
        break;
    case Act::Disable:
        disableClient(client);
        break;
    case Act::Delete:
        removeClient(client);
        break;
    default:
        break;
    }
}

void UsersPage::newUser()
{
    openNewUser(this, m_client, m_roles, [this](User const& user) {
        m_wanted = user.id;
        shell().toast(ToastKind::Done, tr("%1 can sign in now").arg(kit::visible(user.name)));
        refresh();
    });
}

void UsersPage::newClient()
{
    openNewClient(this, m_client, [this](IssuedClient const& issued) {
        m_wanted = issued.id;
        openSecret(this, issued);
        refresh();
    });
}

kit::ConfirmDialog* UsersPage::confirm(kit::Confirmation confirmation,
                                       std::function<void(QString, kit::ConfirmDialog*)> confirmed)
{
    confirmation.fact = confirmation.fact.isEmpty()
                            ? shell().environment()
                            : shell().environment() + QStringLiteral(" · ") + confirmation.fact;
    auto dialog = std::make_shared<QPointer<kit::ConfirmDialog>>();
    *dialog =
        new kit::ConfirmDialog{this, std::move(confirmation), [dialog, confirmed](QString const& reason) {
                                   if (*dialog)
                                       confirmed(reason, *dialog);
                               }};
    return *dialog;
}

Done<QJsonValue> UsersPage::finish(kit::ConfirmDialog* dialog, QString const& toast,
                                   std::function<void()> undo)
{
    return [this, dialog = QPointer{dialog}, toast, undo = std::move(undo)](Reply<QJsonValue> reply) {
        if (auto const* problem = problemOf(reply)) {
            if (dialog)
                return dialog->failed(*problem);
            return shell().problem(*problem);
        }
        if (dialog)
            dialog->close();
        shell().toast(ToastKind::Done, toast, {}, undo);
        refresh();
    };
}

void UsersPage::withSessions(User const& user, std::function<void(std::vector<LiveSession>)> then)
{
    if (!may("auth.read"))
        return then({});
    m_client.sessions(user.id, {}, this, [this, then = std::move(then)](Reply<Batch<LiveSession>> reply) {
        if (auto const* problem = problemOf(reply))
            return shell().problem(*problem);
        then(std::move(std::get<Batch<LiveSession>>(reply).items));
    });
}

QString UsersPage::lastAdministratorWords(User const& user) const
{
    if (!administers(user) || !user.enabled)
        return {};
    auto const others =
        std::any_of(m_model->rows().begin(), m_model->rows().end(), [&](Holder const& holder) {
            return !holder.isClient && holder.id() != user.id && holder.enabled() && administers(holder.user);
        });
    return others ? QString{} : tr("The last administrator: the engine will refuse this");
}

QList<kit::Effect> UsersPage::endsEffects(User const& user, std::vector<LiveSession> const& sessions) const
{
    QList<kit::Effect> effects;
    if (user.id == context().session.userId())
        effects << kit::Effect{"triangle-alert", tr("This is you: you will be signed out"), {}, Role::Crit};
    if (auto const words = lastAdministratorWords(user); !words.isEmpty())
        effects << kit::Effect{"shield-alert", words, {}, Role::Crit};
    QStringList places;
    for (auto const& session : sessions)
        if (!places.contains(session.address))
            places << session.address;
    if (!may("auth.read"))
        effects << kit::Effect{"log-out", tr("Their sessions end; how many there are needs auth.read")};
    else if (sessions.empty())
        effects << kit::Effect{"log-out", tr("No session is open"), {}, Role::Muted};
    else
        effects << kit::Effect{"log-out", tr("Open sessions end at once: %1").arg(sessions.size()),
                               places.mid(0, 3).join(", ")};
    if (!user.roles.isEmpty())
        effects << kit::Effect{
            "shield-half", tr("Held until now: %1").arg(user.roles.join(", ")), {}, Role::Muted};
    return effects;
}

void UsersPage::disable(User const& user)
{
    withSessions(user, [this, user](std::vector<LiveSession> const& sessions) {
        auto const name = kit::visible(user.name);
        confirm({.title = tr("Disable %1?").arg(name),
                 .fact = tr("their tokens fail on the next request"),
                 .effects = endsEffects(user, sessions),
                 .undoUntil = tr("Enable undoes it at any time"),
                 .verb = tr("Disable in %1").arg(shell().environment()),
                 .keep = tr("Keep enabled"),
                 .asksReason = true},
                [this, user](QString const& reason, kit::ConfirmDialog* dialog) {
                    auto const undo = [this, user] {
                        m_client.enable(user.id, this,
                                        finish(nullptr, tr("%1 is enabled").arg(kit::visible(user.name))));
                    };
                    m_client.disable(user.id, reason, this,
                                     finish(dialog, tr("%1 is disabled").arg(kit::visible(user.name)), undo));
                });
    });
}

void UsersPage::enable(Holder const& holder)
{
    auto const words = tr("%1 is enabled").arg(kit::visible(holder.name()));
    if (holder.isClient) {
        auto const undo = [this, id = holder.id(), name = holder.name()] {
            m_client.disableClient(id, this, finish(nullptr, tr("%1 is disabled").arg(kit::visible(name))));
        };
        return m_client.enableClient(holder.id(), this, finish(nullptr, words, undo));
    }
    if (holder.enabled()) // A pause that has been ended cannot be put back.
        return m_client.enable(holder.id(), this,
                               finish(nullptr, tr("%1 can try again").arg(kit::visible(holder.name()))));
    auto const undo = [this, user = holder.user] {
        m_client.disable(user.id, user.disabledReason, this,
                         finish(nullptr, tr("%1 is disabled").arg(kit::visible(user.name))));
    };
    m_client.enable(holder.id(), this, finish(nullptr, words, undo));
}

void UsersPage::remove(User const& user)
{
    withSessions(user, [this, user](std::vector<LiveSession> const& sessions) {
        auto const name = kit::visible(user.name);
        auto effects = endsEffects(user, sessions);
        effects << kit::Effect{
            "footprints", tr("What they did stays in the audit under this name"), {}, Role::Muted};
        confirm({.title = tr("Delete %1?").arg(name),
                 .fact = tr("this cannot be undone"),
                 .effects = effects,
                 .undoUntil = tr("Cannot be undone; disabling can"),
                 .verb = tr("Delete in %1").arg(shell().environment()),
                 .keep = tr("Keep user"),
                 .rung = kit::Rung::Destructive,
                 .typed = user.name},
                [this, user](QString const&, kit::ConfirmDialog* dialog) {
                    m_client.remove(user.id, user.revision, this,
                                    finish(dialog, tr("%1 is deleted").arg(kit::visible(user.name))));
                });
    });
}

void UsersPage::doWithdraw(User const& user, QString const& role, kit::ConfirmDialog* dialog)
{
    auto const name = kit::visible(user.name);
    auto const undo = [this, user, role] {
        m_client.grant(
            user.id, role, this,
            finish(nullptr, tr("%1 holds %2 again").arg(kit::visible(user.name), kit::visible(role))));
    };
    m_client.withdraw(user.id, role, this,
                      finish(dialog, tr("%1 no longer holds %2").arg(name, kit::visible(role)), undo));
}

void UsersPage::withdraw(User const& user, QString const& role)
{
    auto const self = user.id == context().session.userId();
    auto const known =
        std::find_if(m_roles.begin(), m_roles.end(), [&](KnownRole const& one) { return one.name == role; });
    auto const heavy = known != m_roles.end() && known->administers();
    if (!self && !heavy)
        return doWithdraw(user, role, nullptr);
    QList<kit::Effect> effects;
    if (self)
        effects << kit::Effect{
            "triangle-alert", tr("This is you: you lose what the role allows at once"), {}, Role::Crit};
    if (auto const words = lastAdministratorWords(user); heavy && !words.isEmpty())
        effects << kit::Effect{"shield-alert", words, {}, Role::Crit};
    effects << kit::Effect{"shield-half",
                           tr("%1 can no longer administer the engine").arg(kit::visible(user.name))};
    confirm(
        {.title = tr("Withdraw %1 from %2?").arg(kit::visible(role), kit::visible(user.name)),
         .effects = effects,
         .undoUntil = tr("Somebody who holds the role can grant it again"),
         .verb = tr("Withdraw role"),
         .keep = tr("Keep role")},
        [this, user, role](QString const&, kit::ConfirmDialog* dialog) { doWithdraw(user, role, dialog); });
}

void UsersPage::endSession(User const& user, QString const& session)
{
    withSessions(user, [this, user, session](std::vector<LiveSession> const& sessions) {
        auto const found = std::find_if(sessions.begin(), sessions.end(),
                                        [&](LiveSession const& one) { return one.id == session; });
        auto const own = session == context().session.sessionId();
        QList<kit::Effect> effects;
        if (own)
            effects << kit::Effect{
                "triangle-alert", tr("This is the session of this console"), {}, Role::Crit};
        if (found != sessions.end())
            effects << kit::Effect{"log-out", tr("Its tokens fail on the next request"), found->address};
        confirm({.title = tr("End this session of %1?").arg(kit::visible(user.name)),
                 .effects = effects,
                 .undoUntil = tr("They can sign in again"),
                 .verb = tr("End session"),
                 .keep = tr("Keep session")},
                [this, user, session](QString const&, kit::ConfirmDialog* dialog) {
                    m_client.endSession(
                        session, this,
                        finish(dialog, tr("Session of %1 ended").arg(kit::visible(user.name))));
                });
    });
}

void UsersPage::endAllSessions(User const& user)
{
    withSessions(user, [this, user](std::vector<LiveSession> const& sessions) {
        auto effects = endsEffects(user, sessions);
        confirm({.title = tr("End all sessions of %1?").arg(kit::visible(user.name)),
                 .fact = tr("their tokens fail on the next request"),
                 .effects = effects,
                 .undoUntil = tr("They can sign in again"),
                 .verb = kit::counted(sessions.size(), tr("End 1 session"), tr("End %1 sessions")),
                 .keep = tr("Keep sessions"),
                 .asksReason = true},
                [this, user](QString const& reason, kit::ConfirmDialog* dialog) {
                    m_client.endSessions(
                        user.id, reason, this,
                        finish(dialog, tr("Sessions of %1 ended").arg(kit::visible(user.name))));
                });
    });
}

void UsersPage::disableClient(Client const& client)
{
    auto const name = kit::visible(client.name);
    confirm(
        {.title = tr("Disable %1?").arg(name),
         .effects = {{"plug-zap", tr("Its tokens fail on their next request")},
                     {"key-round",
                      tr("Permissions out of use: %1").arg(client.permissions.size()),
                      {},
                      Role::Muted}},
         .undoUntil = tr("Enable undoes it at any time"),
         .verb = tr("Disable in %1").arg(shell().environment()),
         .keep = tr("Keep enabled")},
        [this, client](QString const&, kit::ConfirmDialog* dialog) {
            auto const undo = [this, client] {
                m_client.enableClient(client.id, this, finish(nullptr, tr("%1 is enabled").arg(client.name)));
            };
            m_client.disableClient(client.id, this,
                                   finish(dialog, tr("%1 is disabled").arg(kit::visible(client.name)), undo));
        });
}

void UsersPage::removeClient(Client const& client)
{
    auto const name = kit::visible(client.name);
    confirm({.title = tr("Delete %1?").arg(name),
             .fact = tr("this cannot be undone"),
             .effects = {{"plug-zap", tr("Its tokens fail on their next request"), {}, Role::Crit},
                         {"key-round", tr("Permissions that end: %1").arg(client.permissions.join(", "))}},
             .undoUntil = tr("Cannot be undone; disabling can"),
             .verb = tr("Delete in %1").arg(shell().environment()),
             .keep = tr("Keep client"),
             .rung = kit::Rung::Destructive,
             .typed = client.name},
            [this, client](QString const&, kit::ConfirmDialog* dialog) {
                m_client.removeClient(client.id, this,
                                      finish(dialog, tr("%1 is deleted").arg(kit::visible(client.name))));
            });
}

void UsersPage::newSecret(Client const& client)
{
    auto const name = kit::visible(client.name);
    confirm({.title = tr("Give %1 a new secret?").arg(name),
             .effects = {{"key-round", tr("The secret it has now ends at once")},
                         {"plug-zap", tr("The program cannot sign in again until it has the new one")}},
             .undoUntil = tr("This cannot be undone"),
             .verb = tr("New secret"),
             .keep = tr("Keep secret")},
            [this, client](QString const&, kit::ConfirmDialog* dialog) {
                m_client.renewSecret(client.id, this,
                                     [this, dialog = QPointer{dialog}](Reply<IssuedClient> reply) {
                                         auto const* problem = problemOf(reply);
                                         if (problem != nullptr && dialog)
                                             return dialog->failed(*problem);
                                         if (problem != nullptr)
                                             return shell().problem(*problem);
                                         if (dialog)
                                             dialog->close();
                                         openSecret(this, std::move(std::get<IssuedClient>(reply)));
                                     });
            });
}

void UsersPage::addToIncident(Holder const& holder)
{
    auto const incident = shell().activeIncident();
    auto const kind = holder.isClient ? tr("Service client") : tr("User");
    auto const words =
        tr("%1 %2 (%3), %4")
            .arg(kind, kit::visible(holder.name()), holder.id(), stateWord(stateOf(holder, now())));
    m_client.addNote(incident.id, words, this, [this, incident](Reply<QJsonValue> reply) {
        if (auto const* problem = problemOf(reply))
            return shell().problem(*problem);
        shell().toast(ToastKind::Done, tr("Noted in %1").arg(kit::visible(incident.id)));
    });
}

} // namespace ui::users
