// The list of test classes, and the running of those that were asked for.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/registry.h"

#include <cstdio>
#include <map>

namespace support {

namespace {

std::map<std::string, Make>& tests()
{
    static std::map<std::string, Make> registered;
    return registered;
}

} // namespace

bool registerTest(char const* name, Make make)
{
    return tests().emplace(name, make).second;
}

int runTests(int argc, char** argv)
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

} // namespace support
