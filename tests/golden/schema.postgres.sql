-- roles/0001
-- Roles and who holds them. Permissions are a JSON list of grants; administers says that "*" is one of them.
CREATE TABLE roles(
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    permissions TEXT NOT NULL,
    administers BIGINT NOT NULL,
    builtin     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    revision    BIGINT NOT NULL
);

CREATE TABLE role_grants(
    user_id    TEXT NOT NULL,
    role_id    TEXT NOT NULL REFERENCES roles(id),
    granted_at BIGINT NOT NULL,
    PRIMARY KEY(user_id, role_id)
);

CREATE INDEX role_grants_role ON role_grants(role_id);

INSERT INTO roles(id, name, description, permissions, administers, builtin, created_at, updated_at, revision) VALUES
    ('00000000-0000-7000-8000-000000000001', 'viewer', 'Sees everything but records, log contents and secrets.',
     '["*.read"]', 0, 1, 0, 0, 1),
    ('00000000-0000-7000-8000-000000000002', 'auditor', 'Sees what a viewer sees, reads logs and exports the audit.',
     '["*.read","audit.export","logs.read@*"]', 0, 1, 0, 0, 1),
    ('00000000-0000-7000-8000-000000000003', 'operator', 'Runs backups and jobs and changes settings.',
     '["*.read","backup.*","jobs.*","settings.*"]', 0, 1, 0, 0, 1),
    ('00000000-0000-7000-8000-000000000004', 'responder', 'Works on alerts and incidents and contains a compromise.',
     '["*.read","alerts.*","backup.run","incidents.*","jobs.*","keys.rotate","logs.freeze","logs.read@*","notifications.send","playbooks.*","users.disable"]',
     0, 1, 0, 0, 1),
    ('00000000-0000-7000-8000-000000000005', 'admin', 'May do everything but read and write records.',
     '["*","logs.read@*"]', 1, 1, 0, 0, 1);


-- keys/0001
-- Signing keys of access tokens; the private half is sealed by the vault and gone as soon as a key signs no more.
CREATE TABLE signing_keys(
    kid TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'retired', 'revoked')),
    public_jwk TEXT NOT NULL,
    sealed_private BYTEA,
    created_at BIGINT NOT NULL,
    activated_at BIGINT,
    retiring_at BIGINT,
    retired_at BIGINT,
    revoked_at BIGINT,
    reason TEXT NOT NULL
);
CREATE UNIQUE INDEX signing_keys_one_of_each ON signing_keys(state) WHERE state IN ('next', 'active');
CREATE INDEX signing_keys_by_age ON signing_keys(created_at, kid);


-- vault/0001
-- Data keys, each sealed under the master key, and which vault file and passphrase belong to this database.
CREATE TABLE vault_keys(
    purpose TEXT NOT NULL,
    version BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (purpose, version)
);

CREATE TABLE vault_state(
    id BIGINT PRIMARY KEY CHECK (id = 1),
    vault TEXT NOT NULL,
    passphrase_number BIGINT NOT NULL
);


-- clients/0001
-- Programs that sign in as themselves.
CREATE TABLE clients(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    secret_hash BYTEA NOT NULL,
    permissions TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    secret_issued_at BIGINT NOT NULL
);


-- auth/0001
-- Sign-ins of people and the refresh tokens that carry them on.
CREATE TABLE sessions(
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE INDEX sessions_by_user ON sessions(user_id, ended_at);
CREATE INDEX sessions_by_expiry ON sessions(expires_at);

CREATE TABLE refresh_tokens(
    token_hash BYTEA PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    issued_at BIGINT NOT NULL,
    used_at BIGINT,
    salt BYTEA NOT NULL
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens(session_id);

-- Access tokens of clients that were revoked before they expired; a person's end with the session.
CREATE TABLE revoked_tokens(
    token_id TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);


-- collections/0001
-- The catalogue of collections. Their records live in tables of their own, c_<number>, made by platform/db/dialect.
CREATE TABLE collections(
    number         BIGINT PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,
    description    TEXT NOT NULL,
    schema         TEXT NOT NULL,
    schema_version BIGINT NOT NULL,
    unique_paths   TEXT NOT NULL,
    index_paths    TEXT NOT NULL,
    write_once     BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);

-- Numbers are never used again: a backup's c_7 is not another collection's c_7.
CREATE TABLE collection_numbers(
    only_row BIGINT PRIMARY KEY CHECK(only_row = 1),
    last     BIGINT NOT NULL
);
INSERT INTO collection_numbers(only_row, last) VALUES(1, 0);


-- jobs/0001
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


-- logs/0001
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


-- alerts/0001
-- Alert rules, built-in and own, and what they raised.
CREATE TABLE alert_rules(
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    definition TEXT NOT NULL,
    built_in   BIGINT NOT NULL,
    enabled    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

CREATE TABLE alerts(
    id              TEXT PRIMARY KEY,
    rule_id         TEXT NOT NULL,
    rule_name       TEXT NOT NULL,
    severity        TEXT NOT NULL,
    state           TEXT NOT NULL,
    group_key       TEXT NOT NULL,
    hits            BIGINT NOT NULL,
    opened_at       BIGINT NOT NULL,
    first_at        BIGINT NOT NULL,
    last_at         BIGINT NOT NULL,
    last_number     BIGINT NOT NULL,
    engine_events   BIGINT NOT NULL,
    subject         TEXT NOT NULL,
    evidence        TEXT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    closed_at       BIGINT,
    closed_by       TEXT,
    closed_reason   TEXT
);

-- One open alert for a rule and key: more of the same raises its count.
CREATE UNIQUE INDEX alerts_open ON alerts(rule_id, group_key) WHERE closed_at IS NULL;
CREATE INDEX alerts_state ON alerts(state, id);
CREATE INDEX alerts_seen ON alerts(rule_id, group_key, last_number);


-- incidents/0001
CREATE TABLE incidents (
    id              TEXT NOT NULL PRIMARY KEY,
    title           TEXT NOT NULL,
    severity        TEXT NOT NULL,
    state           TEXT NOT NULL,
    alert_id        TEXT,
    subject_user_id TEXT,
    opened_by       TEXT NOT NULL,
    opened_at       BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    closed_at       BIGINT,
    revision        BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX incidents_by_alert ON incidents (alert_id) WHERE alert_id IS NOT NULL;
CREATE INDEX incidents_by_subject ON incidents (subject_user_id, state);
CREATE TABLE incident_traces (
    trace_id    TEXT NOT NULL PRIMARY KEY,
    incident_id TEXT NOT NULL
);
CREATE TABLE incident_timeline (
    incident_id  TEXT NOT NULL,
    number       BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    says         TEXT NOT NULL,
    data         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    trace_id     TEXT NOT NULL,
    event_number BIGINT,
    previous     TEXT NOT NULL,
    hash         TEXT NOT NULL,
    PRIMARY KEY (incident_id, number)
);
CREATE UNIQUE INDEX incident_timeline_once ON incident_timeline (incident_id, event_number)
    WHERE event_number IS NOT NULL;
CREATE TABLE incident_evidence (
    id          TEXT NOT NULL PRIMARY KEY,
    incident_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    reference   TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    rows_held   BIGINT NOT NULL,
    added_by    TEXT NOT NULL,
    added_at    BIGINT NOT NULL
);
CREATE INDEX incident_evidence_by_incident ON incident_evidence (incident_id, id);


-- playbooks/0001
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


-- notifications/0001
-- Where messages go, and what became of each of them.
CREATE TABLE notification_destinations(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    private_allowed BIGINT NOT NULL,
    authority_pem TEXT NOT NULL,
    secret_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE notification_deliveries(
    id TEXT PRIMARY KEY,
    destination_id TEXT NOT NULL REFERENCES notification_destinations(id) ON DELETE CASCADE,
    event_number BIGINT,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    last_status BIGINT,
    last_error TEXT,
    trace_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE(destination_id, event_number)
);
CREATE INDEX notification_deliveries_due ON notification_deliveries(state, due_at);


-- backup/0001
-- Backups and what was done with them, the keys of the repository, and the rows that wait for a swap.
CREATE TABLE backups(
    id               TEXT PRIMARY KEY,
    label            TEXT NOT NULL,
    state            TEXT NOT NULL,
    started_by       TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    finished_at      BIGINT,
    bytes            BIGINT NOT NULL,
    stored_bytes     BIGINT NOT NULL,
    chunks           BIGINT NOT NULL,
    manifest_hash    TEXT NOT NULL,
    audit_number     BIGINT NOT NULL,
    audit_hash       TEXT NOT NULL,
    last_verified_at BIGINT,
    last_proven_at   BIGINT,
    restored_at      BIGINT,
    swapped_at       BIGINT,
    result           TEXT NOT NULL
);
CREATE INDEX backups_by_state ON backups(state, finished_at);

CREATE TABLE backup_keys(
    id          BIGINT PRIMARY KEY CHECK (id = 1),
    sealed_key  BYTEA NOT NULL,
    signing_key BYTEA NOT NULL,
    print       TEXT NOT NULL,
    generation  BIGINT NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE backup_comparisons(
    backup_id   TEXT PRIMARY KEY,
    compared_at BIGINT NOT NULL,
    document    TEXT NOT NULL
);

CREATE TABLE backup_staged_records(
    collection BIGINT NOT NULL,
    id         TEXT NOT NULL,
    revision   BIGINT NOT NULL,
    body       TEXT NOT NULL,
    owner      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted    BIGINT NOT NULL,
    action     TEXT NOT NULL,
    PRIMARY KEY (collection, id)
);


-- settings/0001
-- Settings that an administrator changed; flags and the environment win over them.
CREATE TABLE settings(
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);


