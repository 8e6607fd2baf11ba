-- Every engine of the database has a vault file of its own, and so a passphrase of its own in force.
CREATE TABLE vault_passphrases(
    node TEXT COLLATE "C" PRIMARY KEY,
    number BIGINT NOT NULL
);
