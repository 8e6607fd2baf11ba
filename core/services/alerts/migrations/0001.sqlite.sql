-- Alert rules, built-in and own, and what they raised.
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

-- One open alert for a rule and key: more of the same raises its count.
CREATE UNIQUE INDEX alerts_open ON alerts(rule_id, group_key) WHERE closed_at IS NULL;
CREATE INDEX alerts_state ON alerts(state, id);
CREATE INDEX alerts_seen ON alerts(rule_id, group_key, last_number);
