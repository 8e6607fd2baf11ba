// Which addresses are private, and how addresses are spelt and counted.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/address.h"

#include <QStringList>

#include "core/platform/http/resolve.h"
#include "tests/support/registry.h"

using core::http::networkOf;
using core::http::parseAddress;
using core::http::privateRange;
using core::http::textOf;

class test_address : public QObject {
    Q_OBJECT
private slots:
    // IANA IPv4 and IPv6 Special-Purpose Address Registries.
    void knowsPrivateRanges_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("open");
        for (auto const* text : {"0.0.0.0",
                                 "0.1.2.3",
                                 "10.0.0.1",
                                 "10.255.255.255",
                                 "100.64.0.1",
                                 "100.127.255.255",
                                 "127.0.0.1",
                                 "127.255.255.254",
                                 "169.254.169.254",
                                 "172.16.0.1",
                                 "172.31.255.255",
                                 "192.0.0.8",
                                 "192.0.2.1",
                                 "192.168.0.1",
                                 "198.18.0.1",
                                 "198.51.100.1",
                                 "203.0.113.1",
                                 "224.0.0.1",
                                 "239.255.255.255",
                                 "240.0.0.1",
                                 "255.255.255.255",
                                 "::",
                                 "::1",
                                 "::ffff:127.0.0.1",
                                 "::ffff:10.0.0.1",
                                 "::127.0.0.1",
                                 "64:ff9b::7f00:1",
                                 "64:ff9b::a9fe:a9fe",
                                 "64:ff9b:1::1",
                                 "100::1",
                                 "2001::1",
                                 "2001:db8::1",
                                 "2002:7f00:1::",
                                 "2002:a00:1::",
                                 "fc00::1",
                                 "fdff::1",
                                 "fe80::1",
                                 "febf::1",
                                 "fec0::1",
                                 "ff02::1"})
            QTest::newRow(text) << text << false;
        for (auto const* text :
             {"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
              "128.0.0.1", "172.15.255.255", "172.32.0.1", "192.167.255.255", "198.17.255.255",
              "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", "::ffff:8.8.8.8",
              "64:ff9b::808:808", "2002:808:808::1"})
            QTest::newRow(text) << text << true;
    }
    void knowsPrivateRanges()
    {
        QFETCH(QString, text);
        QFETCH(bool, open);
        auto const address = parseAddress(text.toStdString());
        QVERIFY(address.has_value());
        QCOMPARE(privateRange(*address).empty(), open);
    }

    void readsOneSpellingOnly()
    {
        for (auto const* text :
             {"", "127.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "127.0.0.1 ", " 127.0.0.1", "127.0.0.01",
              "127.0.0.256", "[::1]", "::1%lo", "fe80::1%eth0", "localhost", "1.2.3"})
            QVERIFY2(!parseAddress(text), text);
    }

    void writesMappedAddressesAsIpv4()
    {
        QCOMPARE(textOf(*parseAddress("::ffff:192.0.2.7")), std::string{"192.0.2.7"});
        QCOMPARE(textOf(*parseAddress("2001:DB8:0:0::7")), std::string{"2001:db8::7"});
    }

    void countsIpv6ByNetwork()
    {
        QVERIFY(networkOf(*parseAddress("2001:db8::1")) == networkOf(*parseAddress("2001:db8::ffff:2")));
        QVERIFY(networkOf(*parseAddress("2001:db8::1")) != networkOf(*parseAddress("2001:db8:0:1::1")));
        QVERIFY(networkOf(*parseAddress("192.0.2.1")) != networkOf(*parseAddress("192.0.2.2")));
    }

    // RFC 6761, 6.3: whatever the system's files and the network say.
    void findsLocalhostHere()
    {
        for (auto const* name : {"localhost", "LocalHost", "localhost.", "hooks.localhost"}) {
            auto const found = core::http::addressesOf(name);
            QVERIFY2(bool(found), name);
            QStringList texts;
            for (auto const& address : *found)
                texts << QString::fromStdString(textOf(address));
            QCOMPARE(texts, (QStringList{"127.0.0.1", "::1"}));
        }
    }
};

DEWAR_TEST(test_address)
#include "test_address.moc"
