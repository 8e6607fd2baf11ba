// The engine as a page's test wants it: scripted answers by verb and path, held back until released, calls
// recorded.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"

#include <QHash>
#include <QJsonArray>
#include <QList>
#include <QStringList>

namespace support {

/// Answers come on the event loop, as real ones do: after a call use QTRY_... or settle(). Paths stand
/// without query, as "/users" or "/oauth/token". A call that nobody scripted gets a 404 problem "unscripted"
/// and is kept in `unscripted`: end a test with QCOMPARE(api.unscripted, QStringList{}) where it matters.
class FakeApi final : public ui::ApiClient {
public:
    using Script = std::function<ui::Reply<ui::Answer>(ui::Call const&)>;

    using ui::ApiClient::ApiClient;

    /// The same answer for every such call, until it is scripted again.
    void answer(ui::Verb verb, QString const& path, QJsonValue const& body, int status = 200);
    /// For GET, the most frequent: JSON text, as in api.shows("/users", R"({"items":[]})").
    void shows(QString const& path, char const* json);
    void refuse(ui::Verb verb, QString const& path, ui::Problem const& problem);
    /// A function of the call: other answers by query, counters, etags.
    void script(ui::Verb verb, QString const& path, Script script);
    /// One answer that is used up, before the lasting ones; several stand in line.
    void next(ui::Verb verb, QString const& path, ui::Reply<ui::Answer> const& reply);

    /// From now on answers wait until release(); to look at a page while it loads.
    void hold() { m_holding = true; }
    void release();
    int held() const { return static_cast<int>(m_held.size()); }

    /// Everything that was sent, in order.
    QList<ui::Call> calls;
    QStringList unscripted; // "GET /users"
    int count(ui::Verb verb, QString const& path) const;
    /// The last such call; an empty one (path empty) if there was none.
    ui::Call last(ui::Verb verb, QString const& path) const;
    /// Its body as an object.
    QJsonObject lastBody(ui::Verb verb, QString const& path) const
    {
        return last(verb, path).body.toObject();
    }

    void send(ui::Call call, ui::Then<ui::Answer> then) override;
    ui::Peer peer() const override { return proved; }
    /// What the other side proved; set it where a screen shows it.
    ui::Peer proved;

private:
    struct Held {
        ui::Call call;
        ui::Then<ui::Answer> then;
    };
    void answerNow(ui::Call const& call, ui::Then<ui::Answer> const& then);
    ui::Reply<ui::Answer> replyTo(ui::Call const& call);

    QHash<QString, Script> m_scripts;
    QHash<QString, QList<ui::Reply<ui::Answer>>> m_next;
    QList<Held> m_held;
    bool m_holding = false;
};

/// An Answer as the wire would give it.
ui::Answer answerOf(QJsonValue const& body, int status = 200);
ui::Answer answerOf(char const* json, int status = 200);

/// JSON text to a value; an invalid text is a mistake of the test and ends it.
QJsonValue jsonOf(char const* text);

/// Lets everything that is due on the event loop happen; no time is waited for.
void settle();

} // namespace support
