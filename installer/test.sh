#!/bin/bash
# Installs what build and tests need, builds everything and passes all tests; with --sanitizers the core tests twice.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/steps.sh"

PASSED=0
FAILED=0

# run_tests NAME CTEST-ARGUMENTS...: adds ctest's own counts to ours.
run_tests() {
    local name=$1 failed total line
    shift
    mkdir -p build/logs
    ctest -j "$(nproc)" "$@" 2>&1 | tee "build/logs/$name.txt" || true
    line=$(grep -E '^[0-9]+% tests passed, [0-9]+ tests failed out of [0-9]+' "build/logs/$name.txt" | tail -n 1)
    if [ -z "$line" ]; then
        echo "no test ran"
        return 1
    fi
    read -r failed total < <(sed -E 's/.*passed, ([0-9]+) tests failed out of ([0-9]+).*/\1 \2/' <<<"$line")
    PASSED=$((PASSED + total - failed))
    FAILED=$((FAILED + failed))
}

install_packages 'build|test'

step "installing the pinned clients of tests/npm"
npm ci --prefix tests/npm --ignore-scripts --no-audit --no-fund

step "configuring the release build"
cmake --preset release -DBUILD_TESTING=ON

step "building"
ninja -C build/release -j "$(nproc)"

step "testing"
run_tests release --preset release

# A second build takes as long as the first, so it is asked for: bash installer/test.sh --sanitizers
if [ "${1:-}" = --sanitizers ]; then
    step "configuring the build with sanitizers"
    cmake --preset asan -DBUILD_TESTING=ON

    step "building the core tests with sanitizers"
    ninja -C build/asan -j "$(nproc)" core_tests

    step "testing with sanitizers"
    run_tests asan --preset asan -R '^(core|contract|attacks)/'
fi

step "counting: build/logs has every line"
echo "$PASSED passed, $FAILED failed"
[ "$FAILED" -eq 0 ]
