// Addresses as people type them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/session.h"

#include "tests/support/registry.h"

using namespace core;
using namespace dewarctl;

class test_session : public QObject {
    Q_OBJECT

private slots:
    void readsAddresses_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("name") << QByteArray{"https://dewar.example:8444"} << QByteArray{"dewar.example"}
                              << 8444;
        QTest::newRow("slash") << QByteArray{"https://127.0.0.1:1/"} << QByteArray{"127.0.0.1"} << 1;
        QTest::newRow("IPv6") << QByteArray{"https://[::1]:8444"} << QByteArray{"::1"} << 8444;
        for (auto const* wrong :
             {"http://h:1", "h:1", "https://", "https://h:0", "https://h:x", "https://h:65536",
              "https://a@h:1", "https://h:1/path", "https://[::1", "https://h:1?q"})
            QTest::newRow(wrong) << QByteArray{wrong} << QByteArray{} << 0;
    }

    void readsAddresses()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, host);
        QFETCH(int, port);
        auto const address = addressOf(url.toStdString(), "");
        QCOMPARE(bool(address), port != 0);
        if (!address)
            return;
        QCOMPARE(QByteArray::fromStdString(address->host), host);
        QCOMPARE(int(address->port), port);
    }
};

DEWAR_TEST(test_session)
#include "test_session.moc"
