-- Each engine numbers the events of its own logs: which of them an alert has counted is known for each.
CREATE TABLE alert_counted(
    rule_id     TEXT NOT NULL,
    group_key   TEXT NOT NULL,
    node        TEXT NOT NULL,
    last_number INTEGER NOT NULL,
    counted_at  INTEGER NOT NULL,
    PRIMARY KEY (rule_id, group_key, node)
) STRICT;
CREATE INDEX alert_counted_age ON alert_counted(counted_at);
