-- Sign-ins of people and the refresh tokens that carry them on.
CREATE TABLE sessions(
    id TEXT COLLATE "C" PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT COLLATE "C"
);
CREATE INDEX sessions_by_user ON sessions(user_id, ended_at);
CREATE INDEX sessions_by_expiry ON sessions(expires_at);

CREATE TABLE refresh_tokens(
    token_hash BYTEA PRIMARY KEY,
    session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    issued_at BIGINT NOT NULL,
    used_at BIGINT,
    salt BYTEA NOT NULL
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens(session_id);

-- Access tokens of clients that were revoked before they expired; a person's end with the session.
CREATE TABLE revoked_tokens(
    token_id TEXT COLLATE "C" PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
