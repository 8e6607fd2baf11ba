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
