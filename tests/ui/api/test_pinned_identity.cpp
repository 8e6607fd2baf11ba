// Tests of reading authorities, and of what a pinned one lets pass.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/pinned_identity.h"

#include "tests/support/dialled.h"
#include "tests/support/programs.h"
#include "tests/support/registry.h"
#include "ui/api/http_api.h"

#include <QFile>

#include <optional>

using namespace ui;

class test_pinned_identity : public QObject {
    Q_OBJECT
private slots:
    void readsTheSamePrintAsOpenssl();
    void refusesWhatIsNoAuthority_data();
    void refusesWhatIsNoAuthority();
    void shortensAPrintForALine();
    void passesARenewedCertificateOfThePinnedAuthority();
    void refusesAReinstalledEngine();

private:
    QString asked(QUrl const& address, QByteArray const& pem);
};

void test_pinned_identity::readsTheSamePrintAsOpenssl()
{
    auto const authority = authorityFrom(support::kTestAuthorityPem);
    QVERIFY(problemOf(authority) == nullptr);
    QCOMPARE(std::get<Authority>(authority).print, QByteArray{support::kTestAuthorityPrint});
    QCOMPARE(longPrint(support::kTestAuthorityPrint).size(), 32 * 3 - 1);
}

void test_pinned_identity::refusesWhatIsNoAuthority_data()
{
    QTest::addColumn<QByteArray>("pem");
    QByteArray const authority{support::kTestAuthorityPem};
    QTest::newRow("nothing") << QByteArray{};
    QTest::newRow("words") << QByteArray{"hello"};
    QTest::newRow("a certificate that signs nothing") << QByteArray{support::kTestLeafPem};
    QTest::newRow("two") << authority + authority;
    QTest::newRow("with a key") << authority +
                                       "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    QTest::newRow("far too long") << authority + QByteArray(100'000, ' ');
}

void test_pinned_identity::refusesWhatIsNoAuthority()
{
    QFETCH(QByteArray, pem);
    auto const authority = authorityFrom(pem);
    auto const* problem = problemOf(authority);
    QVERIFY(problem != nullptr);
    QVERIFY(!problem->title.isEmpty());
}

void test_pinned_identity::shortensAPrintForALine()
{
    QCOMPARE(shortPrint("9f2c41e7aabbccdd6a18f0"), QString{"9F:2C:41:E7 … 6A:18:F0"});
}

QString test_pinned_identity::asked(QUrl const& address, QByteArray const& pem)
{
    HttpApi api{address, QSslCertificate::fromData(pem)};
    std::optional<QString> said;
    api.send({.path = "/meta"}, {&api, [&](Reply<Answer> reply) {
                                     auto const* problem = problemOf(reply);
                                     said = problem != nullptr
                                                ? problem->type
                                                : "welcome, until " +
                                                      api.peer().certificateEndsAt.toString(Qt::ISODate);
                                 }});
    return QTest::qWaitFor([&] { return said.has_value(); }, 20'000) ? *said : "silence";
}

void test_pinned_identity::passesARenewedCertificateOfThePinnedAuthority()
{
    support::ServedEngine engine;
    QCOMPARE(engine.init().exit, 0);
    QFile file{QString::fromStdString(engine.authority())};
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto const pinned = file.readAll();
    QVERIFY(engine.serve());
    auto const before = asked(QUrl{QString::fromStdString(engine.adminAddress())}, pinned);
    QVERIFY2(before.startsWith("welcome"), qPrintable(before));
    QCOMPARE(engine.stop(), 0);
    QTest::qWait(1100);      // Certificates count seconds.
    QVERIFY(engine.serve()); // With a certificate of its own, as at every start.
    auto const after = asked(QUrl{QString::fromStdString(engine.adminAddress())}, pinned);
    QVERIFY2(after.startsWith("welcome"), qPrintable(after));
    QVERIFY(before != after);
}

void test_pinned_identity::refusesAReinstalledEngine()
{
    support::ServedEngine engine;
    QCOMPARE(engine.init().exit, 0);
    QVERIFY(engine.serve());
    QCOMPARE(asked(QUrl{QString::fromStdString(engine.adminAddress())}, support::kTestAuthorityPem),
             "identity-refused");
}

DEWAR_TEST(test_pinned_identity)
#include "test_pinned_identity.moc"
