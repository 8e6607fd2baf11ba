"""Group postgres: the record GET and POST of an engine on PostgreSQL, beside raw libpq and the seed's own stack.

usage: postgres_group.py PROGRAMS ROUNDS SECONDS (the folder of deward and bench_libpq)
The server is a private one on the disk, with its durability as it comes (fsync, synchronous_commit).
SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile

import http_group
import measure
import servers

CONNECTIONS = 16
SUPERUSER = "dewar"


class Cluster:
    """As user postgres when we are root, because initdb refuses root; a socket's path ends at 107 bytes."""

    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not found:
            sys.exit("bench: skipped: PostgreSQL is not installed")
        self.programs = found[-1]
        self.folder = tempfile.mkdtemp(prefix="dewar-pg-", dir="/tmp")
        self.port = servers.free_port()
        self.user = []
        if os.getuid() == 0:
            shutil.chown(self.folder, pwd.getpwnam("postgres").pw_uid)
            self.user = ["runuser", "-u", "postgres", "--"]
        self.run("initdb", "-D", self.folder + "/data", "-A", "trust", "-U", SUPERUSER, "-E", "UTF8", "--locale=C")
        certificate, key = self.certificate()
        options = [f"listen_addresses=127.0.0.1 port={self.port} unix_socket_directories={self.folder}",
                   f"ssl=on ssl_cert_file={certificate} ssl_key_file={key} max_connections=100"]
        words = [word for option in options for word in option.split()]
        self.run("pg_ctl", "start", "-w", "-s", "-D", self.folder + "/data", "-l", self.folder + "/log", "-o",
                 " ".join("-c " + word for word in words))

    def run(self, program, *arguments):
        subprocess.run([*self.user, os.path.join(self.programs, program), *arguments], check=True, cwd=self.folder,
                       stdout=subprocess.DEVNULL)

    def certificate(self):
        """The benchmark's own, in files that only the server's user may read."""
        paths = []
        for name, source in zip(("server.pem", "server.key"), servers.certificate()):
            path = os.path.join(self.folder, name)
            shutil.copyfile(source, path)
            os.chmod(path, 0o600)
            if os.getuid() == 0:
                shutil.chown(path, pwd.getpwnam("postgres").pw_uid)
            paths.append(path)
        return paths

    def sql(self, text, database="postgres"):
        return subprocess.run([os.path.join(self.programs, "psql"), "-h", self.folder, "-p", str(self.port), "-U",
                               SUPERUSER, "-d", database, "-Atqc", text], check=True, text=True,
                              stdout=subprocess.PIPE).stdout.strip()

    def url(self, database, tls):
        if tls:
            authority = servers.certificate()[0]
            return (f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"
                    f"?sslmode=verify-full&sslrootcert={authority}")
        return f"postgresql://{SUPERUSER}@/{database}?host={self.folder}&port={self.port}"

    def stop(self):
        self.run("pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", self.folder + "/data")
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresEngine(servers.Engine):
    def __init__(self, deward, cluster, tls):
        self.name = "engine-pg-tls" if tls else "engine-pg"
        super().__init__(deward)
        self.cluster = cluster
        self.store = self.name.replace("-", "_")
        self.url_of_store = cluster.url(self.store, tls)
        cluster.sql(f"CREATE DATABASE {self.store}")
        # The server is new each time, and so is what lies in it.
        for name in ("-get.txt", "-post.txt"):
            if os.path.exists(path := os.path.join(servers.DATA, self.name + name)):
                os.remove(path)

    def database(self):
        return ["--database", self.url_of_store]

    def rows(self):
        tables = self.cluster.sql("SELECT relname FROM pg_class WHERE relname ~ '^c_[0-9]+$' AND relkind = 'r'",
                                  self.store).split()
        return sum(int(self.cluster.sql(f"SELECT COUNT(*) FROM {table}", self.store)) for table in tables)


class Libpq:
    """Prepared statements on as many connections as the engine has callers; no HTTP, no checks, no audit."""

    def __init__(self, program, url):
        self.program = program
        self.url = url

    def round(self, mode, connections, seconds):
        done = subprocess.run([self.program, self.url, mode, str(connections), str(seconds)], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        rate = float(done.split()[1])
        return measure.Round(rate=rate, cpu_micros=0, p50_micros=0, p99_micros=0, answers=int(rate * seconds))


def measure_pair(engine, libpq, opponent, rounds, seconds, suffix):
    paths = os.path.join(servers.DATA, engine.name + "-get.txt")
    gets = measure.by_turns(rounds, {
        "engine": lambda: http_group.get_round(engine, paths, CONNECTIONS, seconds),
        "libpq": lambda: libpq.round("get", CONNECTIONS, seconds)})
    posts = measure.by_turns(rounds, {
        "engine": lambda: http_group.post_round(engine, CONNECTIONS, seconds),
        "libpq": lambda: libpq.round("post", CONNECTIONS, seconds),
        "opponent": lambda: http_group.post_round(opponent, CONNECTIONS, seconds)})
    http_group.describe("get" + suffix, CONNECTIONS, gets)
    http_group.describe("post" + suffix, CONNECTIONS, posts)
    http_group.say(f"pg_get{suffix}_vs_libpq", measure.ratio(gets["engine"], gets["libpq"], "rate"))
    http_group.say(f"pg_post{suffix}_vs_libpq", measure.ratio(posts["engine"], posts["libpq"], "rate"))
    http_group.say(f"pg_post{suffix}_vs_seed", measure.ratio(posts["engine"], posts["opponent"], "rate"))


def main():
    programs, rounds, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.makedirs(servers.DATA, mode=0o700, exist_ok=True)
    cluster, opponent = Cluster(), servers.Opponent()
    started = [opponent]
    try:
        opponent.start()
        for tls in (False, True):
            engine = PostgresEngine(os.path.join(programs, "deward"), cluster, tls)
            started.append(engine)
            engine.start()
            libpq = Libpq(os.path.join(programs, "bench_libpq"), cluster.url(engine.store, tls))
            measure_pair(engine, libpq, opponent, rounds, seconds, "_tls" if tls else "")
            engine.stop()
    finally:
        for server_object in started:
            server_object.stop()
        cluster.stop()


main()
