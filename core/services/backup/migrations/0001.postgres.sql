-- Backups and what was done with them, the keys of the repository, and the rows that wait for a swap.
CREATE TABLE backups(
    id               TEXT PRIMARY KEY,
    label            TEXT NOT NULL,
    state            TEXT NOT NULL,
    started_by       TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    finished_at      BIGINT,
    bytes            BIGINT NOT NULL,
    stored_bytes     BIGINT NOT NULL,
    chunks           BIGINT NOT NULL,
    manifest_hash    TEXT NOT NULL,
    audit_number     BIGINT NOT NULL,
    audit_hash       TEXT NOT NULL,
    last_verified_at BIGINT,
    last_proven_at   BIGINT,
    restored_at      BIGINT,
    swapped_at       BIGINT,
    result           TEXT NOT NULL
);
CREATE INDEX backups_by_state ON backups(state, finished_at);

CREATE TABLE backup_keys(
    id          BIGINT PRIMARY KEY CHECK (id = 1),
    sealed_key  BYTEA NOT NULL,
    signing_key BYTEA NOT NULL,
    print       TEXT NOT NULL,
    generation  BIGINT NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE backup_comparisons(
    backup_id   TEXT PRIMARY KEY,
    compared_at BIGINT NOT NULL,
    document    TEXT NOT NULL
);

CREATE TABLE backup_staged_records(
    collection BIGINT NOT NULL,
    id         TEXT NOT NULL,
    revision   BIGINT NOT NULL,
    body       TEXT NOT NULL,
    owner      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted    BIGINT NOT NULL,
    action     TEXT NOT NULL,
    PRIMARY KEY (collection, id)
);
