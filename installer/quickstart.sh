#!/bin/bash
# Installs what the build needs, builds the programs and runs the story of a credential compromise.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/steps.sh"

install_packages build

step "configuring"
# A build folder that also has the tests keeps them; a fresh one does without Qt.
if [ -e build/release/CMakeCache.txt ]; then
    cmake --preset release
else
    cmake --preset release -DBUILD_TESTING=OFF
fi

step "building deward and dewarctl"
ninja -C build/release -j "$(nproc)" deward dewarctl

step "running the credential compromise"
build/release/bin/dewarctl demo credential-compromise
