-- What the pipeline itself keeps: the authority epoch, idempotent answers, the outbox and its readers.
CREATE TABLE authority_epoch(
    id BIGINT PRIMARY KEY CHECK (id = 1),
    value BIGINT NOT NULL
);
INSERT INTO authority_epoch(id, value) VALUES(1, 1);

CREATE TABLE idempotent_answers(
    principal TEXT NOT NULL,
    operation TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_hash BYTEA NOT NULL,
    status BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    body TEXT NOT NULL,
    location TEXT NOT NULL,
    etag TEXT NOT NULL,
    replayable BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (principal, operation, path, idempotency_key)
);
CREATE INDEX idempotent_answers_by_age ON idempotent_answers(created_at);

CREATE TABLE outbox(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type TEXT NOT NULL,
    at BIGINT NOT NULL,
    trace_id TEXT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE outbox_readers(
    subscriber TEXT PRIMARY KEY,
    read_up_to BIGINT NOT NULL
);
