# Shared by quickstart.sh and test.sh: one line for what failed, and packages without started services.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

STEP="starting"
GUARD=/usr/sbin/policy-rc.d
GUARD_IS_OURS=no

step() {
    STEP=$1
    echo "== $STEP"
}

finish() {
    local code=$?
    if [ "$GUARD_IS_OURS" = yes ]; then as_root rm -f "$GUARD"; fi
    allow_cluster
    if [ "$code" -ne 0 ]; then echo "$(basename "$0"): failed while $STEP (exit code $code)" >&2; fi
    exit "$code"
}
trap finish EXIT

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Debian asks this file before it starts a service (invoke-rc.d, deb-systemd-invoke): 101 means no.
forbid_services() {
    if [ -e "$GUARD" ]; then return; fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$GUARD" >/dev/null
    as_root chmod 755 "$GUARD"
    GUARD_IS_OURS=yes
}

# Debian's PostgreSQL package makes and starts a cluster unless this file says no. Where it says nothing, it says no
# while we install.
CLUSTERS=/etc/postgresql-common/createcluster.conf
forbid_cluster() {
    if grep -qs '^create_main_cluster' "$CLUSTERS"; then return; fi
    as_root mkdir -p "$(dirname "$CLUSTERS")"
    echo "create_main_cluster = false # dewar" | as_root tee -a "$CLUSTERS" >/dev/null
}
allow_cluster() {
    if grep -qs '# dewar$' "$CLUSTERS"; then as_root sed -i '/^create_main_cluster = false # dewar$/d' "$CLUSTERS"; fi
}

# The packages of the named uses that are not installed yet.
missing_packages() {
    local uses=$1 package rest
    while read -r package rest; do
        case $package in '' | '#'*) continue ;; esac
        if ! [[ $rest =~ ^#\ ($uses): ]]; then continue; fi
        # Node.js from elsewhere brings its own npm, which Debian's would conflict with.
        if [ "$package" = npm ] && command -v npm >/dev/null; then continue; fi
        if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" != installed ]; then
            echo "$package"
        fi
    done <installer/packages.txt
}

# install_packages 'build|test'
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$1")
    if [ "${#missing[@]}" -eq 0 ]; then return; fi
    step "installing ${missing[*]}"
    forbid_services
    if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then forbid_cluster; fi
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
    # What was installed for a test must not start at the next boot either.
    local unit
    for unit in nginx:nginx-light prometheus:prometheus; do
        if [[ " ${missing[*]} " == *" ${unit#*:} "* ]] && command -v systemctl >/dev/null; then
            as_root systemctl disable --quiet "${unit%%:*}" || echo "note: ${unit%%:*} stays enabled"
        fi
    done
}
