-- Data keys, each sealed under the master key, and which vault file and passphrase belong to this database.
CREATE TABLE vault_keys(
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (purpose, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_state(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    vault TEXT NOT NULL,
    passphrase_number INTEGER NOT NULL
) STRICT;
