"""Makes the folder the opponent runs in: store with items and one editor, and a key for its tokens.

usage: prepare.py FOLDER ITEMS USER PASSWORD-FILE
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import secrets
import sqlite3
import sys

import argon2


def item(number):
    """The same items as in the engine: names, numbers and texts of the same lengths."""
    return {"name": f"item-{number:06d}", "category": "abcd"[number % 4], "price": number % 1000 + 0.5,
            "quantity": number % 500, "tags": ["red", "blue"],
            "description": f"A plain description of item {number} for the benchmark"}


def main():
    folder, items, user, password_file = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    os.makedirs(folder, mode=0o700)
    with open(password_file, encoding="utf-8") as file:
        password = file.read().rstrip("\n")
    with open(os.open(f"{folder}/token.key", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    store = sqlite3.connect(f"{folder}/store.db")
    store.executescript("""
        PRAGMA journal_mode = WAL;
        CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL,
                            role TEXT NOT NULL);
        CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL, price REAL NOT NULL,
                            quantity INTEGER NOT NULL, tags TEXT NOT NULL, description TEXT NOT NULL,
                            created_at INTEGER NOT NULL);
        CREATE INDEX items_by_category ON items (category);""")
    hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    store.execute("INSERT INTO users (name, password_hash, role) VALUES (?, ?, 'editor')", (user, hasher.hash(password)))
    store.executemany("INSERT INTO items (name, category, price, quantity, tags, description, created_at)"
                      " VALUES (:name, :category, :price, :quantity, :tags, :description, 1700000000)",
                      ({**item(n), "tags": json.dumps(item(n)["tags"])} for n in range(1, items + 1)))
    store.commit()
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


if __name__ == "__main__":
    main()
