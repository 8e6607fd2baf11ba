CREATE TABLE jobs (
    id            TEXT NOT NULL PRIMARY KEY,
    kind          TEXT NOT NULL,
    state         TEXT NOT NULL,
    completed     BIGINT NOT NULL DEFAULT 0,
    total         BIGINT NOT NULL DEFAULT 0,
    says          TEXT NOT NULL DEFAULT '',
    problem       TEXT,
    result_link   TEXT,
    input         TEXT NOT NULL,
    progress      TEXT NOT NULL DEFAULT 'null',
    principal     TEXT NOT NULL,
    started_by    TEXT NOT NULL,
    trace_id      TEXT NOT NULL,
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
