// The columns of the table of signing keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keys/keys_model.h"

#include "ui/kit/text.h"

#include <QCoreApplication>

namespace ui::keys {

namespace {

kit::Cell momentCell(QDateTime const& at)
{
    if (!at.isValid())
        return kit::monoMuted(QStringLiteral("–"));
    auto cell = kit::monoMuted(at.toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    cell.tip = kit::dayTime(at);
    return cell;
}

// When it stopped to sign, in whichever way.
QDateTime endOf(Key const& key)
{
    return key.retiringAt.isValid() ? key.retiringAt : key.revokedAt;
}

} // namespace

QString stateWord(KeyState state)
{
    switch (state) { // No default: a new state asks for its word.
    case KeyState::Next:
        return QCoreApplication::translate("ui::keys", "Next");
    case KeyState::Active:
        return QCoreApplication::translate("ui::keys", "Signing");
    case KeyState::Retiring:
        return QCoreApplication::translate("ui::keys", "Verify only");
    case KeyState::Retired:
        return QCoreApplication::translate("ui::keys", "Retired");
    case KeyState::Revoked:
        return QCoreApplication::translate("ui::keys", "Revoked");
    }
    return {};
}

Role stateRole(KeyState state)
{
    switch (state) {
    case KeyState::Next:
        return Role::Info;
    case KeyState::Active:
        return Role::Ok;
    case KeyState::Retiring:
        return Role::Accent;
    case KeyState::Retired:
        return Role::Info;
    case KeyState::Revoked:
        return Role::Crit;
    }
    return Role::Info;
}

KeysModel::KeysModel(QObject* parent)
    : TableModel{{
                     {tr("Key"), 112, [](Key const& key) { return kit::mono(kit::visible(key.name())); }},
                     {tr("Algorithm"), 84,
                      [](Key const& key) { return kit::monoMuted(kit::visible(key.algorithm)); }},
                     {tr("State"), 104,
                      [](Key const& key) { return kit::chip(stateWord(key.state), stateRole(key.state)); }},
                     {tr("Published (UTC)"), 136, [](Key const& key) { return momentCell(key.createdAt); },
                      [](Key const& key) { return key.createdAt; }},
                     {tr("Signs since"), 136, [](Key const& key) { return momentCell(key.activatedAt); },
                      [](Key const& key) { return key.activatedAt; }},
                     {tr("Stopped"), 136, [](Key const& key) { return momentCell(endOf(key)); },
                      [](Key const& key) { return endOf(key); }},
                     {tr("Reason"), 0,
                      [](Key const& key) { return kit::plain(kit::visible(key.reason), Role::Text2); }},
                 },
                 parent}
{
}

int KeysModel::rowOf(QString const& kid) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (rowAt(row).kid == kid)
            return row;
    return -1;
}

} // namespace ui::keys
