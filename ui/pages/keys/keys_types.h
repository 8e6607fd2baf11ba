// Signing keys as this page shows them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reading.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <optional>
#include <vector>

namespace ui::keys {

enum class KeyState { Next, Active, Retiring, Retired, Revoked };

inline KeyState keyStateFrom(QString const& word)
{
    if (word == QLatin1String("next"))
        return KeyState::Next;
    if (word == QLatin1String("active"))
        return KeyState::Active;
    if (word == QLatin1String("retiring"))
        return KeyState::Retiring;
    if (word == QLatin1String("revoked"))
        return KeyState::Revoked;
    return KeyState::Retired;
}

struct Key {
    static constexpr int kNameLength =
        10; // Of a thumbprint of 43: enough to tell keys apart, short enough to type.

    QString kid;
    QString algorithm;
    KeyState state = KeyState::Retired;
    QDateTime createdAt;
    QDateTime activatedAt;
    QDateTime retiringAt;
    QDateTime retiredAt;
    QDateTime revokedAt;
    QString reason;

    QString name() const { return kid.left(kNameLength); }
};

inline Key keyFrom(QJsonObject const& json)
{
    return {.kid = json["kid"].toString(),
            .algorithm = json["algorithm"].toString(),
            .state = keyStateFrom(json["state"].toString()),
            .createdAt = timeFrom(json["created_at"]),
            .activatedAt = timeFrom(json["activated_at"]),
            .retiringAt = timeFrom(json["retiring_at"]),
            .retiredAt = timeFrom(json["retired_at"]),
            .revokedAt = timeFrom(json["revoked_at"]),
            .reason = json["reason"].toString()};
}

inline Key const* withState(std::vector<Key> const& keys, KeyState state)
{
    auto const found =
        std::find_if(keys.begin(), keys.end(), [state](Key const& key) { return key.state == state; });
    return found == keys.end() ? nullptr : &*found;
}

/// What hangs on the active key, counted before it is revoked; nothing where the caller may not look.
struct Dependents {
    std::optional<int> sessions;
    bool moreSessions = false; // There are more than were counted.
    std::optional<int> clients;
};

} // namespace ui::keys
