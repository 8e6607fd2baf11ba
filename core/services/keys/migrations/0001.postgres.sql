-- Signing keys of access tokens; the private half is sealed by the vault and gone as soon as a key signs no more.
CREATE TABLE signing_keys(
    kid TEXT COLLATE "C" PRIMARY KEY,
    algorithm TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'retired', 'revoked')),
    public_jwk TEXT COLLATE "C" NOT NULL,
    sealed_private BYTEA,
    created_at BIGINT NOT NULL,
    activated_at BIGINT,
    retiring_at BIGINT,
    retired_at BIGINT,
    revoked_at BIGINT,
    reason TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX signing_keys_one_of_each ON signing_keys(state) WHERE state IN ('next', 'active');
CREATE INDEX signing_keys_by_age ON signing_keys(created_at, kid);
