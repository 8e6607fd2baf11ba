-- The audit chain: rows are added, never changed, never removed.
CREATE TABLE audit_rows(
    number        BIGINT PRIMARY KEY,
    at            BIGINT NOT NULL,
    actor_kind    TEXT COLLATE "C" NOT NULL,
    actor_id      TEXT COLLATE "C" NOT NULL,
    actor_name    TEXT COLLATE "C" NOT NULL,
    session_id    TEXT COLLATE "C" NOT NULL,
    token_id      TEXT COLLATE "C" NOT NULL,
    verb          TEXT COLLATE "C" NOT NULL,
    subject_type  TEXT COLLATE "C" NOT NULL,
    subject_id    TEXT COLLATE "C" NOT NULL,
    outcome       TEXT COLLATE "C" NOT NULL,
    trace_id      TEXT COLLATE "C" NOT NULL,
    address       TEXT COLLATE "C" NOT NULL,
    details       TEXT COLLATE "C" NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash          BYTEA NOT NULL
);

CREATE INDEX audit_rows_verb ON audit_rows(verb, number);
CREATE INDEX audit_rows_actor_id ON audit_rows(actor_id, number);
CREATE INDEX audit_rows_actor_name ON audit_rows(actor_name, number);
CREATE INDEX audit_rows_subject_id ON audit_rows(subject_id, number);

CREATE FUNCTION audit_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are never changed or removed';
END
$$;

CREATE TRIGGER audit_rows_are_kept BEFORE UPDATE OR DELETE ON audit_rows
    FOR EACH ROW EXECUTE FUNCTION audit_rows_stay();
CREATE TRIGGER audit_rows_are_not_emptied BEFORE TRUNCATE ON audit_rows
    FOR EACH STATEMENT EXECUTE FUNCTION audit_rows_stay();
