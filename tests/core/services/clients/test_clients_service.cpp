// Clients: secrets are shown once, grants stay within the granter's own, a renewed secret ends the old one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/clients/clients_service.h"
#include "tests/support/registry.h"
#include "tests/support/temp_database.h"

using namespace core;
using clients::ClientById;
using clients::NewClient;
using support::callerWith;
using support::TempDatabase;

class test_clients_service : public QObject {
    Q_OBJECT

private slots:
    void showsASecretThatSignsIn()
    {
        auto const issued = create({"logs.read@web"}, callerWith({"*"}));
        QVERIFY(bool(issued));
        auto tx = m_database.tx();
        QVERIFY(m_clients.signedIn(tx, issued->id.value, issued->client_secret)->has_value());
        QVERIFY(m_clients.signedIn(tx, "robot", issued->client_secret)->has_value());
        QVERIFY(!m_clients.signedIn(tx, "robot", "another secret")->has_value());
        QVERIFY(!m_clients.signedIn(tx, "nobody", issued->client_secret)->has_value());
    }
    void refusesMoreThanTheCallerMayDo()
    {
        auto const refused = create({"users.write"}, callerWith({"clients.issue"}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().fields.front().field, std::string{"/permissions/0"});
    }
    void refusesASecondClientOfTheName()
    {
        QVERIFY(bool(create({}, callerWith({"*"}))));
        auto const second = create({}, callerWith({"*"}));
        QVERIFY(!second);
        QVERIFY(second.error().code == ErrorCode::Conflict);
    }
    void endsTheOldSecretWithANewOne()
    {
        auto const issued = create({}, callerWith({"*"}));
        auto const renewed = m_database.change(callerWith({"*"}), [&](api::Context& context) {
            return m_clients.renewSecret(context, ClientById{issued->id});
        });
        QVERIFY(m_database.last.raisesEpoch);
        auto tx = m_database.tx();
        QVERIFY(!m_clients.signedIn(tx, "robot", issued->client_secret)->has_value());
        QVERIFY(m_clients.signedIn(tx, "robot", renewed->client_secret)->has_value());
    }
    void signsNobodyInWhileDisabled()
    {
        auto const issued = create({}, callerWith({"*"}));
        auto const disabled = m_database.change(callerWith({"*"}), [&](api::Context& context) {
            return m_clients.disable(context, ClientById{issued->id});
        });
        QVERIFY(bool(disabled));
        QVERIFY(m_database.last.raisesEpoch);
        auto tx = m_database.tx();
        QVERIFY(!m_clients.signedIn(tx, "robot", issued->client_secret)->has_value());
    }
    void cleanup()
    {
        auto const removed = m_database.change(callerWith({"*"}), [&](api::Context& context) -> Result<Done> {
            auto const page = TRY(m_clients.list(context, {}));
            for (auto const& client : page.items)
                TRY(m_clients.remove(context, ClientById{client.id}));
            return Done{};
        });
        QVERIFY(bool(removed));
    }

private:
    Result<clients::IssuedClient> create(std::vector<std::string> permissions, api::Principal const& caller)
    {
        return m_database.change(caller, [&](api::Context& context) {
            return m_clients.create(context, NewClient{.name = "robot", .permissions = permissions});
        });
    }

    TempDatabase m_database;
    clients::ClientsService m_clients;
};

DEWAR_TEST(test_clients_service)
#include "test_clients_service.moc"
