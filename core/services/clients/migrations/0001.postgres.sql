-- Programs that sign in as themselves.
CREATE TABLE clients(
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    secret_hash BYTEA NOT NULL,
    permissions TEXT COLLATE "C" NOT NULL,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    secret_issued_at BIGINT NOT NULL
);
