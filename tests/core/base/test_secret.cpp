// Tests that secrets do not stay behind in memory.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/secret.h"

#include <array>
#include <cstring>
#include <new>

#include "tests/support/registry.h"

using namespace core;

namespace {
// Reads an object's own bytes after it moved away or ended: short strings live there.
std::string bytesAt(void const* memory, std::size_t bytes)
{
    std::string copy(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i)
        copy[i] = static_cast<char const volatile*>(memory)[i];
    return copy;
}
} // namespace

class test_secret : public QObject {
    Q_OBJECT
private slots:
    void wipesWhatItIsGiven();
    void movesWithoutLeavingACopy();
    void wipesShortSecretsAtTheEnd();
    void handsOutRoomToFill();
};

void test_secret::wipesWhatItIsGiven()
{
    std::array<char, 16> memory{};
    memory.fill('x');
    wipe(memory.data(), 15);
    QCOMPARE(std::string(memory.data(), 16), std::string(15, '\0') + "x");
    wipe(nullptr, 0);
}

void test_secret::movesWithoutLeavingACopy()
{
    Secret first{"hunter2!"};
    Secret const second = std::move(first);
    QCOMPARE(second.view(), std::string_view{"hunter2!"});
    QVERIFY(first.empty());
    QVERIFY(bytesAt(&first, sizeof first).find("hunter2!") == std::string::npos);
    Secret third{"another one"};
    Secret fourth{"old value"};
    fourth = std::move(third);
    QCOMPARE(fourth.view(), std::string_view{"another one"});
    QVERIFY(bytesAt(&third, sizeof third).find("another") == std::string::npos);
    QCOMPARE(fourth.copy().view(), fourth.view());
}

void test_secret::wipesShortSecretsAtTheEnd()
{
    alignas(Secret) std::array<unsigned char, sizeof(Secret)> room{};
    auto* const secret = new (room.data()) Secret{"hunter2!"};
    QVERIFY(bytesAt(room.data(), room.size()).find("hunter2!") != std::string::npos);
    secret->~Secret();
    QVERIFY(bytesAt(room.data(), room.size()).find("hunter2!") == std::string::npos);
}

void test_secret::handsOutRoomToFill()
{
    Secret secret{"before"};
    auto const room = secret.writable(4);
    std::memcpy(room.data(), "key!", 4);
    QCOMPARE(secret.view(), std::string_view{"key!"});
    QCOMPARE(secret.size(), std::size_t{4});
}

DEWAR_TEST(test_secret)
#include "test_secret.moc"
