-- People who sign in. name_key is the name in small letters: names differ in more than their case.
CREATE TABLE users(
    id                   TEXT PRIMARY KEY,
    name                 TEXT NOT NULL,
    name_key             TEXT NOT NULL UNIQUE,
    email                TEXT,
    password_hash        TEXT NOT NULL,
    enabled              INTEGER NOT NULL,
    disabled_reason      TEXT,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    password_changed_at  INTEGER NOT NULL,
    must_change_password INTEGER NOT NULL,
    failed_sign_ins      INTEGER NOT NULL,
    locked_until         INTEGER,
    last_sign_in_at      INTEGER,
    revision             INTEGER NOT NULL
) STRICT;
