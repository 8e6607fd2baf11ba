#!/bin/bash
# Measures side by side and prints "ratio NAME VALUE" lines: run.sh [--quick] [GROUP]; groups: http (default),
# console, postgres.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "$0")/../.."

ROUNDS=5
SECONDS_EACH=5
GROUP=http
for word in "$@"; do
    case $word in
    --quick) ROUNDS=3 SECONDS_EACH=2 ;;
    http | console | postgres) GROUP=$word ;;
    *) echo "usage: run.sh [--quick] [http|console|postgres]" >&2; exit 2 ;;
    esac
done

if [ ! -e build/release/build.ninja ]; then cmake --preset release >/dev/null; fi
declare -A PROGRAMS=([http]="deward bench_constant" [console]="deward dewarctl dewar bench_console"
    [postgres]="deward bench_libpq")
# shellcheck disable=SC2086 # Several words.
ninja -C build/release -j "$(nproc)" ${PROGRAMS[$GROUP]} >/dev/null
PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "tests/bench/${GROUP}_group.py" "$PWD/build/release/bin" "$ROUNDS" "$SECONDS_EACH"
