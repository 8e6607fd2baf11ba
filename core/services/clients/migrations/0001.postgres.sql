-- Programs that sign in as themselves.
CREATE TABLE clients(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    secret_hash BYTEA NOT NULL,
    permissions TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    secret_issued_at BIGINT NOT NULL
);
