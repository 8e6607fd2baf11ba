-- What the pipeline itself keeps: the authority epoch, idempotent answers, the outbox and its readers.
CREATE TABLE authority_epoch(
    id BIGINT PRIMARY KEY CHECK (id = 1),
    value BIGINT NOT NULL
);
INSERT INTO authority_epoch(id, value) VALUES(1, 1);

CREATE TABLE idempotent_answers(
    principal TEXT COLLATE "C" NOT NULL,
    operation TEXT COLLATE "C" NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    idempotency_key TEXT COLLATE "C" NOT NULL,
    body_hash BYTEA NOT NULL,
    status BIGINT NOT NULL,
    content_type TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    location TEXT COLLATE "C" NOT NULL,
    etag TEXT COLLATE "C" NOT NULL,
    replayable BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (principal, operation, path, idempotency_key)
);
CREATE INDEX idempotent_answers_by_age ON idempotent_answers(created_at);

CREATE TABLE outbox(
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    trace_id TEXT COLLATE "C" NOT NULL,
    data TEXT COLLATE "C" NOT NULL
);

CREATE TABLE outbox_readers(
    subscriber TEXT COLLATE "C" PRIMARY KEY,
    read_up_to BIGINT NOT NULL
);
