-- The catalogue of collections. Their records live in tables of their own, c_<number>, made by platform/db/dialect.
CREATE TABLE collections(
    number         INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,
    description    TEXT NOT NULL,
    schema         TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    unique_paths   TEXT NOT NULL,
    index_paths    TEXT NOT NULL,
    write_once     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;

-- Numbers are never used again: a backup's c_7 is not another collection's c_7.
CREATE TABLE collection_numbers(
    only_row INTEGER PRIMARY KEY CHECK(only_row = 1),
    last     INTEGER NOT NULL
) STRICT;
INSERT INTO collection_numbers(only_row, last) VALUES(1, 0);
