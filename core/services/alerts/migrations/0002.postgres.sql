-- Each engine numbers the events of its own logs: which of them an alert has counted is known for each.
CREATE TABLE alert_counted(
    rule_id     TEXT COLLATE "C" NOT NULL,
    group_key   TEXT COLLATE "C" NOT NULL,
    node        TEXT COLLATE "C" NOT NULL,
    last_number BIGINT NOT NULL,
    counted_at  BIGINT NOT NULL,
    PRIMARY KEY (rule_id, group_key, node)
);
CREATE INDEX alert_counted_age ON alert_counted(counted_at);
