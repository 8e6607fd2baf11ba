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
    ~Session() override;

    /// Password grant at /oauth/token, then /me. The password is zeroed after use.
    void signIn(QString const& user, QString password, Then<bool> then);
    /// Ends the session at the engine; the local state is dropped whatever the answer.
    void signOut();
    /// Exchanges the refresh token; called by the transport on 401 and ahead of expiry. Calls that come while
    /// an exchange runs wait for it. A refusal drops the tokens and makes the client emit signInNeeded.
    void refresh(Then<bool> then);

    bool signedIn() const { return !m_accessToken.isEmpty(); }
    QByteArray const& accessToken() const { return m_accessToken; } // For the transport alone.
    QDateTime const& accessEndsAt() const { return m_accessEndsAt; }
    // The name stays when the engine ends the session, so that the same person signs in again over the page.
    QString const& userId() const { return m_userId; }
    QString const& userName() const { return m_userName; }
    QString const& sessionId() const { return m_sessionId; }
    /// Empty until the engine told, and when the caller may not read users.
    QStringList const& roles() const { return m_roles; }
    /// True when the caller holds the permission anywhere (scoped or not), as "users.write".
    bool may(QString const& permission) const;
    /// Signed in but without a single right: a password that an administrator set must be changed first, or
    /// nobody gave a role yet. The engine refuses everything else until then.
    bool withoutRights() const { return signedIn() && m_permissions.isEmpty(); }

    /// For tests and --screens with fake data: state without an engine.
    void assume(QString const& userName, QStringList const& permissions);
    /// For tests: as if the engine had stopped to accept the access token.
    void breakAccessToken() { m_accessToken = "broken"; }

signals:
    void changed();

private:
    void endReplaced();
    void takeTokens(QJsonObject const& answer);
    void readMe(Then<bool> then);
    void readRoles();
    void endRefresh(Problem const& problem);
    void answerWaits(Reply<bool> const& reply);
    void forgetTokens();

    ApiClient& m_api;
    Clock const& m_clock;
    QTimer m_renewal;
    QByteArray m_accessToken;
    QByteArray m_refreshToken;
    QDateTime m_accessEndsAt;
    QString m_userId;
    QString m_userName;
    QString m_sessionId;
    QStringList m_roles;
    QSet<QString> m_permissions;
    QList<Then<bool>> m_refreshWaits; // Not empty: an exchange runs.
};

} // namespace ui
