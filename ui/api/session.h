// Who is signed in, what they may do, and the life of their tokens. The tokens never leave this class.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/api/clock.h"

#include <QSet>
#include <QTimer>

namespace ui {

/// GUI thread. Tokens stay in memory: nothing of them is stored, logged or shown.
class Session : public QObject {
    Q_OBJECT

public:
    Session(ApiClient& api, Clock const& clock, QObject* parent = nullptr);

    /// Password grant at /oauth/token, then /me. The password is zeroed after use.
    void signIn(QString const& user, QString password, Then<bool> then);
    /// Ends the session at the engine; the local state is dropped whatever the answer.
    void signOut();
    /// Exchanges the refresh token; called by the transport on 401 and ahead of expiry.
    void refresh(Then<bool> then);

    bool signedIn() const { return !m_accessToken.isEmpty(); }
    QByteArray const& accessToken() const { return m_accessToken; }   // For the transport alone.
    QString const& userId() const { return m_userId; }
    QString const& userName() const { return m_userName; }
    QString const& sessionId() const { return m_sessionId; }
    QStringList roles() const { return m_roles; }
    /// True when the caller holds the permission anywhere (scoped or not), as "users.write".
    bool may(QString const& permission) const { return m_permissions.contains(permission); }

    /// For tests and --screens with fake data: state without an engine.
    void assume(QString const& userName, QStringList const& permissions);

signals:
    void changed();

private:
    void takeTokens(QJsonObject const& answer);
    void readMe(Then<bool> then);
    void forget();

    ApiClient& m_api;
    Clock const& m_clock;
    QTimer m_renewal;
    QByteArray m_accessToken;
    QByteArray m_refreshToken;
    QString m_userId;
    QString m_userName;
    QString m_sessionId;
    QStringList m_roles;
    QSet<QString> m_permissions;
};

} // namespace ui
