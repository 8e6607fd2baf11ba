// Calls of the keys page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/keys/keys_client.h"

#include <QJsonArray>

#include <memory>

namespace ui::keys {

namespace {

QJsonObject order(QString const& reason)
{
    QJsonObject body;
    if (!reason.isEmpty())
        body["reason"] = reason;
    return body;
}

} // namespace

void KeysClient::list(QObject* owner, Done<std::vector<Key>> done)
{
    m_api.get("/keys", pageAfter(),
              reading<std::vector<Key>>(owner, std::move(done), rowsOf("items", keyFrom)));
}

void KeysClient::rotationDays(QObject* owner, Done<int> done)
{
    m_api.get("/settings", reading<int>(owner, std::move(done), [](QJsonObject const& body) {
                  for (auto const& item : body["items"].toArray())
                      if (item.toObject()["name"] == "keys.rotation_days")
                          return item.toObject()["value"].toString().toInt();
                  return 0;
              }));
}

void KeysClient::rotate(bool emergency, QString const& reason, QObject* owner, Done<bool> done)
{
    auto body = order(reason);
    body["emergency"] = emergency;
    m_api.post("/keys/rotate", body,
               reading<bool>(owner, std::move(done), [](QJsonObject const&) { return true; }));
}

void KeysClient::revoke(QString const& kid, QString const& reason, QObject* owner, Done<bool> done)
{
    m_api.post(pathOf("/keys/%1/revoke", {kid}), order(reason),
               reading<bool>(owner, std::move(done), [](QJsonObject const&) { return true; }));
}

void KeysClient::dependents(QObject* owner, std::function<void(Dependents)> done)
{
    struct Counting {
        Dependents found;
        int waiting = 2;
    };
    auto const counting = std::make_shared<Counting>();
    auto const counted = [counting, done = std::move(done)] {
        if (--counting->waiting == 0)
            done(counting->found);
    };
    auto live = pageAfter();
    live.addQueryItem(QStringLiteral("live"), QStringLiteral("true"));
    m_api.get("/sessions", live,
              {owner, [counting, counted](Reply<QJsonValue> reply) {
                   if (auto const* body = std::get_if<QJsonValue>(&reply)) {
                       counting->found.sessions = static_cast<int>((*body)["items"].toArray().size());
                       counting->found.moreSessions = !(*body)["next"].toString().isEmpty();
                   }
                   counted();
               }});
    m_api.get("/clients", pageAfter(), {owner, [counting, counted](Reply<QJsonValue> reply) {
                                            if (auto const* body = std::get_if<QJsonValue>(&reply)) {
                                                int enabled = 0;
                                                for (auto const& item : (*body)["items"].toArray())
                                                    enabled +=
                                                        item.toObject()["enabled"].toBool(true) ? 1 : 0;
                                                counting->found.clients = enabled;
                                            }
                                            counted();
                                        }});
}

} // namespace ui::keys
