// The console's only way to an engine. Pages speak to it through their *_client; tests put FakeApi in its
// place.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reply.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QJsonValue>
#include <QObject>
#include <QUrlQuery>

namespace ui {

enum class Verb { Get, Post, Put, Patch, Delete };

/// One call. The path stands below /api/v1 unless it begins with "/oauth", "/.well-known", "/healthz",
/// "/readyz" or "/metrics".
struct Call {
    Verb verb = Verb::Get;
    QString path;
    QUrlQuery query;
    QJsonValue body =
        QJsonValue::Undefined; // Undefined: no body. Sent as application/json (merge-patch for Patch).
    QByteArray form;           // Instead of body: application/x-www-form-urlencoded (token endpoint).
    QByteArray ifMatch;
    QByteArray ifNoneMatch;
    QByteArray idempotencyKey; // Changing calls get one made for them when it is empty.
    QByteArray token;          // Instead of the session's: to end a session that was replaced.
    int timeoutMs = 30'000;
};

/// A 2xx or 304 answer.
struct Answer {
    int status = 0;
    QJsonValue body; // Undefined when the body is empty or not JSON.
    QByteArray raw;  // The body as it came: Markdown reports, JSON lines, metrics.
    QByteArray etag;
    QString location; // Path below /api/v1 of a Location header, as "/jobs/j1".
    QString traceId;
    int elapsedMs = 0;
};

/// What the other side proved in the last handshake.
struct Peer {
    QString protocol; // "TLS 1.3"; empty before the first answer.
    QDateTime certificateEndsAt;
};

class Session;

/// Asynchronous, GUI thread only: every call returns at once, the callback runs later on the event loop,
/// once, and only while its owner exists. At most kCallsWaitingMax calls wait; more answer a Problem at once.
class ApiClient : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    static constexpr int kCallsWaitingMax = 256;

    virtual void send(Call call, Then<Answer> then) = 0;
    /// Tokens come from here; without a session calls go out without one.
    virtual void useSession(Session* session) { Q_UNUSED(session) }
    virtual Peer peer() const { return {}; }

    // The everyday forms.
    void get(QString const& path, Then<QJsonValue> then) { get(path, {}, std::move(then)); }
    void get(QString const& path, QUrlQuery const& query, Then<QJsonValue> then);
    void post(QString const& path, QJsonValue const& body, Then<QJsonValue> then);
    void put(QString const& path, QJsonValue const& body, Then<QJsonValue> then);
    void patch(QString const& path, QJsonValue const& body, Then<QJsonValue> then);
    void remove(QString const& path, Then<QJsonValue> then);

signals:
    /// The engine answered again after silence, or stopped to answer.
    void reachableChanged(bool reachable);
    /// Milliseconds of the last call, for the status bar.
    void answered(int elapsedMs);
    /// The engine refused the token and a refresh did not help: sign in again over the page.
    void signInNeeded();
};

/// "GET", "POST", ...
QByteArray nameOf(Verb verb);

/// `path` with `{name}` style segments replaced is not offered on purpose: build paths with this, which
/// percent-encodes each segment. pathOf("/users/%1/disable", {id}); at most nine segments.
QString pathOf(QString const& pattern, QStringList const& segments);

/// Adds one item as it stands. QUrlQuery::addQueryItem takes "%41" for an "A" and leaves "+", which servers
/// read as a space: text that a person typed goes through this.
void addItem(QUrlQuery& query, QString const& name, QString const& value);

} // namespace ui
