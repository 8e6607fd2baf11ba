#!/usr/bin/python3
"""Our listener against nginx `return 200`, both TLS with the same P-256 certificate, interleaved wrk rounds.

usage: constant.py BENCH_CONSTANT [rounds] [seconds]; prints medians, the ratio and the server's CPU per request.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

THREADS = 2
TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid):
    pids = [pid]
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as children:
            for child in children.read().split():
                pids += tree(int(child))
    return pids


def cpu(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def once(pid, port, connections, seconds):
    pids = tree(pid)
    before = cpu(pids)
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", f"https://localhost:{port}/"],
                         capture_output=True, text=True, check=True).stdout
    spent = cpu(pids) - before
    requests = int(re.search(r"(\d+) requests in", out)[1])
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors", out)
    if bad:
        sys.exit(f"port {port}: {bad[0]}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", out)[1]), spent * 1e6 / requests


def main():
    program, rounds, seconds = sys.argv[1], int((sys.argv + ["", "3"])[2] or 3), int((sys.argv[3:] or ["2"])[0])
    folder = tempfile.mkdtemp()
    started = []
    try:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-keyout", f"{folder}/key.pem",
                        "-out", f"{folder}/certificate.pem"], check=True, capture_output=True)
        body = '{"text":"' + "x" * 189 + '"}'
        with open(f"{folder}/nginx.conf", "w") as conf:
            conf.write(f"""daemon off; worker_processes {THREADS}; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 100000000; default_type application/json;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:18543 ssl reuseport; ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem; ssl_protocols TLSv1.2 TLSv1.3;
    location / {{ return 200 '{body}'; }} }} }}""")
        started.append(subprocess.Popen(["nginx", "-c", f"{folder}/nginx.conf", "-e", "stderr"]))
        started.append(subprocess.Popen([program, f"{folder}/certificate.pem", f"{folder}/key.pem", "18544",
                                         str(THREADS)]))
        time.sleep(1)
        servers = [("nginx", started[0].pid, 18543), ("dewar", started[1].pid, 18544)]
        for connections in (1, 16, 64):
            results = {name: [] for name, _, _ in servers}
            for turn in range(rounds):
                for name, pid, port in (servers if turn % 2 == 0 else servers[::-1]):
                    results[name].append(once(pid, port, connections, seconds))
            rate = {name: statistics.median(r for r, _ in rows) for name, rows in results.items()}
            cost = {name: statistics.median(c for _, c in rows) for name, rows in results.items()}
            print(f"c={connections}: nginx {rate['nginx']:.0f} req/s {cost['nginx']:.1f} us, "
                  f"dewar {rate['dewar']:.0f} req/s {cost['dewar']:.1f} us, "
                  f"ratio {rate['dewar'] / rate['nginx']:.2f} req/s, {cost['dewar'] / cost['nginx']:.2f} CPU", flush=True)
    finally:
        for process in started:
            process.terminate()
            process.wait()
        shutil.rmtree(folder)


main()
