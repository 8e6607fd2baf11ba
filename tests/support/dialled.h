// A Dial whose clients stay reachable for the test that has to script them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_api.h"
#include "ui/shell/engine_link.h"

#include <QPointer>

namespace support {

/// A certificate authority made for tests by openssl, its print, and a certificate that may sign nothing.
extern char const kTestAuthorityPem[];
extern char const kTestAuthorityPrint[];
extern char const kTestLeafPem[];

/// Every call to dial() makes a FakeApi that answers as `prepare` says.
class Dialled {
public:
    std::function<void(FakeApi&)> prepare = [](FakeApi&) {};
    QList<QPointer<FakeApi>> clients;
    QList<QUrl> addresses;

    ui::Dial dial()
    {
        return [this](QUrl const& address, QList<QSslCertificate> const&) {
            auto client = std::make_unique<FakeApi>();
            client->proved = {"TLS 1.3", QDateTime{QDate{2027, 3, 12}, QTime{0, 0}, Qt::UTC}};
            prepare(*client);
            clients << client.get();
            addresses << address;
            return client;
        };
    }
    FakeApi* last() const { return clients.isEmpty() ? nullptr : clients.last().data(); }
};

/// An engine that can be signed in to as anybody with any password.
inline void answerAsEngine(FakeApi& api)
{
    api.shows("/meta",
              R"({"name":"Dewar","version":"0.1.0","engine_id":"e-1","api":"v1","capabilities":[]})");
    api.answer(
        ui::Verb::Post, "/oauth/token",
        jsonOf(R"({"access_token":"a.b.c","token_type":"Bearer","expires_in":300,"refresh_token":"r"})"));
    api.shows("/me", R"({"kind":"user","id":"u1","name":"ada","permissions":["*"]})");
    api.shows("/users/u1", R"({"id":"u1","name":"ada","roles":["admin"]})");
    api.answer(ui::Verb::Post, "/me/sign-out", QJsonValue::Undefined, 204);
}

} // namespace support
