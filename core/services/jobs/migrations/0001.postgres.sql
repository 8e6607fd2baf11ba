CREATE TABLE jobs (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind          TEXT COLLATE "C" NOT NULL,
    state         TEXT COLLATE "C" NOT NULL,
    completed     BIGINT NOT NULL DEFAULT 0,
    total         BIGINT NOT NULL DEFAULT 0,
    says          TEXT COLLATE "C" NOT NULL DEFAULT '',
    problem       TEXT COLLATE "C",
    result_link   TEXT COLLATE "C",
    input         TEXT COLLATE "C" NOT NULL,
    progress      TEXT COLLATE "C" NOT NULL DEFAULT 'null',
    principal     TEXT COLLATE "C" NOT NULL,
    started_by    TEXT COLLATE "C" NOT NULL,
    trace_id      TEXT COLLATE "C" NOT NULL,
    attempts      BIGINT NOT NULL DEFAULT 0,
    cancel_wanted BIGINT NOT NULL DEFAULT 0,
    revision      BIGINT NOT NULL DEFAULT 1,
    created_at    BIGINT NOT NULL,
    started_at    BIGINT,
    ended_at      BIGINT,
    expires_at    BIGINT
);
CREATE INDEX jobs_by_state ON jobs (state, id);
CREATE INDEX jobs_by_expiry ON jobs (expires_at);
