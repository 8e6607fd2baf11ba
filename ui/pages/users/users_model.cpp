// The columns of people and service clients.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/users/users_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui::users {

namespace {

QString tr(char const* words)
{
    return QCoreApplication::translate("ui::users::UsersModel", words);
}

kit::Cell nameCell(Holder const& holder)
{
    auto const second = holder.isClient               ? tr("service client")
                        : holder.user.email.isEmpty() ? tr("no e-mail address")
                                                      : kit::visible(holder.user.email);
    return {.words = kit::visible(holder.name()), .look = kit::Look::Person, .second = second};
}

kit::Cell rightsCell(Holder const& holder)
{
    auto const& words = holder.isClient ? holder.client.permissions : holder.user.roles;
    if (words.isEmpty())
        return kit::muted(holder.isClient ? tr("no permission") : tr("no role"));
    return kit::chip(kit::visible(words.join('|')));
}

kit::Cell signInCell(Holder const& holder, QDateTime const& now)
{
    if (holder.isClient)
        return kit::muted("–");
    if (!holder.user.lastSignInAt.isValid())
        return kit::muted(tr("never"));
    auto cell = kit::plain(kit::age(holder.user.lastSignInAt, now), Role::Text2);
    cell.tip = tr("%1 UTC").arg(kit::dayTime(holder.user.lastSignInAt));
    return cell;
}

} // namespace

QString stateWord(State state)
{
    switch (state) {
    case State::Active:
        return tr("Active");
    case State::Disabled:
        return tr("Disabled");
    case State::Paused:
        return tr("Paused");
    case State::NewPassword:
        return tr("New password");
    case State::Dormant:
        return tr("Dormant");
    }
    return {};
}

Role toneOf(State state)
{
    switch (state) {
    case State::Active:
        return Role::Ok;
    case State::Disabled:
        return Role::High;
    case State::Paused:
        return Role::Crit;
    case State::NewPassword:
        return Role::Accent;
    case State::Dormant:
        return Role::Info;
    }
    return Role::Info;
}

UsersModel::UsersModel(Clock const& clock, QObject* parent)
    : TableModel{{
                     {tr("User"), 0, nameCell, [](Holder const& holder) { return holder.name().toLower(); }},
                     {tr("Roles and permissions"), 0, rightsCell},
                     {tr("Last sign-in"), 112,
                      [&clock](Holder const& holder) { return signInCell(holder, clock.now()); },
                      [](Holder const& holder) { return holder.user.lastSignInAt; }},
                     {tr("Sessions"), 84,
                      [](Holder const& holder) {
                          return kit::number(holder.sessions < 0 ? QStringLiteral("–")
                                                                 : QString::number(holder.sessions));
                      },
                      [](Holder const& holder) { return holder.sessions; }},
                     {tr("State"), 118,
                      [&clock](Holder const& holder) {
                          auto const state = stateOf(holder, clock.now());
                          return kit::chip(stateWord(state), toneOf(state));
                      }},
                 },
                 parent}
{
}

int UsersModel::rowOf(QString const& id) const
{
    auto const found =
        std::find_if(rows().begin(), rows().end(), [&](Holder const& row) { return row.id() == id; });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

} // namespace ui::users
