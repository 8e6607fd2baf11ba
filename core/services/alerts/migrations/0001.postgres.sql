-- Alert rules, built-in and own, and what they raised.
CREATE TABLE alert_rules(
    id         TEXT COLLATE "C" PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    definition TEXT COLLATE "C" NOT NULL,
    built_in   BIGINT NOT NULL,
    enabled    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT COLLATE "C" NOT NULL
);

CREATE TABLE alerts(
    id              TEXT COLLATE "C" PRIMARY KEY,
    rule_id         TEXT COLLATE "C" NOT NULL,
    rule_name       TEXT COLLATE "C" NOT NULL,
    severity        TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    group_key       TEXT COLLATE "C" NOT NULL,
    hits            BIGINT NOT NULL,
    opened_at       BIGINT NOT NULL,
    first_at        BIGINT NOT NULL,
    last_at         BIGINT NOT NULL,
    last_number     BIGINT NOT NULL,
    engine_events   BIGINT NOT NULL,
    subject         TEXT COLLATE "C" NOT NULL,
    evidence        TEXT COLLATE "C" NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT COLLATE "C",
    closed_at       BIGINT,
    closed_by       TEXT COLLATE "C",
    closed_reason   TEXT COLLATE "C"
);

-- One open alert for a rule and key: more of the same raises its count.
CREATE UNIQUE INDEX alerts_open ON alerts(rule_id, group_key) WHERE closed_at IS NULL;
CREATE INDEX alerts_state ON alerts(state, id);
CREATE INDEX alerts_seen ON alerts(rule_id, group_key, last_number);
