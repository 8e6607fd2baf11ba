// What must never be written, in the forms in which it arrives; and what must stay readable.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/log/redaction.h"

#include <QtCore/QElapsedTimer>

#include "core/platform/json/json.h"
#include "tests/support/registry.h"

using namespace core;

class test_redaction : public QObject {
    Q_OBJECT

private slots:
    void takesSecretsOutOfText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("safe");
        auto const row = [](char const* name, QByteArray const& text, QByteArray const& safe) {
            QTest::newRow(name) << text << safe;
        };
        QByteArray const token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
        row("bearer", "sent Bearer abc.def-123 to", "sent Bearer [redacted] to");
        row("bearer in lower case", "bearer 0123456789", "bearer [redacted]");
        row("header line", "Authorization: Basic YWRhOnB3\nHost: x", "Authorization: [redacted]\nHost: x");
        row("header in a command", "curl -H 'Authorization: Bearer abc' https://h",
            "curl -H 'Authorization: [redacted]' https://h");
        row("cookie header", "Cookie: a=1; b=\"2\"\r\nAccept: */*", "Cookie: [redacted]\r\nAccept: */*");
        row("token alone", "got " + token + ", fine", "got [redacted], fine");
        row("token inside a word", "x_" + token + "/y", "x_[redacted]/y");
        row("encrypted token", "eyJhbGciOiJkaXIifQ..aXY.dGV4dA.dGFn", "[redacted]");
        row("token cut after its claims", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ", "[redacted]");
        row("form", "grant_type=password&username=ada&password=p%40ss&x=1",
            "grant_type=password&username=ada&password=[redacted]&x=1");
        row("encoded form", "u=ada&q=password%3Dhunter2", "u=ada&q=password%3D[redacted]");
        row("query", "/x?access_token=abc123&a=b", "/x?access_token=[redacted]&a=b");
        row("json", R"({"name":"ada","password":"pa\"ss","n":1})",
            R"({"name":"ada","password":"[redacted]","n":1})");
        row("json in json", R"({\"client_secret\":\"abc\",\"a\":1})",
            R"({\"client_secret\":\"[redacted]\",\"a\":1})");
        row("json list", R"({"recovery_tokens":["a","b"],"n":1})", R"({"recovery_tokens":[redacted],"n":1})");
        row("yaml", "passphrase: correct-horse", "passphrase: [redacted]");
        row("quoted with blanks", "passphrase='correct horse battery'", "passphrase='[redacted]'");
        row("api key header", "X-Api-Key: k_123", "X-Api-Key: [redacted]");
        row("camel case", "refreshToken=abc", "refreshToken=[redacted]");
        row("url", "connect postgres://ada:hun:ter2@db:5432/x",
            "connect postgres://ada:[redacted]@db:5432/x");
        row("private key", "a\n-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\nb",
            "a\n[redacted]\nb");
        row("private key cut", "-----BEGIN PRIVATE KEY-----\nMHcC", "[redacted]");
        row("age identity", "AGE-SECRET-KEY-1QQPZRY9X8", "[redacted]");
        row("never closed quote", "password=\"abc", "password=\"[redacted]");
        row("never closed list", "secrets=[\"a\",", "secrets=[redacted]");

        row("a word about it", "password changed by ada", "password changed by ada");
        row("describes it", "token_id=018f token_type=Bearer", "token_id=018f token_type=Bearer");
        row("prose", "basic settings, Bearer authentication", "basic settings, Bearer authentication");
        row("grant", "grant_type=password", "grant_type=password");
        row("certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n", "-----BEGIN CERTIFICATE-----\nMIIB\n");
        row("address", "mail ada@example.org at https://h:8443/p?q=a@b",
            "mail ada@example.org at https://h:8443/p?q=a@b");
        row("base64 that is no token", "eyJub3BlIjoxfQ", "eyJub3BlIjoxfQ");
        row("nothing after the separator", "password=", "password=");
        row("empty", "", "");
    }

    void takesSecretsOutOfText()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, safe);
        QCOMPARE(QByteArray::fromStdString(log::redactedText(text.toStdString())), safe);
    }

    void doesNotChangeWhatIsSafeAlready()
    {
        auto const once = log::redactedText("password=a Authorization: Bearer abcd3fgh");
        QCOMPARE(log::redactedText(once), once);
    }

    void knowsSecretNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("secret");
        for (auto const* name :
             {"password", "new_password", "Client-Secret", "X-API-KEY", "idToken", "vault.passphrase",
              "http.request.header.authorization", "set-cookie", "private_key_pem"})
            QTest::newRow(name) << QByteArray{name} << true;
        for (auto const* name : {"name", "secret_id", "token_type", "password_changed_at", "key", "kid",
                                 "tokens_count", "token_endpoint", "status", ""})
            QTest::addRow("not %s", name) << QByteArray{name} << false;
    }

    void knowsSecretNames()
    {
        QFETCH(QByteArray, name);
        QFETCH(bool, secret);
        QCOMPARE(log::isSecretName(name.toStdString()), secret);
    }

    void takesSecretsOutOfJson()
    {
        auto value = json::parse(
            R"({"a":{"password":"x","n":[{"token":5},"Bearer abcd3fgh"]},)"
            R"("attributes":[{"key":"http.request.header.authorization","value":{"stringValue":"k"}},)"
            R"({"key":"user","value":{"stringValue":"ada"}}],"secret":null,"has_token":true})");
        QVERIFY(bool(value));
        log::redact(*value);
        QCOMPARE(
            json::text(*value),
            std::string{R"({"a":{"password":"[redacted]","n":[{"token":"[redacted]"},"Bearer [redacted]"]},)"
                        R"("attributes":[{"key":"http.request.header.authorization","value":"[redacted]"},)"
                        R"({"key":"user","value":{"stringValue":"ada"}}],"secret":null,"has_token":true})"});
    }

    void takesOutWhatIsTooDeepToLookAt()
    {
        std::string deep = "\"Bearer abcd3fgh\"";
        for (int i = 0; i < 40; ++i)
            deep = "[" + deep + "]";
        auto value = json::parse(deep, {.depthMax = 64});
        QVERIFY(bool(value));
        log::redact(*value);
        QVERIFY(json::text(*value).find("abcd3fgh") == std::string::npos);
    }

    void takesTimeInProportionToTheLength_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (auto const* piece : {"eyJ", "eyJaaaaaaaaaaaa.b ", "-----BEGIN ", "a://b:c",
                                  "password=", "\"password\":[", "bearer "})
            QTest::newRow(piece) << QByteArray{piece};
    }

    void takesTimeInProportionToTheLength()
    {
        QFETCH(QByteArray, piece);
        auto const text = piece.repeated(1'000'000 / piece.size()).toStdString();
        QElapsedTimer timer;
        timer.start();
        auto const safe = log::redactedText(text);
        QVERIFY2(timer.elapsed() < 5000, "a quadratic matcher takes minutes");
        QVERIFY(!safe.empty());
    }
};

DEWAR_TEST(test_redaction)
#include "test_redaction.moc"
