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

# print_skipped PRESET: what the tests of the last run left out, each reason once, with how often.
print_skipped() {
    local log=build/$1/Testing/Temporary/LastTest.log
    echo "== skipped in $1, and why"
    { grep -aE '^SKIP +: |^SKIPPED: ' "$log" || true; } | sed -E 's/^SKIP +: //' | sort | uniq -c | sed -E 's/^ +/  /'
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
print_skipped release

# A second build takes as long as the first, so it is asked for: bash installer/test.sh --sanitizers
if [ "${1:-}" = --sanitizers ]; then
    step "configuring the build with sanitizers"
    cmake --preset asan -DBUILD_TESTING=ON "-DTESTED=/tests/(core|contract|attacks|faults)/"

    step "building the core tests with sanitizers"
    ninja -C build/asan -j "$(nproc)" core_tests

    step "testing with sanitizers"
    run_tests asan --preset asan -R '^(core|contract|attacks|faults)/'
    print_skipped asan
fi

step "counting: build/logs has every line"
echo "$PASSED passed, $FAILED failed"
[ "$FAILED" -eq 0 ]
