CREATE TABLE playbooks (
    id          TEXT NOT NULL PRIMARY KEY,
    cacao_id    TEXT NOT NULL,
    version     TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    origin      TEXT NOT NULL,
    state       TEXT NOT NULL,
    runnable    BIGINT NOT NULL,
    document    TEXT NOT NULL,
    defects     TEXT NOT NULL,
    digest      TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    approved_by TEXT,
    approved_at BIGINT,
    UNIQUE (cacao_id, version)
);
CREATE TABLE playbook_runs (
    id          TEXT NOT NULL PRIMARY KEY,
    playbook_id TEXT NOT NULL,
    name        TEXT NOT NULL,
    state       TEXT NOT NULL,
    reason      TEXT NOT NULL DEFAULT '',
    incident_id TEXT,
    started_by  TEXT NOT NULL,
    starter_id  TEXT NOT NULL,
    principal   TEXT NOT NULL,
    variables   TEXT NOT NULL,
    bundle      TEXT NOT NULL,
    trace_id    TEXT NOT NULL,
    waiting_for TEXT,
    waiting_key TEXT NOT NULL DEFAULT '',
    visits      BIGINT NOT NULL DEFAULT 0,
    revision    BIGINT NOT NULL DEFAULT 1,
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT
);
CREATE INDEX playbook_runs_by_state ON playbook_runs (state, id);
CREATE INDEX playbook_runs_by_incident ON playbook_runs (incident_id, id);
CREATE TABLE playbook_journal (
    run_id    TEXT NOT NULL,
    number    BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    entry_key TEXT NOT NULL,
    step_id   TEXT NOT NULL DEFAULT '',
    step_name TEXT NOT NULL DEFAULT '',
    turn      BIGINT NOT NULL DEFAULT 0,
    says      TEXT NOT NULL DEFAULT '',
    outs      TEXT NOT NULL DEFAULT '{}',
    by_name   TEXT NOT NULL DEFAULT '',
    at        BIGINT NOT NULL,
    PRIMARY KEY (run_id, number)
);
CREATE UNIQUE INDEX playbook_journal_once ON playbook_journal (run_id, entry_key)
    WHERE kind NOT IN ('intent', 'accepted', 'visit');
