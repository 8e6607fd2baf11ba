CREATE TABLE alert_counted(
    rule_id     TEXT NOT NULL,
    group_key   TEXT NOT NULL,
    node        TEXT NOT NULL,
    last_number INTEGER NOT NULL,
    counted_at  INTEGER NOT NULL,
    PRIMARY KEY (rule_id, group_key, node)
) STRICT;

CREATE INDEX alert_counted_age ON alert_counted(counted_at);

CREATE TABLE alert_rules(
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    definition TEXT NOT NULL,
    built_in   INTEGER NOT NULL,
    enabled    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE alerts(
    id              TEXT PRIMARY KEY,
    rule_id         TEXT NOT NULL,
    rule_name       TEXT NOT NULL,
    severity        TEXT NOT NULL,
    state           TEXT NOT NULL,
    group_key       TEXT NOT NULL,
    hits            INTEGER NOT NULL,
    opened_at       INTEGER NOT NULL,
    first_at        INTEGER NOT NULL,
    last_at         INTEGER NOT NULL,
    last_number     INTEGER NOT NULL,
    engine_events   INTEGER NOT NULL,
    subject         TEXT NOT NULL,
    evidence        TEXT NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    closed_at       INTEGER,
    closed_by       TEXT,
    closed_reason   TEXT
) STRICT;

CREATE UNIQUE INDEX alerts_open ON alerts(rule_id, group_key) WHERE closed_at IS NULL;

CREATE INDEX alerts_seen ON alerts(rule_id, group_key, last_number);

CREATE INDEX alerts_state ON alerts(state, id);

CREATE TRIGGER audit_rows_are_not_changed BEFORE UPDATE ON audit_rows
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never changed');
END;

CREATE TRIGGER audit_rows_are_not_removed BEFORE DELETE ON audit_rows
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never removed');
END;

CREATE TABLE audit_rows(
    number        INTEGER PRIMARY KEY,
    at            INTEGER NOT NULL,
    actor_kind    TEXT NOT NULL,
    actor_id      TEXT NOT NULL,
    actor_name    TEXT NOT NULL,
    session_id    TEXT NOT NULL,
    token_id      TEXT NOT NULL,
    verb          TEXT NOT NULL,
    subject_type  TEXT NOT NULL,
    subject_id    TEXT NOT NULL,
    outcome       TEXT NOT NULL,
    trace_id      TEXT NOT NULL,
    address       TEXT NOT NULL,
    details       TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash          BLOB NOT NULL
) STRICT;

CREATE INDEX audit_rows_actor_id ON audit_rows(actor_id);

CREATE INDEX audit_rows_actor_name ON audit_rows(actor_name);

CREATE INDEX audit_rows_subject_id ON audit_rows(subject_id);

CREATE INDEX audit_rows_verb ON audit_rows(verb);

CREATE TABLE authority_epoch(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value INTEGER NOT NULL
) STRICT;

CREATE TABLE backup_comparisons(
    backup_id   TEXT PRIMARY KEY,
    compared_at INTEGER NOT NULL,
    document    TEXT NOT NULL
) STRICT;

CREATE TABLE backup_keys(
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    sealed_key  BLOB NOT NULL,
    signing_key BLOB NOT NULL,
    print       TEXT NOT NULL,
    generation  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE backup_staged_records(
    collection INTEGER NOT NULL,
    id         TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    body       TEXT NOT NULL,
    owner      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted    INTEGER NOT NULL,
    action     TEXT NOT NULL,
    PRIMARY KEY (collection, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE backups(
    id               TEXT PRIMARY KEY,
    label            TEXT NOT NULL,
    state            TEXT NOT NULL,
    started_by       TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    finished_at      INTEGER,
    bytes            INTEGER NOT NULL,
    stored_bytes     INTEGER NOT NULL,
    chunks           INTEGER NOT NULL,
    manifest_hash    TEXT NOT NULL,
    audit_number     INTEGER NOT NULL,
    audit_hash       TEXT NOT NULL,
    last_verified_at INTEGER,
    last_proven_at   INTEGER,
    restored_at      INTEGER,
    swapped_at       INTEGER,
    result           TEXT NOT NULL
) STRICT;

CREATE INDEX backups_by_state ON backups(state, finished_at);

CREATE TABLE clients(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL,
    permissions TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    secret_issued_at INTEGER NOT NULL
) STRICT;

CREATE TABLE collection_numbers(
    only_row INTEGER PRIMARY KEY CHECK(only_row = 1),
    last     INTEGER NOT NULL
) STRICT;

CREATE TABLE collections(
    number         INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,
    description    TEXT NOT NULL,
    schema         TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    unique_paths   TEXT NOT NULL,
    index_paths    TEXT NOT NULL,
    write_once     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE frozen_queries(
    id         TEXT PRIMARY KEY,
    query      TEXT NOT NULL,
    from_at    INTEGER NOT NULL,
    to_at      INTEGER NOT NULL,
    rows       INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    complete   INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;

CREATE INDEX frozen_queries_created ON frozen_queries(created_at, id);

CREATE TABLE idempotent_answers(
    principal TEXT NOT NULL,
    operation TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    body TEXT NOT NULL,
    location TEXT NOT NULL,
    etag TEXT NOT NULL,
    replayable INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (principal, operation, path, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotent_answers_by_age ON idempotent_answers(created_at);

CREATE TABLE incident_evidence (
    id          TEXT NOT NULL PRIMARY KEY,
    incident_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    reference   TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    rows_held   INTEGER NOT NULL,
    added_by    TEXT NOT NULL,
    added_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX incident_evidence_by_incident ON incident_evidence (incident_id, id);

CREATE TABLE incident_timeline (
    incident_id  TEXT NOT NULL,
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    says         TEXT NOT NULL,
    data         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    trace_id     TEXT NOT NULL,
    event_number INTEGER,
    previous     TEXT NOT NULL,
    hash         TEXT NOT NULL,
    PRIMARY KEY (incident_id, number)
) STRICT;

CREATE UNIQUE INDEX incident_timeline_once ON incident_timeline (incident_id, event_number)
    WHERE event_number IS NOT NULL;

CREATE TABLE incident_traces (
    trace_id    TEXT NOT NULL PRIMARY KEY,
    incident_id TEXT NOT NULL
) STRICT;

CREATE TABLE incidents (
    id              TEXT NOT NULL PRIMARY KEY,
    title           TEXT NOT NULL,
    severity        TEXT NOT NULL,
    state           TEXT NOT NULL,
    alert_id        TEXT,
    subject_user_id TEXT,
    opened_by       TEXT NOT NULL,
    opened_at       INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    closed_at       INTEGER,
    revision        INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX incidents_by_alert ON incidents (alert_id) WHERE alert_id IS NOT NULL;

CREATE INDEX incidents_by_subject ON incidents (subject_user_id, state);

CREATE TABLE jobs (
    id            TEXT NOT NULL PRIMARY KEY,
    kind          TEXT NOT NULL,
    state         TEXT NOT NULL,
    completed     INTEGER NOT NULL DEFAULT 0,
    total         INTEGER NOT NULL DEFAULT 0,
    says          TEXT NOT NULL DEFAULT '',
    problem       TEXT,
    result_link   TEXT,
    input         TEXT NOT NULL,
    progress      TEXT NOT NULL DEFAULT 'null',
    principal     TEXT NOT NULL,
    started_by    TEXT NOT NULL,
    trace_id      TEXT NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    cancel_wanted INTEGER NOT NULL DEFAULT 0,
    revision      INTEGER NOT NULL DEFAULT 1,
    created_at    INTEGER NOT NULL,
    started_at    INTEGER,
    ended_at      INTEGER,
    expires_at    INTEGER
) STRICT;

CREATE INDEX jobs_by_expiry ON jobs (expires_at);

CREATE INDEX jobs_by_state ON jobs (state, id);

CREATE TABLE leases(
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    fence INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;

CREATE INDEX leases_by_end ON leases(until);

CREATE INDEX leases_by_holder ON leases(holder);

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

CREATE TABLE notification_deliveries(
    id TEXT PRIMARY KEY,
    destination_id TEXT NOT NULL REFERENCES notification_destinations(id) ON DELETE CASCADE,
    event_number INTEGER,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    last_status INTEGER,
    last_error TEXT,
    trace_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    finished_at INTEGER,
    UNIQUE(destination_id, event_number)
) STRICT;

CREATE INDEX notification_deliveries_due ON notification_deliveries(state, due_at);

CREATE TABLE notification_destinations(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    private_allowed INTEGER NOT NULL,
    authority_pem TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    trace_id TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE outbox_readers(
    subscriber TEXT PRIMARY KEY,
    read_up_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE playbook_journal (
    run_id    TEXT NOT NULL,
    number    INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    entry_key TEXT NOT NULL,
    step_id   TEXT NOT NULL DEFAULT '',
    step_name TEXT NOT NULL DEFAULT '',
    turn      INTEGER NOT NULL DEFAULT 0,
    says      TEXT NOT NULL DEFAULT '',
    outs      TEXT NOT NULL DEFAULT '{}',
    by_name   TEXT NOT NULL DEFAULT '',
    at        INTEGER NOT NULL,
    PRIMARY KEY (run_id, number)
) STRICT;

CREATE UNIQUE INDEX playbook_journal_once ON playbook_journal (run_id, entry_key)
    WHERE kind NOT IN ('intent', 'accepted', 'visit');

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
    visits      INTEGER NOT NULL DEFAULT 0,
    revision    INTEGER NOT NULL DEFAULT 1,
    started_at  INTEGER NOT NULL,
    ended_at    INTEGER
) STRICT;

CREATE INDEX playbook_runs_by_incident ON playbook_runs (incident_id, id);

CREATE INDEX playbook_runs_by_state ON playbook_runs (state, id);

CREATE TABLE playbooks (
    id          TEXT NOT NULL PRIMARY KEY,
    cacao_id    TEXT NOT NULL,
    version     TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    origin      TEXT NOT NULL,
    state       TEXT NOT NULL,
    runnable    INTEGER NOT NULL,
    document    TEXT NOT NULL,
    defects     TEXT NOT NULL,
    digest      TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at INTEGER NOT NULL,
    approved_by TEXT,
    approved_at INTEGER,
    UNIQUE (cacao_id, version)
) STRICT;

CREATE TABLE refresh_tokens(
    token_hash BLOB PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    issued_at INTEGER NOT NULL,
    used_at INTEGER,
    salt BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_by_session ON refresh_tokens(session_id);

CREATE TABLE revoked_tokens(
    token_id TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE role_grants(
    user_id    TEXT NOT NULL,
    role_id    TEXT NOT NULL REFERENCES roles(id),
    granted_at INTEGER NOT NULL,
    PRIMARY KEY(user_id, role_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX role_grants_role ON role_grants(role_id);

CREATE TABLE roles(
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    permissions TEXT NOT NULL,
    administers INTEGER NOT NULL,
    builtin     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    revision    INTEGER NOT NULL
) STRICT;

CREATE TABLE schema_migrations(
        stem TEXT NOT NULL, number INTEGER NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL,
        PRIMARY KEY(stem, number)) STRICT;

CREATE TABLE sessions(
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT
) STRICT;

CREATE INDEX sessions_by_expiry ON sessions(expires_at);

CREATE INDEX sessions_by_user ON sessions(user_id, ended_at);

CREATE TABLE settings(
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shared_epochs(
    topic TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

CREATE TABLE signing_keys(
    kid TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'retired', 'revoked')),
    public_jwk TEXT NOT NULL,
    sealed_private BLOB,
    created_at INTEGER NOT NULL,
    activated_at INTEGER,
    retiring_at INTEGER,
    retired_at INTEGER,
    revoked_at INTEGER,
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX signing_keys_by_age ON signing_keys(created_at, kid);

CREATE UNIQUE INDEX signing_keys_one_of_each ON signing_keys(state) WHERE state IN ('next', 'active');

CREATE TABLE users(
    id                   TEXT PRIMARY KEY,
    name                 TEXT NOT NULL,
    name_key             TEXT NOT NULL UNIQUE,
    email                TEXT,
    password_hash        TEXT NOT NULL,
    enabled              INTEGER NOT NULL,
    disabled_reason      TEXT,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    password_changed_at  INTEGER NOT NULL,
    must_change_password INTEGER NOT NULL,
    failed_sign_ins      INTEGER NOT NULL,
    locked_until         INTEGER,
    last_sign_in_at      INTEGER,
    revision             INTEGER NOT NULL
) STRICT;

CREATE TABLE vault_keys(
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (purpose, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_passphrases(
    node TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT;

CREATE TABLE vault_state(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    vault TEXT NOT NULL,
    passphrase_number INTEGER NOT NULL
) STRICT;

