// The recovery kit on paper and back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/vault/vault_kit.h"

#include <algorithm>

#include "core/platform/crypto/random.h"
#include "tests/support/registry.h"

using namespace core;

namespace {
Secret aKit()
{
    crypto::SystemRandom random;
    return Secret{crypto::randomBytes(random, vault::kKitBytes)};
}
} // namespace

class test_vault_kit : public QObject {
    Q_OBJECT

private slots:
    void readsBackWhatItWrote()
    {
        for (int times = 0; times < 200; ++times) {
            auto const kit = aKit();
            auto const read = vault::kitBytes(vault::kitText(kit).view());
            QVERIFY(read && read->view() == kit.view());
        }
        for (char const fill : {'\0', '\xff'}) {
            Secret const kit{std::string(vault::kKitBytes, fill)};
            auto const read = vault::kitBytes(vault::kitText(kit).view());
            QVERIFY(read && read->view() == kit.view());
        }
    }

    void isFourLinesOfFourGroups()
    {
        auto const text = std::string{vault::kitText(aKit()).view()};
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), std::ptrdiff_t{4});
        QCOMPARE(std::count(text.begin(), text.end(), '-'), std::ptrdiff_t{12});
        QCOMPARE(text.size(), std::size_t{80});
        for (char const letter : {'I', 'L', 'O', 'U'})
            QVERIFY(text.find(letter) == std::string::npos);
    }

    void acceptsWhatPeopleMakeOfIt()
    {
        Secret const kit{std::string(vault::kKitBytes, '\0')}; // all letters of the value are 0
        auto text = std::string{vault::kitText(kit).view()};
        std::replace(text.begin(), text.end(), '-', ' ');
        std::replace(text.begin(), text.end(), '0', 'o');
        std::replace(text.begin(), text.end(), '1', 'l');
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        auto const read = vault::kitBytes("  " + text + "\r\n");
        QVERIFY(read && read->view() == kit.view());
    }

    void namesTheLineWithATypingError()
    {
        auto const text = std::string{vault::kitText(aKit()).view()};
        int unseen = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '-' || text[at] == '\n')
                continue;
            auto wrong = text;
            wrong[at] = text[at] == '7' ? '8' : '7';
            auto const read = vault::kitBytes(wrong);
            if (read)
                ++unseen;
            else
                QVERIFY(read.error().message.find("line " + std::to_string(at / 20 + 1)) !=
                        std::string::npos);
        }
        QVERIFY(unseen <= 1); // 15 bits of check: one in 32768
    }

    void seesSwappedLines()
    {
        auto const text = std::string{vault::kitText(aKit()).view()};
        QVERIFY(!vault::kitBytes(text.substr(20, 20) + text.substr(0, 20) + text.substr(40)));
    }

    void refusesOtherLengthsAndLetters()
    {
        auto const text = std::string{vault::kitText(aKit()).view()};
        QVERIFY(!vault::kitBytes(""));
        QVERIFY(!vault::kitBytes(text.substr(1)));
        QVERIFY(!vault::kitBytes(text + "0"));
        QVERIFY(!vault::kitBytes("U" + text.substr(1)));
        QVERIFY(!vault::kitBytes("Z" + text.substr(1))); // would need a 65th bit
        QVERIFY(!vault::kitBytes(std::string(10'000, ' ')));
    }
};

DEWAR_TEST(test_vault_kit)
#include "test_vault_kit.moc"
