-- Several engines on one database: an epoch for each thing that they keep in memory, and leases of work. Every lease
-- gets a number that is higher than all before ('fence'); whoever acts under a lower one is refused.
CREATE TABLE shared_epochs(
    topic TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO shared_epochs(topic, value)
VALUES('vault', 1), ('keys', 1), ('collections', 1), ('alerts', 1), ('notifications', 1), ('fence', 0);

CREATE TABLE leases(
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    fence INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX leases_by_holder ON leases(holder);
CREATE INDEX leases_by_end ON leases(until);
