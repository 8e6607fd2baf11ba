-- Data keys, each sealed under the master key, and which vault file and passphrase belong to this database.
CREATE TABLE vault_keys(
    purpose TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (purpose, version)
);

CREATE TABLE vault_state(
    id BIGINT PRIMARY KEY CHECK (id = 1),
    vault TEXT COLLATE "C" NOT NULL,
    passphrase_number BIGINT NOT NULL
);
