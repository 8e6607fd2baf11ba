-- People who sign in. name_key is the name in small letters: names differ in more than their case.
CREATE TABLE users(
    id                   TEXT PRIMARY KEY,
    name                 TEXT NOT NULL,
    name_key             TEXT NOT NULL UNIQUE,
    email                TEXT,
    password_hash        TEXT NOT NULL,
    enabled              BIGINT NOT NULL,
    disabled_reason      TEXT,
    created_at           BIGINT NOT NULL,
    updated_at           BIGINT NOT NULL,
    password_changed_at  BIGINT NOT NULL,
    must_change_password BIGINT NOT NULL,
    failed_sign_ins      BIGINT NOT NULL,
    locked_until         BIGINT,
    last_sign_in_at      BIGINT,
    revision             BIGINT NOT NULL
);
