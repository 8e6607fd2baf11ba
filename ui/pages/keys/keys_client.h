// Every call of the keys page. Callbacks come only while `owner` exists.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/keys/keys_types.h"

namespace ui::keys {

class KeysClient {
public:
    explicit KeysClient(ApiClient& api) : m_api{api} {}

    /// The newest 200; what is older was retired years ago.
    void list(QObject* owner, Done<std::vector<Key>> done);
    /// keys.rotation_days of the settings; 0 when it is not there.
    void rotationDays(QObject* owner, Done<int> done);
    void rotate(bool emergency, QString const& reason, QObject* owner, Done<bool> done);
    void revoke(QString const& kid, QString const& reason, QObject* owner, Done<bool> done);
    /// Live sessions and enabled service clients: what an emergency touches. Refusals leave a count empty.
    void dependents(QObject* owner, std::function<void(Dependents)> done);

private:
    ApiClient& m_api;
};

} // namespace ui::keys
