"""Group http: authenticated GET and validated, durable POST over kept-alive TLS, side by side.

usage: http_group.py PROGRAMS ROUNDS SECONDS (the folder of deward and bench_constant)
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys
import time

import measure
import servers

CONNECTIONS = (1, 16, 64)
SETTLE_SECONDS = 0.2
SETTLE_TRIES = 50


def token_file(server_object):
    """A new token for every round: a cache that was warmed by the last one helps nobody."""
    path = os.path.join(servers.DATA, server_object.server.name + "-token")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(server_object.token() + "\n")
    return path


def get_round(server_object, paths, connections, seconds):
    return measure.wrk(server_object.server, os.path.join(servers.HERE, "get.lua"), paths, token_file(server_object),
                       connections, seconds)


def settled_rows(server_object):
    """What is stored once the requests that a round left behind have been worked off."""
    rows = server_object.rows()
    for _ in range(SETTLE_TRIES):
        time.sleep(SETTLE_SECONDS)
        before, rows = rows, server_object.rows()
        if rows == before:
            return rows
    return measure.fail(f"{server_object.server.name} goes on storing after a round")


def post_round(server_object, connections, seconds):
    name = server_object.server.name
    paths = os.path.join(servers.DATA, name + "-post.txt")
    before = settled_rows(server_object)
    done = measure.wrk(server_object.server, os.path.join(servers.HERE, "post.lua"), paths,
                       token_file(server_object), connections, seconds)
    # wrk hangs up at the end of its time: at most one request per connection was stored and its answer not read.
    unread = settled_rows(server_object) - before - done.answers
    if not 0 <= unread <= connections:
        measure.fail(f"{name}: {done.answers} POSTs were answered 201, but the store has {unread:+} more rows")
    return done


def say(name, value):
    print(f"ratio {name} {value:.3f}", flush=True)


def describe(what, connections, results):
    for name, rounds in results.items():
        print(f"{what} c{connections} {name}: {measure.median(rounds, 'rate'):.0f}/s, "
              f"p50 {measure.median(rounds, 'p50_micros') / 1000:.2f} ms, "
              f"p99 {measure.median(rounds, 'p99_micros') / 1000:.2f} ms, "
              f"{measure.median(rounds, 'cpu_micros'):.1f} us CPU", flush=True)


def measure_gets(engine, opponent, constant, connections, rounds, seconds):
    at = lambda name: os.path.join(servers.DATA, name + "-get.txt")  # noqa: E731
    results = measure.by_turns(rounds, {
        "engine": lambda: get_round(engine, at("engine"), connections, seconds),
        "opponent": lambda: get_round(opponent, at("opponent"), connections, seconds),
        "nginx": lambda: get_round(constant, at("engine"), connections, seconds)})
    describe("get", connections, results)
    say(f"get_c{connections}_vs_seed", measure.ratio(results["engine"], results["opponent"], "rate"))
    say(f"get_c{connections}_vs_nginx", measure.ratio(results["engine"], results["nginx"], "rate"))
    say(f"get_c{connections}_cpu_seed_over_engine",
        measure.ratio(results["opponent"], results["engine"], "cpu_micros"))
    say(f"get_c{connections}_cpu_vs_nginx", measure.ratio(results["engine"], results["nginx"], "cpu_micros"))


def measure_posts(engine, opponent, connections, rounds, seconds):
    results = measure.by_turns(rounds, {
        "engine": lambda: post_round(engine, connections, seconds),
        "opponent": lambda: post_round(opponent, connections, seconds)})
    describe("post", connections, results)
    say(f"post_c{connections}_vs_seed", measure.ratio(results["engine"], results["opponent"], "rate"))
    say(f"post_c{connections}_cpu_seed_over_engine",
        measure.ratio(results["opponent"], results["engine"], "cpu_micros"))


def measure_listener(listener, constant, connections, rounds, seconds):
    paths = os.path.join(servers.DATA, "engine-get.txt")
    results = measure.by_turns(rounds, {
        "listener": lambda: get_round(listener, paths, connections, seconds),
        "nginx": lambda: get_round(constant, paths, connections, seconds)})
    describe("constant", connections, results)
    say(f"constant_c{connections}_vs_nginx", measure.ratio(results["listener"], results["nginx"], "rate"))
    say(f"constant_c{connections}_cpu_vs_nginx", measure.ratio(results["listener"], results["nginx"], "cpu_micros"))


def main():
    programs, rounds, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.makedirs(servers.DATA, mode=0o700, exist_ok=True)
    engine, opponent = servers.Engine(os.path.join(programs, "deward")), servers.Opponent()
    constant = listener = None
    try:
        engine.start()
        sample = engine.sample()
        engine.stop()
        engine.start()   # Anew, so that the idle memory is that of an engine after one sign-in.
        engine.token()
        say("rss_idle_mib", measure.resident_mib(engine.server))
        constant = servers.Constant(sample)
        listener = servers.Listener(os.path.join(programs, "bench_constant"), sample)
        for server_object in (opponent, constant, listener):
            server_object.start()
        for connections in CONNECTIONS:
            measure_gets(engine, opponent, constant, connections, rounds, seconds)
            measure_posts(engine, opponent, connections, rounds, seconds)
            measure_listener(listener, constant, connections, rounds, seconds)
    finally:
        for server_object in (engine, opponent, constant, listener):
            if server_object:
                server_object.stop()


if __name__ == "__main__":
    main()
