-- Roles and who holds them. Permissions are a JSON list of grants; administers says that "*" is one of them.
CREATE TABLE roles(
    id          TEXT COLLATE "C" PRIMARY KEY,
    name        TEXT COLLATE "C" NOT NULL UNIQUE,
    description TEXT COLLATE "C" NOT NULL,
    permissions TEXT COLLATE "C" NOT NULL,
    administers BIGINT NOT NULL,
    builtin     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    revision    BIGINT NOT NULL
);

CREATE TABLE role_grants(
    user_id    TEXT COLLATE "C" NOT NULL,
    role_id    TEXT COLLATE "C" NOT NULL REFERENCES roles(id),
    granted_at BIGINT NOT NULL,
    PRIMARY KEY(user_id, role_id)
);

CREATE INDEX role_grants_role ON role_grants(role_id);

INSERT INTO roles(id, name, description, permissions, administers, builtin, created_at, updated_at, revision) VALUES
    ('00000000-0000-7000-8000-000000000001', 'viewer', 'Sees everything but records, log contents and secrets.',
     '["*.read"]', 0, 1, 0, 0, 1),
    ('00000000-0000-7000-8000-000000000002', 'auditor', 'Sees what a viewer sees, reads logs and exports the audit.',
     '["*.read","audit.export","logs.read@*"]', 0, 1, 0, 0, 1),
    ('00000000-0000-7000-8000-000000000003', 'operator', 'Runs backups and jobs and changes settings.',
     '["*.read","backup.*","jobs.*","settings.*"]', 0, 1, 0, 0, 1),
    ('00000000-0000-7000-8000-000000000004', 'responder', 'Works on alerts and incidents and contains a compromise.',
     '["*.read","alerts.*","backup.run","incidents.*","jobs.*","keys.rotate","logs.freeze","logs.read@*","notifications.send","playbooks.*","users.disable"]',
     0, 1, 0, 0, 1),
    ('00000000-0000-7000-8000-000000000005', 'admin', 'May do everything but read and write records.',
     '["*","logs.read@*"]', 1, 1, 0, 0, 1);
