-- The catalogue of collections. Their records live in tables of their own, c_<number>, made by platform/db/dialect.
CREATE TABLE collections(
    number         BIGINT PRIMARY KEY,
    name           TEXT COLLATE "C" NOT NULL UNIQUE,
    description    TEXT COLLATE "C" NOT NULL,
    schema         TEXT COLLATE "C" NOT NULL,
    schema_version BIGINT NOT NULL,
    unique_paths   TEXT COLLATE "C" NOT NULL,
    index_paths    TEXT COLLATE "C" NOT NULL,
    write_once     BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);

-- Numbers are never used again: a backup's c_7 is not another collection's c_7.
CREATE TABLE collection_numbers(
    only_row BIGINT PRIMARY KEY CHECK(only_row = 1),
    last     BIGINT NOT NULL
);
INSERT INTO collection_numbers(only_row, last) VALUES(1, 0);
