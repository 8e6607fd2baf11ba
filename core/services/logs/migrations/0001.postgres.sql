-- Frozen queries: what was found is a file of evidence named by its hash, this is its label. Events have no table.
CREATE TABLE frozen_queries(
    id         TEXT PRIMARY KEY,
    query      TEXT NOT NULL,
    from_at    BIGINT NOT NULL,
    to_at      BIGINT NOT NULL,
    rows       BIGINT NOT NULL,
    bytes      BIGINT NOT NULL,
    complete   BIGINT NOT NULL,
    sha256     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
);

CREATE INDEX frozen_queries_created ON frozen_queries(created_at, id);
