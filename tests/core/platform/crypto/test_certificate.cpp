// Authorities and certificates, judged by OpenSSL's own chain checking.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/crypto/random.h"
#include "tests/support/registry.h"

using namespace core;
using crypto::CertificateAuthority;
using crypto::Purpose;

namespace {
constexpr std::int64_t kNowSeconds = 1'790'000'000;
constexpr Time kNow{std::chrono::seconds{kNowSeconds}};
constexpr crypto::Validity kYear{kNow - std::chrono::hours{1}, kNow + std::chrono::hours{24 * 365}};

X509* certificateIn(std::string const& pem)
{
    auto* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    auto* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return certificate;
}

// X509_V_OK, or why OpenSSL does not trust the certificate.
int verdict(std::string const& pem, std::string const& authorityPem, int purpose, char const* host = nullptr,
            char const* address = nullptr, std::int64_t at = kNowSeconds)
{
    auto* const store = X509_STORE_new();
    auto* const authority = certificateIn(authorityPem);
    auto* const certificate = certificateIn(pem);
    X509_STORE_add_cert(store, authority);
    auto* const context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, certificate, nullptr);
    auto* const rules = X509_STORE_CTX_get0_param(context);
    X509_STORE_CTX_set_purpose(context, purpose);
    X509_VERIFY_PARAM_set_time(rules, at);
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT);
    if (host != nullptr)
        X509_VERIFY_PARAM_set1_host(rules, host, 0);
    if (address != nullptr)
        X509_VERIFY_PARAM_set1_ip_asc(rules, address);
    X509_verify_cert(context);
    auto const error = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    X509_free(authority);
    X509_free(certificate);
    return error;
}

CertificateAuthority serverAuthority()
{
    crypto::SystemRandom random;
    return *CertificateAuthority::create({.name = "Dewar server authority",
                                          .purpose = Purpose::Server,
                                          .validity = kYear,
                                          .dnsNames = {"localhost"},
                                          .addresses = {"127.0.0.1", "::1"}},
                                         random);
}

CertificateAuthority clientAuthority()
{
    crypto::SystemRandom random;
    return *CertificateAuthority::create({.name = "Dewar client authority",
                                          .purpose = Purpose::Client,
                                          .validity = kYear,
                                          .dnsNames = {},
                                          .addresses = {}},
                                         random);
}

crypto::CertificateRequest localServer()
{
    return {.name = "Dewar", .validity = kYear, .dnsNames = {"localhost"}, .addresses = {"127.0.0.1", "::1"}};
}
} // namespace

class test_certificate : public QObject {
    Q_OBJECT

private slots:
    void aServerCertificateServesItsNamesOnly()
    {
        crypto::SystemRandom random;
        auto const authority = serverAuthority();
        auto const issued = authority.issueServer(localServer(), random);
        QVERIFY(bool{issued});
        auto const ca = *authority.certificatePem();
        QCOMPARE(verdict(issued->certificatePem, ca, X509_PURPOSE_SSL_SERVER, "localhost"), X509_V_OK);
        QCOMPARE(verdict(issued->certificatePem, ca, X509_PURPOSE_SSL_SERVER, nullptr, "127.0.0.1"),
                 X509_V_OK);
        QCOMPARE(verdict(issued->certificatePem, ca, X509_PURPOSE_SSL_SERVER, nullptr, "::1"), X509_V_OK);
        QCOMPARE(verdict(issued->certificatePem, ca, X509_PURPOSE_SSL_SERVER, "example.org"),
                 X509_V_ERR_HOSTNAME_MISMATCH);
        QCOMPARE(verdict(issued->certificatePem, ca, X509_PURPOSE_SSL_SERVER, nullptr, "10.0.0.1"),
                 X509_V_ERR_IP_ADDRESS_MISMATCH);
    }

    void aServerCertificateIsNoClientCertificate()
    {
        crypto::SystemRandom random;
        auto const authority = serverAuthority();
        auto const issued = *authority.issueServer(localServer(), random);
        QVERIFY(verdict(issued.certificatePem, *authority.certificatePem(), X509_PURPOSE_SSL_CLIENT) !=
                X509_V_OK);
        QVERIFY(!authority.issueClient(
            {.name = "console", .validity = kYear, .dnsNames = {}, .addresses = {}}, random));
    }

    void aClientCertificateIsNoServerCertificate()
    {
        crypto::SystemRandom random;
        auto const authority = clientAuthority();
        auto const issued = authority.issueClient(
            {.name = "console", .validity = kYear, .dnsNames = {}, .addresses = {}}, random);
        QVERIFY(bool{issued});
        auto const ca = *authority.certificatePem();
        QCOMPARE(verdict(issued->certificatePem, ca, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
        QVERIFY(verdict(issued->certificatePem, ca, X509_PURPOSE_SSL_SERVER) != X509_V_OK);
        QVERIFY(verdict(issued->certificatePem, *serverAuthority().certificatePem(),
                        X509_PURPOSE_SSL_CLIENT) != X509_V_OK);
        QVERIFY(!authority.issueServer(localServer(), random));
    }

    void nameConstraintsHoldAgainstAStolenAuthority()
    {
        // Our own issuer does not look at the names, as a thief would not: the verifier has to.
        crypto::SystemRandom random;
        auto const authority = serverAuthority();
        auto const ca = *authority.certificatePem();
        auto foreign = localServer();
        foreign.dnsNames = {"bank.example"};
        foreign.addresses = {};
        QCOMPARE(verdict(authority.issueServer(foreign, random)->certificatePem, ca, X509_PURPOSE_SSL_SERVER),
                 X509_V_ERR_PERMITTED_VIOLATION);
        foreign.dnsNames = {"localhost"};
        foreign.addresses = {"192.0.2.1"};
        QCOMPARE(verdict(authority.issueServer(foreign, random)->certificatePem, ca, X509_PURPOSE_SSL_SERVER),
                 X509_V_ERR_PERMITTED_VIOLATION);
    }

    void validityIsTheAskedOne()
    {
        crypto::SystemRandom random;
        auto const authority = serverAuthority();
        auto const issued = *authority.issueServer(localServer(), random);
        auto const ca = *authority.certificatePem();
        auto const facts = crypto::certificateFacts(issued.certificatePem);
        QVERIFY(facts->notBefore == kYear.from);
        QVERIFY(facts->notAfter == kYear.until);
        QCOMPARE(verdict(issued.certificatePem, ca, X509_PURPOSE_SSL_SERVER, "localhost", nullptr,
                         kNowSeconds + 86400 * 366),
                 X509_V_ERR_CERT_HAS_EXPIRED);
        QCOMPARE(verdict(issued.certificatePem, ca, X509_PURPOSE_SSL_SERVER, "localhost", nullptr,
                         kNowSeconds - 7200),
                 X509_V_ERR_CERT_NOT_YET_VALID);
    }

    void anAuthoritySurvivesStorage()
    {
        crypto::SystemRandom random;
        auto const authority = serverAuthority();
        auto const ca = *authority.certificatePem();
        auto const again = CertificateAuthority::open(ca, *authority.privateKeyPem());
        QVERIFY(bool{again});
        QCOMPARE(verdict(again->issueServer(localServer(), random)->certificatePem, ca,
                         X509_PURPOSE_SSL_SERVER, "localhost"),
                 X509_V_OK);
        QVERIFY(!CertificateAuthority::open(ca, *serverAuthority().privateKeyPem()));
        QVERIFY(!CertificateAuthority::open("", *authority.privateKeyPem()));
        auto const leaf = *authority.issueServer(localServer(), random);
        QVERIFY(!CertificateAuthority::open(leaf.certificatePem, leaf.privateKeyPem));
    }

    void thePrintIsTheDigestOfTheDerForm()
    {
        auto const ca = *serverAuthority().certificatePem();
        auto const facts = crypto::certificateFacts(ca);
        QCOMPARE(facts->print, hexOf(crypto::sha256(*crypto::certificateDer(ca))));
        QCOMPARE(facts->print.size(), std::size_t{64});
        QCOMPARE(facts->commonName, std::string{"Dewar server authority"});
        QVERIFY(!crypto::certificateFacts("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    }

    void refusesNamesThatAreNotNames_data()
    {
        QTest::addColumn<QByteArray>("dns");
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("neither") << QByteArray{} << QByteArray{};
        QTest::newRow("a second entry inside a name")
            << QByteArray{"localhost,DNS:bank.example"} << QByteArray{};
        QTest::newRow("a line break") << QByteArray{"localhost\nbank"} << QByteArray{};
        QTest::newRow("a star") << QByteArray{"*.example"} << QByteArray{};
        QTest::newRow("dots") << QByteArray{"a..b"} << QByteArray{};
        QTest::newRow("a name as address") << QByteArray{} << QByteArray{"localhost"};
        QTest::newRow("a network as address") << QByteArray{} << QByteArray{"10.0.0.0/8"};
    }

    void refusesNamesThatAreNotNames()
    {
        QFETCH(QByteArray, dns);
        QFETCH(QByteArray, address);
        crypto::SystemRandom random;
        auto request = localServer();
        request.dnsNames.clear();
        request.addresses.clear();
        if (!dns.isEmpty())
            request.dnsNames.push_back(dns.toStdString());
        if (!address.isEmpty())
            request.addresses.push_back(address.toStdString());
        QVERIFY(!serverAuthority().issueServer(request, random));
    }

    void serialNumbersDiffer()
    {
        crypto::SystemRandom random;
        auto const authority = serverAuthority();
        auto const first = *authority.issueServer(localServer(), random);
        auto const second = *authority.issueServer(localServer(), random);
        auto* const a = certificateIn(first.certificatePem);
        auto* const b = certificateIn(second.certificatePem);
        auto const order = ASN1_INTEGER_cmp(X509_get_serialNumber(a), X509_get_serialNumber(b));
        X509_free(a);
        X509_free(b);
        QVERIFY(order != 0);
    }
};

DEWAR_TEST(test_certificate)
#include "test_certificate.moc"
