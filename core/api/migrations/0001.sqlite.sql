-- What the pipeline itself keeps: the authority epoch, idempotent answers, the outbox and its readers.
CREATE TABLE authority_epoch(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO authority_epoch(id, value) VALUES(1, 1);

CREATE TABLE idempotent_answers(
    principal TEXT NOT NULL,
    operation TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    body TEXT NOT NULL,
    location TEXT NOT NULL,
    etag TEXT NOT NULL,
    replayable INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (principal, operation, path, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotent_answers_by_age ON idempotent_answers(created_at);

CREATE TABLE outbox(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    trace_id TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE outbox_readers(
    subscriber TEXT PRIMARY KEY,
    read_up_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
