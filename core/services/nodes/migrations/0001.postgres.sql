-- The engines that serve this database. All times but clock_ms are the database's own: one clock for all.
CREATE TABLE nodes(
    id            TEXT COLLATE "C" PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL,
    version       TEXT COLLATE "C" NOT NULL,
    data_address  TEXT COLLATE "C" NOT NULL,
    admin_address TEXT COLLATE "C" NOT NULL,
    started_at    BIGINT NOT NULL,
    heartbeat_at  BIGINT NOT NULL,
    alive_until   BIGINT NOT NULL,
    lag_ms        BIGINT NOT NULL,
    clock_ms      BIGINT NOT NULL,
    write_waiting BIGINT NOT NULL,
    write_changes BIGINT NOT NULL,
    write_commits BIGINT NOT NULL
);
CREATE INDEX nodes_by_life ON nodes(alive_until);
