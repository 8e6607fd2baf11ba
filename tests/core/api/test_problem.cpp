// Error documents: each surface says it in its own way.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/problem.h"

#include "tests/support/registry.h"

using namespace core;
using api::problemDocument;
using api::Surface;

class test_problem : public QObject {
    Q_OBJECT

private slots:
    void saysItAsAProblemDocument()
    {
        auto error =
            failedAs("not-ready", ErrorCode::Unavailable, "the engine cannot do all of its work now");
        error.fields.push_back({"/checks/disk", "3 MiB free"});
        auto const document = problemDocument(error, Surface::Api, "7f3a");
        QCOMPARE(document.status, 503);
        QCOMPARE(document.contentType, std::string{"application/problem+json"});
        auto const body = json::parse(document.body);
        QCOMPARE(json::textAt(*body, "type"), std::string{"urn:dewar:problem:not-ready"});
        QCOMPARE(json::text(*json::find(*body, "errors")),
                 std::string{R"([{"pointer":"/checks/disk","detail":"3 MiB free"}])"});
    }

    void answersOtlpInTheEncodingOfTheRequest_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("binary");
        QTest::newRow("JSON") << QByteArray{"application/json"} << false;
        QTest::newRow("protobuf") << QByteArray{"application/x-protobuf"} << true;
        QTest::newRow("protobuf with a parameter") << QByteArray{"Application/X-Protobuf; charset=x"} << true;
        QTest::newRow("none") << QByteArray{} << false;
    }
    void answersOtlpInTheEncodingOfTheRequest()
    {
        QFETCH(QByteArray, type);
        QFETCH(bool, binary);
        auto const error = failed(ErrorCode::UnsupportedType, "send the content type application/json");
        auto const document = problemDocument(error, Surface::Otlp, "", type.toStdString());
        QCOMPARE(document.status, 415);
        if (!binary) {
            QCOMPARE(document.contentType, std::string{"application/json"});
            QCOMPARE(json::textAt(*json::parse(document.body), "message"), error.message);
            return;
        }
        QCOMPARE(document.contentType, std::string{"application/x-protobuf"});
        // google.rpc.Status by hand: field 1 (varint) is the code, field 2 (length and bytes) the message.
        QCOMPARE(document.body,
                 "\x08\x0c\x12" + std::string{static_cast<char>(error.message.size())} + error.message);
    }

    void writesTheLengthOfALongMessage()
    {
        auto const error = failed(ErrorCode::Forbidden, std::string(300, 'x'));
        auto const document = problemDocument(error, Surface::Otlp, "", "application/x-protobuf");
        QCOMPARE(document.body.substr(0, 5), std::string("\x08\x07\x12\xac\x02", 5));
        QCOMPARE(document.body.size(), std::size_t{305});
    }
};

DEWAR_TEST(test_problem)
#include "test_problem.moc"
