// Every call of the secrets page. Callbacks come only while `owner` exists.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/api_client.h"
#include "ui/pages/vault/vault_types.h"

namespace ui::vault {

class VaultClient {
public:
    explicit VaultClient(ApiClient& api) : m_api{api} {}

    void status(QObject* owner, Done<Status> done);
    /// An empty purpose rotates all of them. Answers how many have a new key.
    void rotate(QString const& purpose, QObject* owner, Done<int> done);
    /// The caller wipes what it holds itself.
    void changePassphrase(QString const& current, QString const& next, QObject* owner, Done<bool> done);

private:
    ApiClient& m_api;
};

} // namespace ui::vault
