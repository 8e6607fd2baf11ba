// Runs the core's test classes named as the first argument (or all); the rest of the arguments goes to Qt Test.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/registry.h"

int main(int argc, char** argv) { return support::runTests(argc, argv); }
