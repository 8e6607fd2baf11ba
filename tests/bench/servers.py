"""The servers of the benchmark on loopback: the engine, the opponent, and a constant answer by nginx and by us.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import concurrent.futures
import http.client
import json
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "seed_stack"))
from prepare import item  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DATA = os.path.join(ROOT, "build", "bench-data")
ITEMS = 20_000
USER = "bench-editor"
START_SECONDS_MAX = 30
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": False,
    "required": ["name", "category", "price", "quantity"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 64},
        "category": {"enum": ["a", "b", "c", "d"]},
        "price": {"type": "number", "minimum": 0, "maximum": 1000000},
        "quantity": {"type": "integer", "minimum": 0, "maximum": 1000000},
        "tags": {"type": "array", "maxItems": 16, "items": {"type": "string", "minLength": 1, "maxLength": 32}},
        "description": {"type": "string", "maxLength": 2000}}}


def secret_file(name, text):
    path = os.path.join(DATA, name)
    if not os.path.exists(path):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    return path


def read_line(path):
    with open(path, encoding="utf-8") as file:
        return file.read().rstrip("\n")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stopped(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_port(port, process, name):
    end = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit(f"bench: {name} ended at its start with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"bench: {name} did not listen within {START_SECONDS_MAX} s")


class Connection:
    """One kept-alive HTTPS connection that trusts one authority."""

    def __init__(self, url, authority):
        parts = urllib.parse.urlsplit(url)
        self.open = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=30,
                                                context=ssl.create_default_context(cafile=authority))

    def call(self, method, path, body=None, token=None, form=None):
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = "Bearer " + token
        data = None
        if form is not None:
            data = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        self.open.request(method, path, data, headers)
        answer = self.open.getresponse()
        text = answer.read().decode()
        if answer.status >= 300:
            sys.exit(f"bench: {method} {path} answered {answer.status}: {text[:500]}")
        return text


def certificate():
    """One P-256 certificate for the opponent and the constant answer, as the engine has one of its own."""
    certificate_path, key_path = os.path.join(DATA, "bench.pem"), os.path.join(DATA, "bench.key")
    if not os.path.exists(certificate_path):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "3650", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key_path, "-out", certificate_path],
                       check=True, stderr=subprocess.DEVNULL)
    return certificate_path, key_path


def start_nginx(template, folder, port, **fills):
    os.makedirs(folder, exist_ok=True)
    certificate_path, key_path = certificate()
    with open(template, encoding="utf-8") as file:
        text = file.read()
    values = {"FOLDER": folder, "PORT": str(port), "CERTIFICATE": certificate_path, "KEY": key_path, **fills}
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-c", path, "-p", folder, "-e", os.path.join(folder, "nginx.log")])
    wait_for_port(port, process, "nginx")
    return process


class Server:
    """Its processes, with everything below them, are measured as one."""

    def __init__(self, name, url, *pids):
        self.name, self.url, self.pids = name, url, pids


class Engine:
    name = "engine"

    def __init__(self, deward):
        self.data = os.path.join(DATA, self.name)
        self.deward = deward
        self.passphrase = secret_file("passphrase", "bench passphrase of seven words for nobody")
        self.admin_password = secret_file("admin-password", "seven lamps 41 by a river")
        self.password = secret_file("editor-password", "violet tram 92 under snow")
        self.authority = os.path.join(self.data, "ca.pem")
        self.process = None

    def start(self):
        # Written last: a preparation that was cut begins anew.
        new = not os.path.exists(os.path.join(DATA, self.name + "-post.txt"))
        if new:
            shutil.rmtree(self.data, ignore_errors=True)
            subprocess.run([self.deward, "init", "--data", self.data, "--admin", "bench-admin", "--password-file",
                            self.admin_password, "--passphrase-file", self.passphrase, "--json", *self.database()],
                           check=True, stdout=subprocess.DEVNULL)
        ready = os.path.join(DATA, self.name + "-ready.json")
        if os.path.exists(ready):
            os.remove(ready)
        with open(os.path.join(DATA, self.name + ".log"), "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [self.deward, "serve", "--data", self.data, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                 "--passphrase-file", self.passphrase, "--ready-file", ready, "--set", "limits.scale=1000000",
                 *self.database()],
                stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS_MAX
        while not os.path.exists(ready):
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit(f"bench: the engine did not start: see {DATA}/{self.name}.log")
            time.sleep(0.05)
        with open(ready, encoding="utf-8") as file:
            addresses = json.load(file)
        self.url, self.admin_url = addresses["data"], addresses["admin"]
        self.server = Server(self.name, self.url, self.process.pid)
        if new:
            self.prepare()

    def database(self):
        return []

    def token(self, user=USER, password_file=None):
        form = {"grant_type": "password", "username": user, "password": read_line(password_file or self.password)}
        answer = Connection(self.url, self.authority).call("POST", "/oauth/token", form=form)
        return json.loads(answer)["access_token"]

    def prepare(self):
        admin = Connection(self.admin_url, self.authority)
        token = self.token("bench-admin", self.admin_password)
        admin.call("POST", "/api/v1/collections", {"name": "items", "schema": SCHEMA}, token)
        admin.call("POST", "/api/v1/roles", {"name": "items-editor",
                                             "permissions": ["records.read@items", "records.write@items"]}, token)
        admin.call("POST", "/api/v1/users", {"name": USER, "email": "bench@example.org",
                                             "password": read_line(self.password), "roles": ["items-editor"]}, token)
        token = self.token()

        def add(numbers):
            connection = Connection(self.url, self.authority)
            return [json.loads(connection.call("POST", "/api/v1/collections/items/records", item(n), token))["id"]
                    for n in numbers]

        shares = [range(1 + start, ITEMS + 1, 32) for start in range(32)]
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            ids = [one for share in pool.map(add, shares) for one in share]
        with open(os.path.join(DATA, self.name + "-get.txt"), "w", encoding="utf-8") as file:
            file.writelines(f"/api/v1/collections/items/records/{one}\n" for one in ids)
        with open(os.path.join(DATA, self.name + "-post.txt"), "w", encoding="utf-8") as file:
            file.write("/api/v1/collections/items/records\n")

    def sample(self):
        path = read_line(os.path.join(DATA, self.name + "-get.txt")).split("\n", 1)[0]
        return Connection(self.url, self.authority).call("GET", path, token=self.token())

    def rows(self):
        """Counted in the database itself: one table c_<n> per collection."""
        total = 0
        for name in os.listdir(self.data):
            if not name.endswith((".db", ".sqlite")):
                continue
            store = sqlite3.connect(f"file:{os.path.join(self.data, name)}?mode=ro", uri=True, timeout=10)
            tables = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                if table.startswith("c_") and table[2:].isdigit():
                    total += store.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
            store.close()
        return total

    def stop(self):
        if self.process:
            stopped(self.process)


class Opponent:
    def __init__(self):
        self.folder = os.path.join(DATA, "opponent")
        self.password = secret_file("editor-password", "violet tram 92 under snow")
        self.processes = []

    def start(self):
        if not os.path.exists(os.path.join(self.folder, "store.db")):
            shutil.rmtree(self.folder, ignore_errors=True)
            subprocess.run([sys.executable, os.path.join(HERE, "seed_stack", "prepare.py"), self.folder, str(ITEMS),
                            USER, self.password], check=True)
            with open(os.path.join(DATA, "opponent-get.txt"), "w", encoding="utf-8") as file:
                file.writelines(f"/items/{number}\n" for number in range(1, ITEMS + 1))
            with open(os.path.join(DATA, "opponent-post.txt"), "w", encoding="utf-8") as file:
                file.write("/items\n")
        upstream, port = free_port(), free_port()
        gunicorn = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-w", "2", "-k", "sync", "-b", f"127.0.0.1:{upstream}", "--log-level",
             "warning", "--error-logfile", os.path.join(self.folder, "gunicorn.log"), "service:app"],
            cwd=os.path.join(HERE, "seed_stack"),
            env={**os.environ, "STACK_DIR": self.folder, "PYTHONDONTWRITEBYTECODE": "1"})
        self.processes.append(gunicorn)
        wait_for_port(upstream, gunicorn, "gunicorn")
        nginx = start_nginx(os.path.join(HERE, "seed_stack", "nginx.conf.in"), self.folder, port,
                            UPSTREAM=str(upstream))
        self.processes.append(nginx)
        self.url = f"https://127.0.0.1:{port}"
        self.server = Server("opponent", self.url, gunicorn.pid, nginx.pid)

    def token(self):
        body = {"user": USER, "password": read_line(self.password)}
        answer = Connection(self.url, certificate()[0]).call("POST", "/login", body)
        return json.loads(answer)["access_token"]

    def rows(self):
        store = sqlite3.connect(f"file:{self.folder}/store.db?mode=ro", uri=True, timeout=10)
        count = store.execute("SELECT COUNT(*) FROM items").fetchone()[0]
        store.close()
        return count

    def stop(self):
        for process in self.processes:
            stopped(process)


class Constant:
    def __init__(self, body):
        self.body = body
        self.process = None

    def start(self):
        port = free_port()
        # A dollar sign would begin a variable in nginx's configuration.
        body = self.body.replace("\\", "").replace("'", "").replace("$", "")
        self.process = start_nginx(os.path.join(HERE, "constant.conf.in"), os.path.join(DATA, "constant"), port,
                                   BODY=body)
        self.server = Server("nginx", f"https://127.0.0.1:{port}", self.process.pid)

    def token(self):
        return "none"

    def stop(self):
        if self.process:
            stopped(self.process)


class Listener(Constant):
    """The engine's listener with nothing behind it, beside nginx with the same answer."""

    def __init__(self, program, body):
        super().__init__(body)
        self.program = program

    def start(self):
        port = free_port()
        path = os.path.join(DATA, "constant-body")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.body)
        self.process = subprocess.Popen([self.program, *certificate(), path, str(port), "2"])
        wait_for_port(port, self.process, "bench_constant")
        self.server = Server("listener", f"https://localhost:{port}", self.process.pid)
