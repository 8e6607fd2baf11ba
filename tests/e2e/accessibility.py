"""Reads the console as a screen reader does: over AT-SPI, on a live engine with the demo's week.

usage: accessibility.py PROGRAMS DUMP (the folder of dewar, dewarctl and deward; the file for the tree of every page)
Under a session bus and an X display of its own. Exit 0: everything that can be used says what it is.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import pyatspi

WAIT_SECONDS = 60
NODES_MAX = 4000
USABLE = {pyatspi.ROLE_PUSH_BUTTON, pyatspi.ROLE_TOGGLE_BUTTON, pyatspi.ROLE_CHECK_BOX, pyatspi.ROLE_RADIO_BUTTON,
          pyatspi.ROLE_COMBO_BOX, pyatspi.ROLE_TEXT, pyatspi.ROLE_PASSWORD_TEXT, pyatspi.ROLE_SPIN_BUTTON,
          pyatspi.ROLE_TABLE, pyatspi.ROLE_TREE_TABLE, pyatspi.ROLE_LIST, pyatspi.ROLE_TREE, pyatspi.ROLE_PAGE_TAB,
          pyatspi.ROLE_LINK, pyatspi.ROLE_SLIDER}
# Every page, and what a screen reader must find on it: role and name.
PAGES = {
    "overview": ("table", "Open alerts"), "logs": ("table", "Log events"), "alerts": ("table", "Alerts"),
    "nodes": ("table", "Engines of the database"), "incidents": ("table", "Incidents"), "playbooks": ("table", "Playbooks"), "users": ("table", "Users"),
    "roles": ("table", "Permissions of the role"), "keys": ("table", "Signing keys"),
    "vault": ("table", "Purposes of the vault"), "collections": ("table", "Collections"),
    "backup": ("table", "Backups"), "audit": ("table", "Audit rows"), "settings": ("list", "Sections"),
}


def fail(why):
    sys.exit(f"accessibility: {why}")


def until(what, condition):
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    return fail(f"waited in vain for {what}")


def application(pid):
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and app.get_process_id() == pid:
            return app
    return None


def visible(node):
    return node.getState().contains(pyatspi.STATE_SHOWING)


def walk(node, depth=0):
    """Everything that is shown, with its depth; rows of tables only as far as they are on the screen."""
    if depth > 60:
        fail("the tree is deeper than anybody would follow")
    yield node, depth
    for child in node:
        if child is not None and visible(child):
            yield from walk(child, depth + 1)


def line(node, depth):
    words = [node.getRoleName(), repr(node.name)]
    if node.description and node.description != node.name:
        words.append(f"({node.description})")
    if node.getRole() in (pyatspi.ROLE_TABLE, pyatspi.ROLE_TREE_TABLE):
        table = node.queryTable()
        words.append(f"{table.nRows} x {table.nColumns}")
    return "  " * depth + " ".join(words)


def content(app, page):
    return any((node.getRoleName(), node.name) == PAGES[page] for node, _ in walk(app))


def judge(page, nodes):
    """What is wrong with the page, in sentences."""
    faults = []
    if len(nodes) > NODES_MAX:
        faults.append(f"{page}: {len(nodes)} nodes are more than anybody can listen to")
    for node, _ in nodes:
        if node.getRole() in USABLE and not node.name.strip():
            faults.append(f"{page}: a {node.getRoleName()} without a name, in {node.parent.getRoleName()} "
                          f"{node.parent.name!r}")
    return faults


class Console:
    """deward with the demo's week and dewar on it."""

    def __init__(self, programs, folder):
        self.folder = folder
        into = os.path.join(folder, "world")
        subprocess.run([os.path.join(programs, "dewarctl"), "demo", "world", "--into", into, "--with-run"],
                       check=True, stdout=subprocess.DEVNULL)
        ready = os.path.join(folder, "engine.json")
        self.engine = subprocess.Popen(
            [os.path.join(programs, "deward"), "serve", "--data", into + "/data", "--listen", "127.0.0.1:0",
             "--admin", "127.0.0.1:0", "--passphrase-file", into + "/passphrase", "--ready-file", ready,
             # Every page is a console of its own that signs in: more than ten a minute.
             "--set", "limits.scale=100"],
            stderr=subprocess.DEVNULL)
        until("the engine", lambda: os.path.exists(ready))
        with open(ready, encoding="utf-8") as file:
            self.server = json.load(file)["admin"]
        self.words = [os.path.join(programs, "dewar"), "--server", self.server, "--ca", into + "/data/ca.pem",
                      "--user", "ada.keller", "--password-file", into + "/password", "--size", "1440x900"]
        self.console = None

    def open(self, page):
        ready = os.path.join(self.folder, page + ".json")
        environment = dict(os.environ, QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
                           XDG_CONFIG_HOME=self.folder, LC_ALL="C.UTF-8")
        self.console = subprocess.Popen([*self.words, "--page", page, "--ready-file", ready], env=environment,
                                        stderr=subprocess.DEVNULL)
        until(page, lambda: os.path.exists(ready))
        return until("the application on the bus", lambda: application(self.console.pid))

    def close(self):
        if self.console:
            self.console.terminate()
            self.console.wait(WAIT_SECONDS)
            self.console = None

    def stop(self):
        self.close()
        self.engine.terminate()
        self.engine.wait(WAIT_SECONDS)


def main():
    programs, dump = sys.argv[1], sys.argv[2]
    os.makedirs(os.path.dirname(dump), exist_ok=True)
    faults = []
    with tempfile.TemporaryDirectory(prefix="dewar-at-spi-") as folder, open(dump, "w", encoding="utf-8") as out:
        console = Console(programs, folder)
        try:
            for page in PAGES:
                app = console.open(page)
                until(f"{page} with its content", lambda: content(app, page))
                nodes = list(walk(app))
                print(f"== {page}: {len(nodes)} nodes", file=out)
                for node, depth in nodes:
                    print(line(node, depth), file=out)
                faults += judge(page, nodes)
                console.close()
        finally:
            console.stop()
    for fault in faults:
        print(fault)
    if faults:
        fail(f"{len(faults)} faults; {dump} has the trees")
    print(f"{len(PAGES)} pages, every control has a name; {dump}")


main()
