-- Programs that sign in as themselves.
CREATE TABLE clients(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL,
    permissions TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    secret_issued_at INTEGER NOT NULL
) STRICT;
