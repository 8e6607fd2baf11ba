// The calls of the settings page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_client.h"

namespace ui::settings {

namespace {

constexpr char kPageRows[] = "200";

template <class T>
Then<QJsonValue> listed(QObject* owner, T (*from)(QJsonObject const&), SettingsClient::Done<Batch<T>> done)
{
    return {owner, [from, done = std::move(done)](Reply<QJsonValue> reply) {
                if (auto const* problem = problemOf(reply))
                    return done(*problem);
                auto const& answer = std::get<QJsonValue>(reply);
                Batch<T> batch{.items = {}, .next = answer["next"].toString()};
                for (auto const& item : answer["items"].toArray())
                    batch.items.push_back(from(item.toObject()));
                done(std::move(batch));
            }};
}

template <class T>
Then<QJsonValue> one(QObject* owner, T (*from)(QJsonObject const&), SettingsClient::Done<T> done)
{
    return {owner, [from, done = std::move(done)](Reply<QJsonValue> reply) {
                if (auto const* problem = problemOf(reply))
                    return done(*problem);
                done(from(std::get<QJsonValue>(reply).toObject()));
            }};
}

QUrlQuery pageAfter(QString const& after)
{
    QUrlQuery query{{"limit", kPageRows}};
    if (!after.isEmpty())
        addItem(query, "after", after);
    return query;
}

} // namespace

void SettingsClient::settings(QObject* owner, Done<Batch<EngineSetting>> done)
{
    m_api.get("/settings", listed(owner, settingFrom, std::move(done)));
}

void SettingsClient::change(QString const& name, QString const& value, QObject* owner, Done<QJsonValue> done)
{
    m_api.put(pathOf("/settings/%1", {name}), QJsonObject{{"value", value}}, {owner, std::move(done)});
}

void SettingsClient::reset(QString const& name, QObject* owner, Done<QJsonValue> done)
{
    m_api.remove(pathOf("/settings/%1", {name}), {owner, std::move(done)});
}

void SettingsClient::limits(QObject* owner, Done<Batch<RateClass>> done)
{
    m_api.get("/limits", listed(owner, rateClassFrom, std::move(done)));
}

void SettingsClient::changePassword(QString const& current, QString const& next, QObject* owner,
                                    Done<QJsonValue> done)
{
    m_api.post("/me/password", QJsonObject{{"current", current}, {"next", next}}, {owner, std::move(done)});
}

void SettingsClient::destinations(QString const& after, QObject* owner, Done<Batch<Destination>> done)
{
    m_api.get("/notifications/destinations", pageAfter(after),
              listed(owner, destinationFrom, std::move(done)));
}

void SettingsClient::createDestination(QJsonObject const& destination, QObject* owner,
                                       Done<CreatedDestination> done)
{
    m_api.post("/notifications/destinations", destination, one(owner, createdFrom, std::move(done)));
}

void SettingsClient::removeDestination(QString const& id, QObject* owner, Done<QJsonValue> done)
{
    m_api.remove(pathOf("/notifications/destinations/%1", {id}), {owner, std::move(done)});
}

void SettingsClient::testDestination(QString const& id, QObject* owner, Done<Delivery> done)
{
    m_api.post(pathOf("/notifications/destinations/%1/test", {id}), QJsonValue::Undefined,
               one(owner, deliveryFrom, std::move(done)));
}

void SettingsClient::deliveries(QString const& destination, QString const& state, QString const& after,
                                QObject* owner, Done<Batch<Delivery>> done)
{
    auto query = pageAfter(after);
    if (!destination.isEmpty())
        addItem(query, "destination", destination);
    if (!state.isEmpty())
        addItem(query, "state", state);
    m_api.get("/notifications/deliveries", query, listed(owner, deliveryFrom, std::move(done)));
}

} // namespace ui::settings
