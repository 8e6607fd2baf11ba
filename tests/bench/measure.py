"""wrk rounds, taken by turns, with the CPU time of the server's process tree; one bad answer voids the run.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import dataclasses
import os
import re
import statistics
import subprocess
import sys

TICKS = os.sysconf("SC_CLK_TCK")
UNITS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000}


@dataclasses.dataclass
class Round:
    rate: float          # answers a second
    cpu_micros: float    # of the server, per answer
    p50_micros: float
    p99_micros: float
    answers: int


def fail(why):
    sys.exit(f"bench: void: {why}")


def tree(pid):
    """The process and all below it."""
    pids = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                for child in file.read().split():
                    pids += tree(int(child))
    except FileNotFoundError:
        fail(f"process {pid} is gone")
    return pids


def trees(server):
    return [one for pid in server.pids for one in tree(pid)]


def cpu_seconds(server):
    total = 0
    for one in trees(server):
        with open(f"/proc/{one}/stat", encoding="ascii", errors="replace") as file:
            numbers = file.read().rsplit(")", 1)[1].split()
        total += int(numbers[11]) + int(numbers[12])
    return total / TICKS


def resident_mib(server):
    total = 0
    for one in trees(server):
        with open(f"/proc/{one}/status", encoding="ascii", errors="replace") as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))
    return total / 1024


def micros(text):
    found = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    if not found:
        sys.exit(f"bench: wrk printed no latency but {text}: a round without an answer")
    number, unit = found.groups()
    return float(number) * UNITS[unit]


def percentile(part, text):
    """From a line of its own: "70.50%" may end a line above it too."""
    found = re.search(rf"^\s+{part}%\s+(\S+)", text, re.MULTILINE)
    return micros(found[1] if found else "nothing")


def wrk(server, script, paths, token, connections, seconds):
    """One round against one server."""
    environment = {**os.environ, "BENCH_PATHS": paths, "BENCH_TOKEN": token}
    before = cpu_seconds(server)
    ran = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency",
                          "-s", script, server.url], capture_output=True, text=True, env=environment,
                         timeout=seconds + 60, check=False)
    spent = cpu_seconds(server) - before
    text = ran.stdout
    bad = re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", text)
    if ran.returncode != 0 or bad:
        fail(f"{server.name}, {connections} connections: {bad[0] if bad else ran.stderr.strip() or text}")
    answers = int(re.search(r"(\d+) requests in", text)[1])
    if answers == 0:
        fail(f"{server.name}, {connections} connections: no answer")
    return Round(rate=float(re.search(r"Requests/sec:\s*([\d.]+)", text)[1]), cpu_micros=spent * 1e6 / answers,
                 p50_micros=percentile(50, text), p99_micros=percentile(99, text), answers=answers)


def by_turns(rounds, cases):
    """cases: name -> function that runs one round. The order turns round every second time."""
    results = {name: [] for name in cases}
    for turn in range(rounds):
        names = list(cases) if turn % 2 == 0 else list(reversed(cases))
        for name in names:
            results[name].append(cases[name]())
    return results


def ratio(above, below, member):
    """Median of the ratios of paired rounds."""
    return statistics.median(getattr(a, member) / max(getattr(b, member), 1e-9) for a, b in zip(above, below))


def median(rounds, member):
    return statistics.median(getattr(one, member) for one in rounds)
