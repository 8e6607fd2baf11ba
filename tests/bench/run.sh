#!/bin/bash
# Measures side by side and prints "ratio NAME VALUE" lines: run.sh [--quick] [GROUP]; groups: http (default).
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "$0")/../.."

ROUNDS=5
SECONDS_EACH=5
GROUP=http
for word in "$@"; do
    case $word in
    --quick) ROUNDS=3 SECONDS_EACH=2 ;;
    http) GROUP=$word ;;
    *) echo "usage: run.sh [--quick] [http]" >&2; exit 2 ;;
    esac
done

if [ ! -e build/release/build.ninja ]; then cmake --preset release >/dev/null; fi
ninja -C build/release -j "$(nproc)" deward bench_constant >/dev/null
PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "tests/bench/${GROUP}_group.py" "$PWD/build/release/bin" "$ROUNDS" "$SECONDS_EACH"
