CREATE TABLE incidents (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    title           TEXT COLLATE "C" NOT NULL,
    severity        TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    alert_id        TEXT COLLATE "C",
    subject_user_id TEXT COLLATE "C",
    opened_by       TEXT COLLATE "C" NOT NULL,
    opened_at       BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL,
    closed_at       BIGINT,
    revision        BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX incidents_by_alert ON incidents (alert_id) WHERE alert_id IS NOT NULL;
CREATE INDEX incidents_by_subject ON incidents (subject_user_id, state);
CREATE TABLE incident_traces (
    trace_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    incident_id TEXT COLLATE "C" NOT NULL
);
CREATE TABLE incident_timeline (
    incident_id  TEXT COLLATE "C" NOT NULL,
    number       BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    says         TEXT COLLATE "C" NOT NULL,
    data         TEXT COLLATE "C" NOT NULL,
    actor        TEXT COLLATE "C" NOT NULL,
    trace_id     TEXT COLLATE "C" NOT NULL,
    event_number BIGINT,
    previous     TEXT COLLATE "C" NOT NULL,
    hash         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (incident_id, number)
);
CREATE UNIQUE INDEX incident_timeline_once ON incident_timeline (incident_id, event_number)
    WHERE event_number IS NOT NULL;
CREATE TABLE incident_evidence (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    incident_id TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    reference   TEXT COLLATE "C" NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    rows_held   BIGINT NOT NULL,
    added_by    TEXT COLLATE "C" NOT NULL,
    added_at    BIGINT NOT NULL
);
CREATE INDEX incident_evidence_by_incident ON incident_evidence (incident_id, id);
