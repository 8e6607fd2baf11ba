// The calls of the settings page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_client.h"

namespace ui::settings {

void SettingsClient::settings(QObject* owner, Done<Batch<EngineSetting>> done)
{
    m_api.get("/settings", reading(owner, std::move(done), batchOf(settingFrom)));
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
    m_api.get("/limits", reading(owner, std::move(done), batchOf(rateClassFrom)));
}

void SettingsClient::changePassword(QString const& current, QString const& next, QObject* owner,
                                    Done<QJsonValue> done)
{
    m_api.post("/me/password", QJsonObject{{"current", current}, {"next", next}}, {owner, std::move(done)});
}

void SettingsClient::destinations(QString const& after, QObject* owner, Done<Batch<Destination>> done)
{
    m_api.get("/notifications/destinations", pageAfter(after),
              reading(owner, std::move(done), batchOf(destinationFrom)));
}

void SettingsClient::createDestination(QJsonObject const& destination, QObject* owner,
                                       Done<CreatedDestination> done)
{
    m_api.post("/notifications/destinations", destination, reading(owner, std::move(done), createdFrom));
}

void SettingsClient::removeDestination(QString const& id, QObject* owner, Done<QJsonValue> done)
{
    m_api.remove(pathOf("/notifications/destinations/%1", {id}), {owner, std::move(done)});
}

void SettingsClient::testDestination(QString const& id, QObject* owner, Done<Delivery> done)
{
    m_api.post(pathOf("/notifications/destinations/%1/test", {id}), QJsonValue::Undefined,
               reading(owner, std::move(done), deliveryFrom));
}

void SettingsClient::deliveries(QString const& destination, QString const& state, QString const& after,
                                QObject* owner, Done<Batch<Delivery>> done)
{
    auto query = pageAfter(after);
    if (!destination.isEmpty())
        addItem(query, "destination", destination);
    if (!state.isEmpty())
        addItem(query, "state", state);
    m_api.get("/notifications/deliveries", query, reading(owner, std::move(done), batchOf(deliveryFrom)));
}

} // namespace ui::settings
