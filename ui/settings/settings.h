// The console's own settings: one typed member for each key, with its default. Renames stand in one table.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QSettings>
#include <QString>
#include <QVariant>

namespace ui {

/// Setting<bool> confirmDisable{"users/confirm_disable", true}; a value of another type on disk counts as the
/// default.
template <class T> class Setting {
public:
    constexpr Setting(char const* key, T fallback) : m_key{key}, m_fallback{std::move(fallback)} {}

    T read(QSettings const& settings) const
    {
        auto value = settings.value(QLatin1String{m_key});
        return value.convert(QMetaType::fromType<T>()) ? value.template value<T>() : m_fallback;
    }
    void write(QSettings& settings, T const& value) const
    {
        settings.setValue(QLatin1String{m_key}, QVariant::fromValue(value));
    }
    char const* key() const { return m_key; }

private:
    char const* m_key;
    T m_fallback;
};

/// All of them.
struct Settings {
    static inline Setting<QString> const theme{"looks/theme", "system"}; // dark, light, system
    static inline Setting<bool> const reduceMotion{"looks/reduce_motion", false};
    static inline Setting<bool> const singleLetterKeys{"keyboard/single_letters", true};
    static inline Setting<bool> const confirmDisable{"users/confirm_disable", true};
    static inline Setting<int> const lockAfterMinutes{"session/lock_after_minutes", 15};
    static inline Setting<QString> const lastUser{"session/last_user", {}};
    static inline Setting<QByteArray> const windowGeometry{"shell/window_geometry", {}};
    static inline Setting<bool> const tourSeen{"shell/tour_seen", false};
};

/// Where else a value may stand from an older console: moved to its new key once, at the start.
void renameOldKeys(QSettings& settings);

/// An engine that this console has spoken to. Nothing here is a secret.
struct Connection {
    QString name;    // As the person called it.
    QString address; // https://host:port of the admin listener.
    QByteArray authorityPem;
    QByteArray print;    // SHA-256 of the authority's certificate, lower-case hex: what is pinned.
    QString engineId;    // Told by the engine at the first sign-in; empty before.
    QString environment; // "Production", "Staging", "Recovery", "Embedded", or a word of one's own.
    QString user;        // Who signed in last.
    QDateTime usedAt;
};

/// At most kConnectionsMax, the last used first; what is older falls off.
inline constexpr int kConnectionsMax = 20;
QList<Connection> recentConnections(QSettings& settings);
/// Adds or replaces by address; a changed print is refused (false): an identity changes only by being removed
/// first.
bool remember(QSettings& settings, Connection const& connection);
void forget(QSettings& settings, QString const& address);

} // namespace ui
