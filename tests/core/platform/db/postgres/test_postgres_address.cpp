// Which database addresses are taken, and what is made of them: nothing weaker than verify-full over a
// network.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/db/postgres/postgres_address.h"

#include "core/platform/db/database.h"
#include "tests/support/registry.h"

using namespace core;
using db::postgres::Address;

class test_postgres_address : public QObject {
    Q_OBJECT
private slots:
    void takesSeveralHosts();
    void demandsAnAuthenticServer_data();
    void demandsAnAuthenticServer();
    void refuses_data();
    void refuses();
    void neverRepeatsAPassword();
};

void test_postgres_address::takesSeveralHosts()
{
    auto const address = Address::parse("postgresql://dewar@db1.example:5432,db2.example:5433/engine");
    QVERIFY2(address, address ? "" : address.error().message.c_str());
    QCOMPARE(address->text(), std::string{"db1.example:5432,db2.example:5433/engine"});
    QCOMPARE(std::string{address->value("user")}, std::string{"dewar"});
    QCOMPARE(std::string{address->value("target_session_attrs")}, std::string{"read-write"});
}

void test_postgres_address::demandsAnAuthenticServer_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("mode");
    QTest::newRow("network") << "postgresql://db1.example/engine"
                             << "verify-full";
    QTest::newRow("asked") << "postgresql://db1.example/engine?sslmode=verify-full"
                           << "verify-full";
    QTest::newRow("one of two") << "postgresql://127.0.0.1,db2.example/engine"
                                << "verify-full";
    QTest::newRow("socket") << "postgresql:///engine?host=/run/postgresql"
                            << "disable";
    QTest::newRow("default socket") << "postgresql:///engine"
                                    << "disable";
    QTest::newRow("loopback") << "postgresql://127.0.0.1:5433/engine"
                              << "disable";
    QTest::newRow("loopback 6") << "postgresql://[::1]/engine"
                                << "disable";
    QTest::newRow("loopback, asked") << "postgresql://localhost/engine?sslmode=verify-full"
                                     << "verify-full";
    // Looks like loopback to whoever reads only the beginning.
    QTest::newRow("name of digits") << "postgresql://127.0.0.1.example/engine"
                                    << "verify-full";
}

void test_postgres_address::demandsAnAuthenticServer()
{
    QFETCH(QString, url);
    QFETCH(QString, mode);
    auto const address = Address::parse(url.toStdString());
    QVERIFY2(address, address ? "" : address.error().message.c_str());
    QCOMPARE(QString::fromStdString(std::string{address->value("sslmode")}), mode);
    QCOMPARE(address->value("sslrootcert").empty(), mode != "verify-full");
}

void test_postgres_address::refuses_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("scheme") << "mysql://db1.example/engine";
    QTest::newRow("keywords") << "host=db1 dbname=engine";
    QTest::newRow("empty") << "";
    QTest::newRow("no database") << "postgresql://db1.example/";
    QTest::newRow("password") << "postgresql://dewar:hunter2hunter2@db1.example/engine";
    QTest::newRow("password, query") << "postgresql://db1.example/engine?password=hunter2hunter2";
    QTest::newRow("plain") << "postgresql://db1.example/engine?sslmode=disable";
    QTest::newRow("unverified") << "postgresql://db1.example/engine?sslmode=require";
    QTest::newRow("name unchecked") << "postgresql://db1.example/engine?sslmode=verify-ca";
    QTest::newRow("plain, one of two") << "postgresql://localhost,db2.example/engine?sslmode=prefer";
    QTest::newRow("standby") << "postgresql://db1.example/engine?target_session_attrs=any";
    QTest::newRow("other address") << "postgresql://localhost/engine?hostaddr=192.0.2.7";
    QTest::newRow("session options") << "postgresql://localhost/engine?options=-csearch_path%3Devil";
    QTest::newRow("service file") << "postgresql://localhost/engine?service=other";
    QTest::newRow("unknown") << "postgresql://localhost/engine?no_such_thing=1";
}

void test_postgres_address::refuses()
{
    QFETCH(QString, url);
    auto const address = Address::parse(url.toStdString());
    QVERIFY(!address);
    QCOMPARE(address.error().code, ErrorCode::Invalid);
    QVERIFY(address.error().message.starts_with("the database address "));
}

void test_postgres_address::neverRepeatsAPassword()
{
    for (std::string const url :
         {"postgresql://dewar:hunter2hunter2@db1.example/engine",
          "postgresql://db1.example/engine?password=hunter2hunter2",
          "postgresql://dewar:hunter2hunter2@[::1/e", "postgresql://dewar:hunter2hunter2@h/e?bad%zz=1",
          "mysql://dewar:hunter2hunter2@db1.example/engine"}) {
        auto const opened = db::openPostgres({.url = url});
        QVERIFY(!opened);
        QVERIFY(opened.error().message.find("hunter2") == std::string::npos);
        QVERIFY(opened.error().detail.find("hunter2") == std::string::npos);
    }
}

DEWAR_TEST(test_postgres_address)
#include "test_postgres_address.moc"
