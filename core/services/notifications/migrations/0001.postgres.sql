-- Where messages go, and what became of each of them.
CREATE TABLE notification_destinations(
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    url TEXT COLLATE "C" NOT NULL,
    events TEXT COLLATE "C" NOT NULL,
    private_allowed BIGINT NOT NULL,
    authority_pem TEXT COLLATE "C" NOT NULL,
    secret_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE notification_deliveries(
    id TEXT COLLATE "C" PRIMARY KEY,
    destination_id TEXT COLLATE "C" NOT NULL REFERENCES notification_destinations(id) ON DELETE CASCADE,
    event_number BIGINT,
    type TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    tries BIGINT NOT NULL,
    last_status BIGINT,
    last_error TEXT COLLATE "C",
    trace_id TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE(destination_id, event_number)
);
CREATE INDEX notification_deliveries_due ON notification_deliveries(state, due_at);
