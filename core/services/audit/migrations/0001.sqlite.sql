-- The audit chain: rows are added, never changed, never removed.
CREATE TABLE audit_rows(
    number        INTEGER PRIMARY KEY,
    at            INTEGER NOT NULL,
    actor_kind    TEXT NOT NULL,
    actor_id      TEXT NOT NULL,
    actor_name    TEXT NOT NULL,
    session_id    TEXT NOT NULL,
    token_id      TEXT NOT NULL,
    verb          TEXT NOT NULL,
    subject_type  TEXT NOT NULL,
    subject_id    TEXT NOT NULL,
    outcome       TEXT NOT NULL,
    trace_id      TEXT NOT NULL,
    address       TEXT NOT NULL,
    details       TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash          BLOB NOT NULL
) STRICT;

-- The row number ends every index entry, so newest first needs no sort.
CREATE INDEX audit_rows_verb ON audit_rows(verb);
CREATE INDEX audit_rows_actor_id ON audit_rows(actor_id);
CREATE INDEX audit_rows_actor_name ON audit_rows(actor_name);
CREATE INDEX audit_rows_subject_id ON audit_rows(subject_id);

CREATE TRIGGER audit_rows_are_not_changed BEFORE UPDATE ON audit_rows
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never changed');
END;

CREATE TRIGGER audit_rows_are_not_removed BEFORE DELETE ON audit_rows
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never removed');
END;
