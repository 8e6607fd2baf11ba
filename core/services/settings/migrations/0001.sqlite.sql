-- Settings that an administrator changed; flags and the environment win over them.
CREATE TABLE settings(
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
