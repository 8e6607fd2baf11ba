-- Backups and what was done with them, the keys of the repository, and the rows that wait for a swap.
CREATE TABLE backups(
    id               TEXT PRIMARY KEY,
    label            TEXT NOT NULL,
    state            TEXT NOT NULL,
    started_by       TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    finished_at      INTEGER,
    bytes            INTEGER NOT NULL,
    stored_bytes     INTEGER NOT NULL,
    chunks           INTEGER NOT NULL,
    manifest_hash    TEXT NOT NULL,
    audit_number     INTEGER NOT NULL,
    audit_hash       TEXT NOT NULL,
    last_verified_at INTEGER,
    last_proven_at   INTEGER,
    restored_at      INTEGER,
    swapped_at       INTEGER,
    result           TEXT NOT NULL
) STRICT;
CREATE INDEX backups_by_state ON backups(state, finished_at);

CREATE TABLE backup_keys(
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    sealed_key  BLOB NOT NULL,
    signing_key BLOB NOT NULL,
    print       TEXT NOT NULL,
    generation  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE backup_comparisons(
    backup_id   TEXT PRIMARY KEY,
    compared_at INTEGER NOT NULL,
    document    TEXT NOT NULL
) STRICT;

CREATE TABLE backup_staged_records(
    collection INTEGER NOT NULL,
    id         TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    body       TEXT NOT NULL,
    owner      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted    INTEGER NOT NULL,
    action     TEXT NOT NULL,
    PRIMARY KEY (collection, id)
) STRICT, WITHOUT ROWID;
