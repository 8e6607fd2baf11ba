-- Every engine of the database has a vault file of its own, and so a passphrase of its own in force.
CREATE TABLE vault_passphrases(
    node TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT;
