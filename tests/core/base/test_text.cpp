// Tests of encodings, UTF-8 checks and escaping.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include "tests/support/registry.h"

using namespace core;

class test_text : public QObject {
    Q_OBJECT
private slots:
    void encodesTheVectorsOfRfc4648();
    void refusesLooseBase64();
    void roundTripsEveryByteInHex();
    void acceptsOnlyWellFormedUtf8();
    void countsCodePoints();
    void trimsAndSplits();
    void percentEncodesAllButUnreserved();
    void refusesBrokenPercentEscapes();
    void makesActingCharactersVisible();
};

void test_text::encodesTheVectorsOfRfc4648()
{
    // RFC 4648, section 10.
    std::pair<std::string_view, std::string_view> const cases[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
    for (auto const& [plain, padded] : cases) {
        QCOMPARE(base64Of(plain), std::string{padded});
        QCOMPARE(*bytesFromBase64(padded), std::string{plain});
        auto const bare = std::string{padded.substr(0, padded.find('='))};
        QCOMPARE(base64urlOf(plain), bare);
        QCOMPARE(*bytesFromBase64url(bare), std::string{plain});
    }
    QCOMPARE(base64urlOf("\xfb\xff"), std::string{"-_8"});
    QCOMPARE(base64Of("\xfb\xff"), std::string{"+/8="});
}

void test_text::refusesLooseBase64()
{
    for (std::string_view const text :
         {"Z", "Zg=", "Zg==", "Zh", "Zm9=", "Zm 9", "Zm9v\n", "Zm+v", "Zm/v", "Zm9w="})
        QVERIFY2(!bytesFromBase64url(text), std::string{text}.c_str());
    for (std::string_view const text :
         {"Zg", "Zg=", "Zh==", "Zm9=", "====", "Zg==Zg==", "Zm-v", "Z===", "=Zm9"})
        QVERIFY2(!bytesFromBase64(text), std::string{text}.c_str());
}

void test_text::roundTripsEveryByteInHex()
{
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    QCOMPARE(*bytesFromHex(hexOf(bytes)), bytes);
    QCOMPARE(*bytesFromBase64(base64Of(bytes)), bytes);
    QCOMPARE(*bytesFromBase64url(base64urlOf(bytes)), bytes);
    QCOMPARE(*bytesFromHex("0aF0"), std::string("\x0a\xf0"));
    QVERIFY(!bytesFromHex("0"));
    QVERIFY(!bytesFromHex("0g"));
}

void test_text::acceptsOnlyWellFormedUtf8()
{
    for (std::string_view const good :
         {"", "plain ascii text", "gr\xc3\xbc\xc3\x9f", "\xe2\x82\xac", "\xf0\x9f\x94\x91", "\xed\x9f\xbf",
          "\xee\x80\x80", "\xf4\x8f\xbf\xbf"})
        QVERIFY2(isUtf8(good), good.data());
    for (std::string_view const bad :
         {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe2\x82", "abcdefgh\xc3(",
          "\xf0\x9f\x94"})
        QVERIFY2(!isUtf8(bad), hexOf(bad).c_str());
}

void test_text::countsCodePoints()
{
    QCOMPARE(codePointsIn(""), std::size_t{0});
    QCOMPARE(codePointsIn("gr\xc3\xbc\xc3\x9f"), std::size_t{4});
    QCOMPARE(codePointsIn("\xf0\x9f\x94\x91"), std::size_t{1});
}

void test_text::trimsAndSplits()
{
    QCOMPARE(trimmed(" \t a b\t "), std::string_view{"a b"});
    QCOMPARE(trimmed(" \t "), std::string_view{});
    QCOMPARE(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    QCOMPARE(split("", ','), (std::vector<std::string_view>{""}));
    QCOMPARE(split("a,", ','), (std::vector<std::string_view>{"a", ""}));
    QCOMPARE(lowered("MiXeD \xc3\x9c"), std::string{"mixed \xc3\x9c"});
}

void test_text::percentEncodesAllButUnreserved()
{
    QCOMPARE(percentEncoded("Az09-._~"), std::string{"Az09-._~"});
    QCOMPARE(percentEncoded("a b/\xc3\xbc"), std::string{"a%20b%2F%C3%BC"});
    QCOMPARE(*percentDecoded("a%20b%2f%C3%bc+"), std::string{"a b/\xc3\xbc+"});
}

void test_text::refusesBrokenPercentEscapes()
{
    for (std::string_view const bad : {"%", "%2", "a%", "%zz", "%0", "%00", "a%2", "%-1"})
        QVERIFY2(!percentDecoded(bad), bad.data());
    QVERIFY(!percentDecoded(std::string_view{"a\0b", 3}));
}

void test_text::makesActingCharactersVisible()
{
    QCOMPARE(printable("plain \xc3\xbc"), std::string{"plain \xc3\xbc"});
    QCOMPARE(printable("a\x1b[31m\n"), std::string{"a\\u{1b}[31m\\u{a}"});
    QCOMPARE(printable("\xe2\x80\xae"
                       "exe.txt"),
             std::string{"\\u{202e}exe.txt"});
    QCOMPARE(printable("\xe2\x80\xa8\xe2\x81\xa6\xc2\x9b"), std::string{"\\u{2028}\\u{2066}\\u{9b}"});
    QCOMPARE(printable("\xff!"), std::string{"\\x{ff}!"});
}

DEWAR_TEST(test_text)
#include "test_text.moc"
