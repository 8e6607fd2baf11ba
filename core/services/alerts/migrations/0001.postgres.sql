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
