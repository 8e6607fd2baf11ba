// Runs the test classes named as the first argument (or all); the rest of the arguments goes to Qt Test.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/registry.h"

#include <cstdio>
#include <cstring>
#include <map>

namespace {
std::map<std::string, support::Make>& tests()
{
    static std::map<std::string, support::Make> registered;
    return registered;
}
} // namespace

namespace support {
bool registerTest(char const* name, Make make) { return tests().emplace(name, make).second; }
} // namespace support

int main(int argc, char** argv)
{
    QTEST_SET_MAIN_SOURCE_PATH
    if (argc > 1 && argv[1][0] != '-') {
        auto const found = tests().find(argv[1]);
        if (found == tests().end()) {
            std::fprintf(stderr, "no test class named %s\n", argv[1]);
            return 2;
        }
        auto object = found->second();
        argv[1] = argv[0];
        return QTest::qExec(object.get(), argc - 1, argv + 1);
    }
    int failures = 0;
    for (auto const& [name, make] : tests())
        failures += QTest::qExec(make().get(), argc, argv);
    return failures == 0 ? 0 : 1;
}
