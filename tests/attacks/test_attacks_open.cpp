// Says aloud which attack scenarios have no test yet: each is a skipped row that names it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <set>

#include "tests/support/registry.h"

class test_attacks_open : public QObject {
    Q_OBJECT

private slots:
    void hasATest_data()
    {
        QTest::addColumn<int>("number");
        for (int number = 1; number <= 40; ++number)
            QTest::addRow("A%d", number) << number;
    }
    void hasATest()
    {
        QFETCH(int, number);
        // A10 and A11 are one story and stand in one file, and so are A31 and A32.
        auto const shared = number == 10 || number == 31 ? number + 1 : number;
        auto const file = "test_attack_a" + std::to_string(shared) + ".cpp";
        if (!std::filesystem::exists(std::filesystem::path{SOURCE_DIR} / "tests" / "attacks" / file))
            QSKIP("open: this attack has no test yet");
    }
};

DEWAR_TEST(test_attacks_open)
#include "test_attacks_open.moc"
