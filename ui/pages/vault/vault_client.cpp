// Calls of the secrets page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/vault/vault_client.h"

namespace ui::vault {

void VaultClient::status(QObject* owner, Done<Status> done)
{
    m_api.get("/vault/status", reading<Status>(owner, std::move(done), statusFrom));
}

void VaultClient::rotate(QString const& purpose, QObject* owner, Done<int> done)
{
    QJsonObject body;
    if (!purpose.isEmpty())
        body["purpose"] = purpose;
    m_api.post("/vault/rotate", body, reading<int>(owner, std::move(done), [](QJsonObject const& answer) {
                   return static_cast<int>(answer["purposes"].toArray().size());
               }));
}

void VaultClient::changePassphrase(QString const& current, QString const& next, QObject* owner,
                                   Done<bool> done)
{
    m_api.post("/vault/passphrase", QJsonObject{{"current", current}, {"next", next}},
               reading<bool>(owner, std::move(done), [](QJsonObject const&) { return true; }));
}

} // namespace ui::vault
