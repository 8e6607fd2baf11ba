// Rotating and revoking keys: what it will end is read first, then asked, then done.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/text.h"
#include "ui/pages/keys/keys_page.h"

#include <memory>

namespace ui::keys {

void KeysPage::ask(kit::Confirmation const& words, std::function<void(QString, Done<bool>)> send,
                   QString const& done)
{
    auto const dialog = std::make_shared<QPointer<kit::ConfirmDialog>>();
    *dialog =
        new kit::ConfirmDialog{this, words, [this, dialog, send = std::move(send), done](QString reason) {
                                   send(reason, [this, dialog, done](Reply<bool> reply) {
                                       if (auto const* problem = problemOf(reply)) {
                                           if (*dialog)
                                               (*dialog)->failed(*problem);
                                           else
                                               shell().problem(*problem);
                                           return;
                                       }
                                       if (*dialog)
                                           (*dialog)->close();
                                       shell().toast(kit::ToastKind::Done, done);
                                       refresh();
                                   });
                               }};
}

void KeysPage::askRotation()
{
    auto const* active = withState(m_board.keys, KeyState::Active);
    auto const* next = withState(m_board.keys, KeyState::Next);
    if (active == nullptr || next == nullptr)
        return;
    kit::Confirmation words;
    words.title = tr("Rotate the signing key?");
    words.fact = tr("%1 · nobody is signed out").arg(shell().environment());
    words.effects = {
        {QStringLiteral("key-round"), tr("%1 signs from now on").arg(next->name()), {}, Role::Ok},
        {QStringLiteral("hourglass"),
         tr("%1 signs no more; its tokens are accepted until they expire, 15 minutes at most")
             .arg(active->name()),
         {},
         Role::Accent},
        {QStringLiteral("plus"), tr("A new next key is published"), {}, Role::Accent},
    };
    words.undoUntil = tr("A rotation cannot be taken back");
    words.verb = tr("Rotate key");
    words.keep = tr("Keep %1").arg(active->name());
    words.danger = false;
    ask(
        words,
        [this](QString const& reason, Done<bool> done) {
            m_client.rotate(false, reason, this, std::move(done));
        },
        tr("%1 signs now").arg(next->name()));
}

QList<kit::Effect> KeysPage::emergencyEffects(Key const& key, Dependents const& found) const
{
    auto const* next = withState(m_board.keys, KeyState::Next);
    QList<kit::Effect> effects{
        {QStringLiteral("log-out"),
         tr("Every access token that %1 signed is refused from its next request on").arg(key.name()),
         {},
         Role::High}};
    if (found.sessions)
        effects << kit::Effect{
            QStringLiteral("users"), tr("Live sessions fetch a new token; nobody signs in again"),
            QString::number(*found.sessions) + (found.moreSessions ? QStringLiteral("+") : QString{}),
            Role::High};
    if (found.clients && *found.clients > 0)
        effects << kit::Effect{QStringLiteral("plug-zap"),
                               tr("Service clients fail until they fetch a new token"),
                               QString::number(*found.clients), Role::High};
    effects << kit::Effect{QStringLiteral("user-round"),
                           tr("Your own token is among them: the console renews it by itself"),
                           {},
                           Role::Accent};
    if (next != nullptr)
        effects << kit::Effect{QStringLiteral("circle-check"),
                               tr("Stored data stays readable; %1 signs from now on").arg(next->name()),
                               {},
                               Role::Ok};
    return effects;
}

void KeysPage::askEmergency()
{
    if (withState(m_board.keys, KeyState::Active) == nullptr)
        return;
    m_client.dependents(this, [this](Dependents const& found) { confirmEmergency(found); });
}

void KeysPage::confirmEmergency(Dependents const& found)
{
    auto const* active = withState(m_board.keys, KeyState::Active);
    if (active == nullptr)
        return;
    kit::Confirmation words;
    words.title = tr("Revoke %1 and sign with the next key?").arg(active->name());
    words.fact = tr("%1 · this cannot be undone").arg(shell().environment());
    words.effects = emergencyEffects(*active, found);
    words.undoUntil = tr("This cannot be undone");
    words.verb = tr("Revoke key in %1").arg(shell().environment());
    words.keep = tr("Keep key");
    words.rung = kit::Rung::Destructive;
    words.typed = active->name();
    words.asksReason = true;
    ask(
        words,
        [this](QString const& reason, Done<bool> done) {
            m_client.rotate(true, reason, this, std::move(done));
        },
        tr("%1 is revoked").arg(active->name()));
}

void KeysPage::askRevocation(QString const& kid)
{
    auto const row = m_model->rowOf(kid);
    if (row < 0 || m_model->rowAt(row).state == KeyState::Revoked)
        return;
    auto const key = m_model->rowAt(row);
    if (key.state == KeyState::Next || key.state == KeyState::Retired)
        return confirmRevocation(key, {});
    m_client.dependents(this, [this, key](Dependents const& found) { confirmRevocation(key, found); });
}

void KeysPage::confirmRevocation(Key const& key, Dependents const& found)
{
    kit::Confirmation words;
    words.title = tr("Revoke signing key %1?").arg(key.name());
    words.fact = tr("%1 · this cannot be undone").arg(shell().environment());
    switch (key.state) {
    case KeyState::Active:
        words.effects = emergencyEffects(key, found);
        break;
    case KeyState::Retiring:
        words.effects = {{QStringLiteral("log-out"),
                          tr("Tokens that it signed are refused now, not when they expire"),
                          {},
                          Role::High},
                         {QStringLiteral("circle-check"),
                          tr("Sessions go on: the console and clients renew by themselves"),
                          {},
                          Role::Ok}};
        break;
    case KeyState::Next:
        words.effects = {
            {QStringLiteral("plus"), tr("A new next key is published in its place"), {}, Role::Accent},
            {QStringLiteral("circle-check"), tr("No token is affected: it has signed none"), {}, Role::Ok}};
        break;
    case KeyState::Retired:
    case KeyState::Revoked:
        words.effects = {{QStringLiteral("circle-check"),
                          tr("No token is affected: all that it signed have expired"),
                          {},
                          Role::Ok}};
        break;
    }
    words.undoUntil = tr("This cannot be undone");
    words.verb = tr("Revoke key in %1").arg(shell().environment());
    words.keep = tr("Keep key");
    words.rung = kit::Rung::Destructive;
    words.typed = key.name();
    words.asksReason = true;
    ask(
        words,
        [this, kid = key.kid](QString const& reason, Done<bool> done) {
            m_client.revoke(kid, reason, this, std::move(done));
        },
        tr("%1 is revoked").arg(key.name()));
}

} // namespace ui::keys
