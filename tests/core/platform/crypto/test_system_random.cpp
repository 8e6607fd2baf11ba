// The engine's randomness: every byte is filled, and two draws differ.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/random.h"

#include <array>
#include <set>

#include "tests/support/registry.h"

using namespace core;

class test_system_random : public QObject {
    Q_OBJECT

private slots:
    void fillsEveryByte()
    {
        // A byte that 64 draws leave at zero is not being filled: chance of a false alarm below 10^-130.
        crypto::SystemRandom random;
        std::array<unsigned char, 48> seen{};
        for (int draw = 0; draw < 64; ++draw) {
            std::array<unsigned char, 48> bytes{};
            random.fill(bytes);
            for (std::size_t at = 0; at < bytes.size(); ++at)
                seen[at] |= bytes[at];
        }
        for (auto const byte : seen)
            QVERIFY(byte != 0);
    }

    void drawsAreDifferent()
    {
        crypto::SystemRandom random;
        std::set<std::string> drawn;
        for (int draw = 0; draw < 1000; ++draw)
            drawn.insert(crypto::randomBytes(random, 16));
        QCOMPARE(drawn.size(), std::size_t{1000});
    }

    void drawsTheAskedLength()
    {
        crypto::SystemRandom random;
        QCOMPARE(crypto::randomBytes(random, 0).size(), std::size_t{0});
        QCOMPARE(crypto::randomBytes(random, 33).size(), std::size_t{33});
    }
};

DEWAR_TEST(test_system_random)
#include "test_system_random.moc"
