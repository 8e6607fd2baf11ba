// Tests of ids and tokens over a counting source of chance.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include "core/base/text.h"
#include "tests/support/registry.h"

using namespace core;

namespace {
class Counting final : public Random {
public:
    explicit Counting(unsigned char first) : m_next{first} {}
    void fill(std::span<unsigned char> bytes) override
    {
        for (auto& byte : bytes)
            byte = m_next++;
    }

private:
    unsigned char m_next;
};
} // namespace

class test_random : public QObject {
    Q_OBJECT
private slots:
    void putsTimeFirstInAnId();
    void sortsIdsByTime();
    void marksVersionAndVariant();
    void makesTokensOfTheAskedStrength();
};

void test_random::putsTimeFirstInAnId()
{
    // The time of the example in RFC 9562, A.6.
    Counting random{0xff};
    auto const id = newId(Time{std::chrono::milliseconds{0x017f22e279b0}}, random);
    QCOMPARE(id.substr(0, 13), std::string{"017f22e2-79b0"});
    QCOMPARE(id[14], '7');
    QCOMPARE(id.size(), std::size_t{36});
}

void test_random::sortsIdsByTime()
{
    Counting random{0};
    std::string last;
    for (std::int64_t millis = 1'000; millis < 2'000'000'000'000; millis = millis * 3 + 1) {
        auto const id = newId(Time{std::chrono::milliseconds{millis}}, random);
        QVERIFY(last < id);
        last = id;
    }
}

void test_random::marksVersionAndVariant()
{
    for (unsigned char first : {0x00, 0xf0}) {
        Counting random{first};
        auto const id = newUuid4(random);
        QCOMPARE(id[14], '4');
        QVERIFY(std::string_view{"89ab"}.find(id[19]) != std::string_view::npos);
    }
}

void test_random::makesTokensOfTheAskedStrength()
{
    Counting random{1};
    auto const token = newToken(random, 32);
    QCOMPARE(token.size(), std::size_t{43});
    QCOMPARE(bytesFromBase64url(token)->substr(0, 3), std::string{"\x01\x02\x03"});
}

DEWAR_TEST(test_random)
#include "test_random.moc"
