-- The engines that serve this database. All times but clock_ms are the database's own: one clock for all.
CREATE TABLE nodes(
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    version       TEXT NOT NULL,
    data_address  TEXT NOT NULL,
    admin_address TEXT NOT NULL,
    started_at    INTEGER NOT NULL,
    heartbeat_at  INTEGER NOT NULL,
    alive_until   INTEGER NOT NULL,
    lag_ms        INTEGER NOT NULL,
    clock_ms      INTEGER NOT NULL,
    write_waiting INTEGER NOT NULL,
    write_changes INTEGER NOT NULL,
    write_commits INTEGER NOT NULL
) STRICT;
CREATE INDEX nodes_by_life ON nodes(alive_until);
