// Test classes register themselves; one program runs them by name. At the end of a test file:
// DEWAR_TEST(test_text)
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTest/QTest>

#include <memory>
#include <string>

namespace support {

using Make = std::unique_ptr<QObject> (*)();
bool registerTest(char const* name, Make make);
// One class by its name as the first argument, or all; the rest of the arguments goes to Qt Test.
int runTests(int argc, char** argv);

} // namespace support

#define DEWAR_TEST(Class)                                                                                    \
    static bool const registered_##Class = support::registerTest(                                            \
        #Class, []() -> std::unique_ptr<QObject> { return std::make_unique<Class>(); });
