-- Signing keys of access tokens; the private half is sealed by the vault and gone as soon as a key signs no more.
CREATE TABLE signing_keys(
    kid TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'retired', 'revoked')),
    public_jwk TEXT NOT NULL,
    sealed_private BLOB,
    created_at INTEGER NOT NULL,
    activated_at INTEGER,
    retiring_at INTEGER,
    retired_at INTEGER,
    revoked_at INTEGER,
    reason TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX signing_keys_one_of_each ON signing_keys(state) WHERE state IN ('next', 'active');
CREATE INDEX signing_keys_by_age ON signing_keys(created_at, kid);
