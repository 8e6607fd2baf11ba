// The calls of the settings page, one function each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/settings/settings_types.h"

#include <functional>

namespace ui::settings {

class SettingsClient {
public:
    explicit SettingsClient(ApiClient& api) : m_api{api} {}

    void settings(QObject* owner, Done<Batch<EngineSetting>> done);
    void change(QString const& name, QString const& value, QObject* owner, Done<QJsonValue> done);
    void reset(QString const& name, QObject* owner, Done<QJsonValue> done);
    void limits(QObject* owner, Done<Batch<RateClass>> done);
    void changePassword(QString const& current, QString const& next, QObject* owner, Done<QJsonValue> done);

    void destinations(QString const& after, QObject* owner, Done<Batch<Destination>> done);
    void createDestination(QJsonObject const& destination, QObject* owner, Done<CreatedDestination> done);
    void removeDestination(QString const& id, QObject* owner, Done<QJsonValue> done);
    void testDestination(QString const& id, QObject* owner, Done<Delivery> done);
    /// Newest first; `destination` and `state` may be empty.
    void deliveries(QString const& destination, QString const& state, QString const& after, QObject* owner,
                    Done<Batch<Delivery>> done);

private:
    ApiClient& m_api;
};

} // namespace ui::settings
