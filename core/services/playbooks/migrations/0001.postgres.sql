CREATE TABLE playbooks (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    cacao_id    TEXT COLLATE "C" NOT NULL,
    version     TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    origin      TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    runnable    BIGINT NOT NULL,
    document    TEXT COLLATE "C" NOT NULL,
    defects     TEXT COLLATE "C" NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    imported_by TEXT COLLATE "C" NOT NULL,
    imported_at BIGINT NOT NULL,
    approved_by TEXT COLLATE "C",
    approved_at BIGINT,
    UNIQUE (cacao_id, version)
);
CREATE TABLE playbook_runs (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    playbook_id TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    reason      TEXT COLLATE "C" NOT NULL DEFAULT '',
    incident_id TEXT COLLATE "C",
    started_by  TEXT COLLATE "C" NOT NULL,
    starter_id  TEXT COLLATE "C" NOT NULL,
    principal   TEXT COLLATE "C" NOT NULL,
    variables   TEXT COLLATE "C" NOT NULL,
    bundle      TEXT COLLATE "C" NOT NULL,
    trace_id    TEXT COLLATE "C" NOT NULL,
    waiting_for TEXT COLLATE "C",
    waiting_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    visits      BIGINT NOT NULL DEFAULT 0,
    revision    BIGINT NOT NULL DEFAULT 1,
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT
);
CREATE INDEX playbook_runs_by_state ON playbook_runs (state, id);
CREATE INDEX playbook_runs_by_incident ON playbook_runs (incident_id, id);
CREATE TABLE playbook_journal (
    run_id    TEXT COLLATE "C" NOT NULL,
    number    BIGINT NOT NULL,
    kind      TEXT COLLATE "C" NOT NULL,
    entry_key TEXT COLLATE "C" NOT NULL,
    step_id   TEXT COLLATE "C" NOT NULL DEFAULT '',
    step_name TEXT COLLATE "C" NOT NULL DEFAULT '',
    turn      BIGINT NOT NULL DEFAULT 0,
    says      TEXT COLLATE "C" NOT NULL DEFAULT '',
    outs      TEXT COLLATE "C" NOT NULL DEFAULT '{}',
    by_name   TEXT COLLATE "C" NOT NULL DEFAULT '',
    at        BIGINT NOT NULL,
    PRIMARY KEY (run_id, number)
);
CREATE UNIQUE INDEX playbook_journal_once ON playbook_journal (run_id, entry_key)
    WHERE kind NOT IN ('intent', 'accepted', 'visit');
