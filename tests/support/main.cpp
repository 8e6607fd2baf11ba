// Runs the core's test classes named as the first argument (or all); the rest of the arguments goes to Qt Test.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include "tests/support/postgres_cluster.h"
#include "tests/support/registry.h"

int main(int argc, char** argv)
{
    constexpr int kSkipped = 77; // what ctest is told to show as skipped
    if (support::onPostgres() && !support::PostgresCluster::isInstalled()) {
        std::puts("SKIPPED: PostgreSQL is not installed (apt-get install postgresql-15); its half of the "
                  "tests did not "
                  "run.");
        return kSkipped;
    }
    return support::runTests(argc, argv);
}
