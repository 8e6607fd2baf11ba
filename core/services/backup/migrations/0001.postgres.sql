-- Backups and what was done with them, the keys of the repository, and the rows that wait for a swap.
CREATE TABLE backups(
    id               TEXT COLLATE "C" PRIMARY KEY,
    label            TEXT COLLATE "C" NOT NULL,
    state            TEXT COLLATE "C" NOT NULL,
    started_by       TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT NOT NULL,
    finished_at      BIGINT,
    bytes            BIGINT NOT NULL,
    stored_bytes     BIGINT NOT NULL,
    chunks           BIGINT NOT NULL,
    manifest_hash    TEXT COLLATE "C" NOT NULL,
    audit_number     BIGINT NOT NULL,
    audit_hash       TEXT COLLATE "C" NOT NULL,
    last_verified_at BIGINT,
    last_proven_at   BIGINT,
    restored_at      BIGINT,
    swapped_at       BIGINT,
    result           TEXT COLLATE "C" NOT NULL
);
CREATE INDEX backups_by_state ON backups(state, finished_at);

CREATE TABLE backup_keys(
    id          BIGINT PRIMARY KEY CHECK (id = 1),
    sealed_key  BYTEA NOT NULL,
    signing_key BYTEA NOT NULL,
    print       TEXT COLLATE "C" NOT NULL,
    generation  BIGINT NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE backup_comparisons(
    backup_id   TEXT COLLATE "C" PRIMARY KEY,
    compared_at BIGINT NOT NULL,
    document    TEXT COLLATE "C" NOT NULL
);

CREATE TABLE backup_staged_records(
    collection BIGINT NOT NULL,
    id         TEXT COLLATE "C" NOT NULL,
    revision   BIGINT NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    owner      TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    deleted    BIGINT NOT NULL,
    action     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (collection, id)
);
