"""The opponent of our benchmark: what the usual advice for a secure Flask service adds up to.

Flask, Flask-Limiter, marshmallow, PyJWT, argon2 and SQLite; served by gunicorn behind nginx (nginx.conf.in).
The folder that STACK_DIR names holds store.db and service.log; prepare.py makes it.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import functools
import json
import logging
import os
import sqlite3
import time
import uuid

import argon2
import flask
import jwt
import marshmallow
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from marshmallow import fields, validate

FOLDER = os.environ["STACK_DIR"]
ISSUER = "opponent"
TOKEN_SECONDS = 300
BODY_BYTES_MAX = 64 * 1024
PERMISSIONS = {"editor": {"items.read", "items.write"}, "viewer": {"items.read"}}

app = flask.Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES_MAX
# The limiter works on every request; the limit itself lies above what a benchmark reaches.
limiter = Limiter(get_remote_address, app=app, default_limits=["100000000 per minute"], storage_uri="memory://")
hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)   # OWASP's minimum
with open(os.path.join(FOLDER, "token.key"), encoding="ascii") as key_file:
    TOKEN_KEY = key_file.read()

events = logging.getLogger("events")
events.setLevel(logging.INFO)
events.propagate = False
events.addHandler(logging.FileHandler(os.path.join(FOLDER, "service.log")))

_store = None


def store():
    """One connection per worker process (sync workers have one thread)."""
    global _store
    if _store is None:
        _store = sqlite3.connect(os.path.join(FOLDER, "store.db"), timeout=10, isolation_level=None)
        _store.execute("PRAGMA journal_mode = WAL")
        _store.execute("PRAGMA synchronous = NORMAL")
    return _store


class ItemBody(marshmallow.Schema):
    name = fields.String(required=True, validate=validate.Length(min=1, max=64))
    category = fields.String(required=True, validate=validate.OneOf(["a", "b", "c", "d"]))
    price = fields.Float(required=True, validate=validate.Range(min=0, max=1_000_000))
    quantity = fields.Integer(required=True, validate=validate.Range(min=0, max=1_000_000))
    tags = fields.List(fields.String(validate=validate.Length(min=1, max=32)), validate=validate.Length(max=16))
    description = fields.String(validate=validate.Length(max=2000))


item_body = ItemBody()


def refused(status, title):
    return flask.jsonify(title=title, status=status), status


def allowed_to(permission):
    def wrap(handler):
        @functools.wraps(handler)
        def checked(*arguments, **named):
            scheme, _, token = flask.request.headers.get("Authorization", "").partition(" ")
            if scheme != "Bearer":
                return refused(401, "sign in first")
            try:
                claims = jwt.decode(token, TOKEN_KEY, algorithms=["HS256"], issuer=ISSUER, audience=ISSUER)
            except jwt.InvalidTokenError:
                return refused(401, "sign in again")
            if permission not in PERMISSIONS.get(claims.get("role"), ()):
                return refused(403, "not allowed")
            flask.g.user = claims["sub"]
            return handler(*arguments, **named)
        return checked
    return wrap


def record_event(name, status, started):
    events.info(json.dumps({
        "time": time.time(), "severity": "info", "event": name, "status": status, "user": flask.g.user,
        "address": flask.request.remote_addr, "micros": int((time.perf_counter() - started) * 1e6),
        "trace_id": uuid.uuid4().hex}))


@app.post("/login")
def login():
    asked = flask.request.get_json(silent=True) or {}
    row = store().execute("SELECT password_hash, role FROM users WHERE name = ?",
                          (str(asked.get("user", "")),)).fetchone()
    try:
        hasher.verify(row[0] if row else hasher.hash("nobody"), str(asked.get("password", "")))
    except argon2.exceptions.VerificationError:
        return refused(401, "wrong name or password")
    now = int(time.time())
    token = jwt.encode({"iss": ISSUER, "aud": ISSUER, "sub": asked["user"], "role": row[1], "iat": now,
                        "exp": now + TOKEN_SECONDS, "jti": uuid.uuid4().hex}, TOKEN_KEY, algorithm="HS256")
    return flask.jsonify(access_token=token)


@app.get("/items/<int:number>")
@allowed_to("items.read")
def show_item(number):
    row = store().execute("SELECT id, name, category, price, quantity, tags, description, created_at"
                          " FROM items WHERE id = ?", (number,)).fetchone()
    if row is None:
        return refused(404, "no such item")
    return flask.jsonify(id=row[0], name=row[1], category=row[2], price=row[3], quantity=row[4],
                         tags=json.loads(row[5]), description=row[6], created_at=row[7])


@app.post("/items")
@allowed_to("items.write")
def create_item():
    started = time.perf_counter()
    try:
        item = item_body.load(flask.request.get_json())
    except marshmallow.ValidationError as error:
        return flask.jsonify(title="invalid", errors=error.messages), 422
    added = store().execute(
        "INSERT INTO items (name, category, price, quantity, tags, description, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (item["name"], item["category"], item["price"], item["quantity"], json.dumps(item.get("tags", [])),
         item.get("description", ""), int(time.time())))
    record_event("item.create", 201, started)
    return flask.jsonify(id=added.lastrowid), 201


@app.get("/health")
@limiter.exempt
def health():
    return flask.jsonify(status="ok")
