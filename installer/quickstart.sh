#!/bin/bash
# Installs what the build needs, builds the programs, runs the story of a credential compromise, and opens the console on
# a demo engine. Without a display it saves pictures of every page instead.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/steps.sh"

install_packages build

step "configuring"
# A build folder that also has the tests keeps them; a fresh one does without.
if [ -e build/release/CMakeCache.txt ]; then
    cmake --preset release
else
    cmake --preset release -DBUILD_TESTING=OFF
fi

step "building deward, dewarctl and dewar"
ninja -C build/release -j "$(nproc)" deward dewarctl dewar

step "running the credential compromise"
build/release/bin/dewarctl demo credential-compromise

DEMO=build/demo
if [ ! -e "$DEMO/complete" ]; then
    step "filling a demo engine in $DEMO"
    rm -rf "$DEMO"
    build/release/bin/dewarctl demo world --into "$DEMO"
    touch "$DEMO/complete"
fi
CONSOLE=(build/release/bin/dewar --data "$DEMO/data" --passphrase-file "$DEMO/passphrase" --user ada.keller
    --password-file "$DEMO/password")

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    step "opening the console"
    "${CONSOLE[@]}"
else
    step "saving pictures of every page, for want of a display"
    for theme in dark light; do
        QT_QPA_PLATFORM=offscreen "${CONSOLE[@]}" --theme "$theme" --size 1440x900 --screens "$DEMO/screens"
    done
    echo "There is no display: the console's pages are pictures in $DEMO/screens."
    echo "With one: ${CONSOLE[*]}"
fi
