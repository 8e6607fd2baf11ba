"""Group console: what a person waits for, and how much memory it takes, on a live engine with the demo's week.

usage: console_group.py PROGRAMS ROUNDS SECONDS (the folder of dewar, dewarctl, deward and bench_console)
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import measure

START_SECONDS_MAX = 60
STARTS_MIN = 5


def await_file(path, process):
    end = time.monotonic() + START_SECONDS_MAX
    while not os.path.exists(path):
        if process.poll() is not None or time.monotonic() > end:
            measure.fail(f"{process.args[0]} did not become ready")
        time.sleep(0.001)


def stop(process):
    process.terminate()
    process.wait(START_SECONDS_MAX)


class World:
    """The demo's data directory and an engine on it."""

    def __init__(self, programs, folder):
        self.programs = programs
        self.folder = folder
        self.into = os.path.join(folder, "world")
        subprocess.run([os.path.join(programs, "dewarctl"), "demo", "world", "--into", self.into], check=True,
                       stdout=subprocess.DEVNULL)
        ready = os.path.join(folder, "engine.json")
        self.engine = subprocess.Popen(
            [os.path.join(programs, "deward"), "serve", "--data", self.into + "/data", "--listen", "127.0.0.1:0",
             "--admin", "127.0.0.1:0", "--passphrase-file", self.into + "/passphrase", "--ready-file", ready],
            stderr=subprocess.DEVNULL)
        await_file(ready, self.engine)
        with open(ready, encoding="utf-8") as file:
            self.admin = json.load(file)["admin"]

    def console(self):
        """Milliseconds from the start of the process to the painted overview, and its memory a moment later."""
        ready = os.path.join(self.folder, "console.json")
        if os.path.exists(ready):
            os.remove(ready)
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=self.folder, LC_ALL="C.UTF-8")
        begin = time.time()
        process = subprocess.Popen(
            [os.path.join(self.programs, "dewar"), "--server", self.admin, "--ca", self.into + "/data/ca.pem",
             "--user", "ada.keller", "--password-file", self.into + "/password", "--page", "overview",
             "--size", "1440x900", "--ready-file", ready], env=environment, stderr=subprocess.DEVNULL)
        try:
            await_file(ready, process)
            took = (os.stat(ready).st_mtime_ns / 1e9 - begin) * 1000
            time.sleep(3)
            with open(f"/proc/{process.pid}/status", encoding="utf-8", errors="replace") as file:
                resident = [int(line.split()[1]) / 1024 for line in file if line.startswith("VmRSS:")][0]
            return took, resident
        finally:
            stop(process)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def say(name, value):
    print(f"ratio {name} {value:.3f}", flush=True)


def main():
    programs, rounds = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="dewar-bench-") as folder:
        world = World(programs, folder)
        try:
            world.console()   # The first reads the program from the disk.
            starts = []
            for _ in range(max(rounds, STARTS_MIN)):
                starts.append(world.console())
                time.sleep(6)   # Each signs in, and the engine allows ten a minute.
        finally:
            stop(world.engine)
    say("cold_start_ms", statistics.median(took for took, _ in starts))
    say("rss_mib", statistics.median(resident for _, resident in starts))
    views = subprocess.run([os.path.join(programs, "bench_console"), str(rounds)], check=True, text=True,
                           stdout=subprocess.PIPE, env=dict(os.environ, QT_QPA_PLATFORM="offscreen"))
    measured = {}
    for line in views.stdout.splitlines():
        word, name, *numbers = line.split()
        if word == "measured":
            measured[name] = [float(number) for number in numbers]
    say("page_switch_p50_ms", percentile(measured["page_switch"], 0.5))
    say("page_switch_p95_ms", percentile(measured["page_switch"], 0.95))
    say("frame_p99_ms", percentile(measured["frame"], 0.99))
    say("theme_switch_ms", statistics.median(measured["theme_switch"]))
    say("rss_log_table_mib", measured["rss_log_table_mib"][0])


main()
