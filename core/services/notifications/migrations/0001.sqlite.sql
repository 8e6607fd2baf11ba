-- Where messages go, and what became of each of them.
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
