-- Frozen queries: what was found is a file of evidence named by its hash, this is its label. Events have no table.
CREATE TABLE frozen_queries(
    id         TEXT COLLATE "C" PRIMARY KEY,
    query      TEXT COLLATE "C" NOT NULL,
    from_at    BIGINT NOT NULL,
    to_at      BIGINT NOT NULL,
    rows       BIGINT NOT NULL,
    bytes      BIGINT NOT NULL,
    complete   BIGINT NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL,
    reason     TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL
);

CREATE INDEX frozen_queries_created ON frozen_queries(created_at, id);
