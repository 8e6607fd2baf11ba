// Tests of the text form of time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include "tests/support/registry.h"

using namespace core;

class test_clock : public QObject {
    Q_OBJECT
private slots:
    void writesUtcWithSixDigits();
    void readsOffsetsAndFractions();
    void roundTripsTheWholeRange();
    void refusesWhatIsNotRfc3339();
    void doesNotGoBack();
};

void test_clock::writesUtcWithSixDigits()
{
    QCOMPARE(rfc3339(timeOf(0)), std::string{"1970-01-01T00:00:00.000000Z"});
    QCOMPARE(rfc3339(timeOf(1'732'479'300'000'007)), std::string{"2024-11-24T20:15:00.000007Z"});
}

void test_clock::readsOffsetsAndFractions()
{
    // The examples of RFC 3339, 5.8, and one for each form beyond them.
    std::pair<std::string_view, std::string_view> const cases[] = {
        {"1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520000Z"},
        {"1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57.000000Z"},
        {"1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000000Z"},
        {"1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000000Z"},
        {"2024-02-29T00:00:00.123456789+00:30", "2024-02-28T23:30:00.123456Z"},
        {"2024-02-29t00:00:00z", "2024-02-29T00:00:00.000000Z"},
        {"2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00.000000Z"},
    };
    for (auto const& [text, utc] : cases) {
        auto const time = parseRfc3339(text);
        QVERIFY2(static_cast<bool>(time), text.data());
        QCOMPARE(rfc3339(*time), std::string{utc});
    }
}

void test_clock::roundTripsTheWholeRange()
{
    for (std::int64_t micros = 0; micros < 253'402'300'799'999'999; micros += 1'234'567'890'123'457)
        QCOMPARE(microsOf(*parseRfc3339(rfc3339(timeOf(micros)))), micros);
    QCOMPARE(rfc3339(*parseRfc3339("9999-12-31T23:59:59.999999Z")),
             std::string{"9999-12-31T23:59:59.999999Z"});
}

void test_clock::refusesWhatIsNotRfc3339()
{
    for (std::string_view const bad : {"",
                                       "2024",
                                       "2024-02-30T00:00:00Z",
                                       "2023-02-29T00:00:00Z",
                                       "2024-13-01T00:00:00Z",
                                       "2024-00-01T00:00:00Z",
                                       "2024-01-01 00:00:00Z",
                                       "2024-01-01T24:00:00Z",
                                       "2024-01-01T00:60:00Z",
                                       "2024-01-01T00:00:61Z",
                                       "2024-01-01T12:00:60Z",
                                       "2024-01-01T00:00:00",
                                       "2024-01-01T00:00:00.Z",
                                       "2024-01-01T00:00:00.1234567890Z",
                                       "2024-01-01T00:00:00+24:00",
                                       "2024-01-01T00:00:00+0100",
                                       "2024-01-01T00:00:00+01:60",
                                       "2024-01-01T00:00:00Zx",
                                       "1969-12-31T23:59:59Z",
                                       "1970-01-01T00:00:00+00:01",
                                       "9999-12-31T23:59:60Z",
                                       "9999-12-31T23:59:59-00:01",
                                       "+024-01-01T00:00:00Z",
                                       "2024-1-01T00:00:00Z"})
        QVERIFY2(!parseRfc3339(bad), bad.data());
}

void test_clock::doesNotGoBack()
{
    SystemClock const clock;
    auto const first = clock.monotonic();
    QVERIFY(clock.monotonic() >= first);
    QVERIFY(clock.now() > *parseRfc3339("2024-01-01T00:00:00Z"));
}

DEWAR_TEST(test_clock)
#include "test_clock.moc"
