-- People who sign in. name_key is the name in small letters: names differ in more than their case.
CREATE TABLE users(
    id                   TEXT COLLATE "C" PRIMARY KEY,
    name                 TEXT COLLATE "C" NOT NULL,
    name_key             TEXT COLLATE "C" NOT NULL UNIQUE,
    email                TEXT COLLATE "C",
    password_hash        TEXT COLLATE "C" NOT NULL,
    enabled              BIGINT NOT NULL,
    disabled_reason      TEXT COLLATE "C",
    created_at           BIGINT NOT NULL,
    updated_at           BIGINT NOT NULL,
    password_changed_at  BIGINT NOT NULL,
    must_change_password BIGINT NOT NULL,
    failed_sign_ins      BIGINT NOT NULL,
    locked_until         BIGINT,
    last_sign_in_at      BIGINT,
    revision             BIGINT NOT NULL
);
