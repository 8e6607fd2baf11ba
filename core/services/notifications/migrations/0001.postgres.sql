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
