-- Settings that an administrator changed; flags and the environment win over them.
CREATE TABLE settings(
    name TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL
);
