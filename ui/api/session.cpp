// Sign-in, renewal and sign-out over /oauth/token and /me.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/session.h"

#include "ui/api/wipe.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace ui {

namespace {

constexpr int kRenewAheadSeconds = 60;
constexpr int kRenewSecondsMin = 5; // An engine that gives shorter tokens is still not asked all the time.
constexpr int kRenewAgainSeconds = 10;

// What needs a scope: the lone star does not reach into collections and log streams (the engine's own rule).
bool isScoped(QString const& permission)
{
    return permission.startsWith("records.") || permission == "logs.read" || permission == "logs.ingest";
}

QByteArray form(std::initializer_list<std::pair<char const*, QByteArray>> fields)
{
    QByteArray text;
    for (auto const& [name, value] : fields)
        text += QByteArray{text.isEmpty() ? "" : "&"} + name + '=' + value.toPercentEncoding();
    return text;
}

// Not verified: the engine that gave it vouches for it. Only to mark "this session" in a list.
QString sessionIdIn(QByteArray const& token)
{
    auto const parts = token.split('.');
    if (parts.size() != 3)
        return {};
    auto const claims = QByteArray::fromBase64(parts.at(1), QByteArray::Base64UrlEncoding);
    return QJsonDocument::fromJson(claims).object()["sid"].toString();
}

Problem ended()
{
    return {.status = 401,
            .type = "session-ended",
            .title = Session::tr("The session has ended. Sign in again.")};
}

} // namespace

Session::Session(ApiClient& api, Clock const& clock, QObject* parent)
    : QObject{parent}, m_api{api}, m_clock{clock}
{
    m_renewal.setSingleShot(true);
    connect(&m_renewal, &QTimer::timeout, this, [this] {
        refresh({this, [this](Reply<bool> reply) {
                     // No answer now; what is still valid stays, and the next call or try renews it.
                     if (problemOf(reply) != nullptr && signedIn())
                         m_renewal.start(kRenewAgainSeconds * 1000);
                 }});
    });
}

Session::~Session()
{
    wipe(m_accessToken);
    wipe(m_refreshToken);
}

void Session::signIn(QString const& user, QString password, Then<bool> then)
{
    auto bytes = password.toUtf8();
    wipe(password);
    Call call{.verb = Verb::Post, .path = "/oauth/token"};
    call.form = form({{"grant_type", "password"}, {"username", user.toUtf8()}, {"password", bytes}});
    wipe(bytes);
    m_api.send(std::move(call), {this, [this, then](Reply<Answer> reply) {
                                     if (auto const* problem = problemOf(reply))
                                         return then(*problem);
                                     endReplaced();
                                     takeTokens(std::get<Answer>(reply).body.toObject());
                                     readMe(then);
                                 }});
}

// Unlocking is a new session; the old one must not stay behind, open for hours. It is ended by its own token.
void Session::endReplaced()
{
    if (!signedIn())
        return;
    Call call{.verb = Verb::Post, .path = "/me/sign-out"};
    call.token = m_accessToken;
    m_api.send(std::move(call), {this, [](Reply<Answer>) {
                                     // Without an answer it ends by its age.
                                 }});
}

void Session::signOut()
{
    if (signedIn())
        m_api.post("/me/sign-out", QJsonValue::Undefined, {this, [](Reply<QJsonValue>) {
                                                               // Without an answer the session ends by its
                                                               // age; here nothing of it is left either way.
                                                           }});
    forgetTokens();
    m_userId.clear();
    m_userName.clear();
    m_roles.clear();
    m_permissions.clear();
    emit changed();
}

void Session::refresh(Then<bool> then)
{
    m_refreshWaits << then;
    if (m_refreshWaits.size() > 1)
        return;
    if (m_refreshToken.isEmpty()) {
        QTimer::singleShot(0, this, [this] { endRefresh(ended()); });
        return;
    }
    Call call{.verb = Verb::Post, .path = "/oauth/token"};
    call.form = form({{"grant_type", "refresh_token"}, {"refresh_token", m_refreshToken}});
    m_api.send(
        std::move(call),
        {this, [this, used = m_refreshToken](Reply<Answer> reply) {
             if (used !=
                 m_refreshToken) // Signed out, or in again, meanwhile: whoever waited belongs to the past.
                 return answerWaits(ended());
             if (auto const* problem = problemOf(reply))
                 return endRefresh(*problem);
             takeTokens(std::get<Answer>(reply).body.toObject());
             answerWaits(true);
         }});
}

void Session::endRefresh(Problem const& problem)
{
    bool const refused = problem.status == 400 || problem.status == 401;
    if (refused)
        forgetTokens();
    answerWaits(problem);
    if (refused && !m_userName.isEmpty())
        emit m_api.signInNeeded();
}

void Session::answerWaits(Reply<bool> const& reply)
{
    for (auto const& then : std::exchange(m_refreshWaits, {}))
        then(reply);
}

bool Session::may(QString const& permission) const
{
    auto const stem = permission + '@';
    bool const somewhere = std::any_of(m_permissions.cbegin(), m_permissions.cend(),
                                       [&](QString const& grant) { return grant.startsWith(stem); });
    if (somewhere || m_permissions.contains(permission) || isScoped(permission))
        return somewhere || m_permissions.contains(permission);
    auto const dot = permission.indexOf('.');
    return m_permissions.contains("*") || m_permissions.contains(permission.left(dot + 1) + '*') ||
           m_permissions.contains('*' + permission.mid(dot));
}

void Session::assume(QString const& userName, QStringList const& permissions)
{
    m_accessToken = "assumed";
    m_userId = "assumed";
    m_userName = userName;
    m_permissions = {permissions.begin(), permissions.end()};
    emit changed();
}

void Session::takeTokens(QJsonObject const& answer)
{
    wipe(m_accessToken);
    m_accessToken = answer["access_token"].toString().toLatin1();
    if (auto const next = answer["refresh_token"].toString(); !next.isEmpty()) {
        wipe(m_refreshToken);
        m_refreshToken = next.toLatin1();
    }
    auto const seconds = std::clamp(answer["expires_in"].toInt(), kRenewSecondsMin, 24 * 3600);
    m_accessEndsAt = m_clock.now().addSecs(seconds);
    m_sessionId = sessionIdIn(m_accessToken);
    m_renewal.start(std::max(seconds - kRenewAheadSeconds, kRenewSecondsMin) * 1000);
}

void Session::readMe(Then<bool> then)
{
    m_api.get("/me", {this, [this, then](Reply<QJsonValue> reply) {
                          if (auto const* problem = problemOf(reply)) {
                              forgetTokens();
                              return then(*problem);
                          }
                          auto const me = std::get<QJsonValue>(reply);
                          m_userId = me["id"].toString();
                          m_userName = me["name"].toString();
                          m_roles.clear();
                          m_permissions.clear();
                          for (auto const& permission : me["permissions"].toArray())
                              m_permissions << permission.toString();
                          emit changed();
                          readRoles();
                          then(true);
                      }});
}

// /me does not tell the roles. They are only for show, so the sign-in does not wait for them.
void Session::readRoles()
{
    if (!may("users.read"))
        return;
    m_api.get(pathOf("/users/%1", {m_userId}),
              {this, [this, user = m_userId](Reply<QJsonValue> reply) {
                   if (problemOf(reply) != nullptr || user != m_userId)
                       return;
                   for (auto const& role : std::get<QJsonValue>(reply)["roles"].toArray())
                       m_roles << role.toString();
                   emit changed();
               }});
}

void Session::forgetTokens()
{
    m_renewal.stop();
    wipe(m_accessToken);
    wipe(m_refreshToken);
    m_accessEndsAt = {};
    m_sessionId.clear();
}

} // namespace ui
