CREATE FUNCTION public.audit_rows_stay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are never changed or removed';

END
$$;

CREATE TABLE public.alert_counted (
    rule_id text NOT NULL COLLATE pg_catalog."C",
    group_key text NOT NULL COLLATE pg_catalog."C",
    node text NOT NULL COLLATE pg_catalog."C",
    last_number bigint NOT NULL,
    counted_at bigint NOT NULL
);

CREATE TABLE public.alert_rules (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    definition text NOT NULL COLLATE pg_catalog."C",
    built_in bigint NOT NULL,
    enabled bigint NOT NULL,
    changed_at bigint NOT NULL,
    changed_by text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.alerts (
    id text NOT NULL COLLATE pg_catalog."C",
    rule_id text NOT NULL COLLATE pg_catalog."C",
    rule_name text NOT NULL COLLATE pg_catalog."C",
    severity text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    group_key text NOT NULL COLLATE pg_catalog."C",
    hits bigint NOT NULL,
    opened_at bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    last_number bigint NOT NULL,
    engine_events bigint NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    evidence text NOT NULL COLLATE pg_catalog."C",
    acknowledged_at bigint,
    acknowledged_by text COLLATE pg_catalog."C",
    closed_at bigint,
    closed_by text COLLATE pg_catalog."C",
    closed_reason text COLLATE pg_catalog."C"
);

CREATE TABLE public.audit_rows (
    number bigint NOT NULL,
    at bigint NOT NULL,
    actor_kind text NOT NULL COLLATE pg_catalog."C",
    actor_id text NOT NULL COLLATE pg_catalog."C",
    actor_name text NOT NULL COLLATE pg_catalog."C",
    session_id text NOT NULL COLLATE pg_catalog."C",
    token_id text NOT NULL COLLATE pg_catalog."C",
    verb text NOT NULL COLLATE pg_catalog."C",
    subject_type text NOT NULL COLLATE pg_catalog."C",
    subject_id text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL COLLATE pg_catalog."C",
    trace_id text NOT NULL COLLATE pg_catalog."C",
    address text NOT NULL COLLATE pg_catalog."C",
    details text NOT NULL COLLATE pg_catalog."C",
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.authority_epoch (
    id bigint NOT NULL,
    value bigint NOT NULL,
    CONSTRAINT authority_epoch_id_check CHECK ((id = 1))
);

CREATE TABLE public.backup_comparisons (
    backup_id text NOT NULL COLLATE pg_catalog."C",
    compared_at bigint NOT NULL,
    document text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.backup_keys (
    id bigint NOT NULL,
    sealed_key bytea NOT NULL,
    signing_key bytea NOT NULL,
    print text NOT NULL COLLATE pg_catalog."C",
    generation bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT backup_keys_id_check CHECK ((id = 1))
);

CREATE TABLE public.backup_staged_records (
    collection bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    revision bigint NOT NULL,
    body text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    deleted bigint NOT NULL,
    action text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.backups (
    id text NOT NULL COLLATE pg_catalog."C",
    label text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    started_by text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    finished_at bigint,
    bytes bigint NOT NULL,
    stored_bytes bigint NOT NULL,
    chunks bigint NOT NULL,
    manifest_hash text NOT NULL COLLATE pg_catalog."C",
    audit_number bigint NOT NULL,
    audit_hash text NOT NULL COLLATE pg_catalog."C",
    last_verified_at bigint,
    last_proven_at bigint,
    restored_at bigint,
    swapped_at bigint,
    result text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.clients (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    secret_hash bytea NOT NULL,
    permissions text NOT NULL COLLATE pg_catalog."C",
    enabled bigint NOT NULL,
    created_at bigint NOT NULL,
    secret_issued_at bigint NOT NULL
);

CREATE TABLE public.collection_numbers (
    only_row bigint NOT NULL,
    last bigint NOT NULL,
    CONSTRAINT collection_numbers_only_row_check CHECK ((only_row = 1))
);

CREATE TABLE public.collections (
    number bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    schema text NOT NULL COLLATE pg_catalog."C",
    schema_version bigint NOT NULL,
    unique_paths text NOT NULL COLLATE pg_catalog."C",
    index_paths text NOT NULL COLLATE pg_catalog."C",
    write_once bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

CREATE TABLE public.frozen_queries (
    id text NOT NULL COLLATE pg_catalog."C",
    query text NOT NULL COLLATE pg_catalog."C",
    from_at bigint NOT NULL,
    to_at bigint NOT NULL,
    rows bigint NOT NULL,
    bytes bigint NOT NULL,
    complete bigint NOT NULL,
    sha256 text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.idempotent_answers (
    principal text NOT NULL COLLATE pg_catalog."C",
    operation text NOT NULL COLLATE pg_catalog."C",
    path text NOT NULL COLLATE pg_catalog."C",
    idempotency_key text NOT NULL COLLATE pg_catalog."C",
    body_hash bytea NOT NULL,
    status bigint NOT NULL,
    content_type text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C",
    location text NOT NULL COLLATE pg_catalog."C",
    etag text NOT NULL COLLATE pg_catalog."C",
    replayable bigint NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE public.incident_evidence (
    id text NOT NULL COLLATE pg_catalog."C",
    incident_id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    reference text NOT NULL COLLATE pg_catalog."C",
    sha256 text NOT NULL COLLATE pg_catalog."C",
    rows_held bigint NOT NULL,
    added_by text NOT NULL COLLATE pg_catalog."C",
    added_at bigint NOT NULL
);

CREATE TABLE public.incident_timeline (
    incident_id text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    says text NOT NULL COLLATE pg_catalog."C",
    data text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    trace_id text NOT NULL COLLATE pg_catalog."C",
    event_number bigint,
    previous text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.incident_traces (
    trace_id text NOT NULL COLLATE pg_catalog."C",
    incident_id text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.incidents (
    id text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    severity text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    alert_id text COLLATE pg_catalog."C",
    subject_user_id text COLLATE pg_catalog."C",
    opened_by text NOT NULL COLLATE pg_catalog."C",
    opened_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    closed_at bigint,
    revision bigint DEFAULT 1 NOT NULL
);

CREATE TABLE public.jobs (
    id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    completed bigint DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    says text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    problem text COLLATE pg_catalog."C",
    result_link text COLLATE pg_catalog."C",
    input text NOT NULL COLLATE pg_catalog."C",
    progress text DEFAULT 'null'::text NOT NULL COLLATE pg_catalog."C",
    principal text NOT NULL COLLATE pg_catalog."C",
    started_by text NOT NULL COLLATE pg_catalog."C",
    trace_id text NOT NULL COLLATE pg_catalog."C",
    attempts bigint DEFAULT 0 NOT NULL,
    cancel_wanted bigint DEFAULT 0 NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    created_at bigint NOT NULL,
    started_at bigint,
    ended_at bigint,
    expires_at bigint
);

CREATE TABLE public.leases (
    name text NOT NULL COLLATE pg_catalog."C",
    holder text NOT NULL COLLATE pg_catalog."C",
    fence bigint NOT NULL,
    until bigint NOT NULL
);

CREATE TABLE public.nodes (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    version text NOT NULL COLLATE pg_catalog."C",
    data_address text NOT NULL COLLATE pg_catalog."C",
    admin_address text NOT NULL COLLATE pg_catalog."C",
    started_at bigint NOT NULL,
    heartbeat_at bigint NOT NULL,
    alive_until bigint NOT NULL,
    lag_ms bigint NOT NULL,
    clock_ms bigint NOT NULL,
    write_waiting bigint NOT NULL,
    write_changes bigint NOT NULL,
    write_commits bigint NOT NULL
);

CREATE TABLE public.notification_deliveries (
    id text NOT NULL COLLATE pg_catalog."C",
    destination_id text NOT NULL COLLATE pg_catalog."C",
    event_number bigint,
    type text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    tries bigint NOT NULL,
    last_status bigint,
    last_error text COLLATE pg_catalog."C",
    trace_id text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    due_at bigint NOT NULL,
    finished_at bigint
);

CREATE TABLE public.notification_destinations (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    url text NOT NULL COLLATE pg_catalog."C",
    events text NOT NULL COLLATE pg_catalog."C",
    private_allowed bigint NOT NULL,
    authority_pem text NOT NULL COLLATE pg_catalog."C",
    secret_sealed bytea NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE public.outbox (
    number bigint NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    trace_id text NOT NULL COLLATE pg_catalog."C",
    data text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE public.outbox ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox_readers (
    subscriber text NOT NULL COLLATE pg_catalog."C",
    read_up_to bigint NOT NULL
);

CREATE TABLE public.playbook_journal (
    run_id text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    entry_key text NOT NULL COLLATE pg_catalog."C",
    step_id text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    step_name text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    turn bigint DEFAULT 0 NOT NULL,
    says text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    outs text DEFAULT '{}'::text NOT NULL COLLATE pg_catalog."C",
    by_name text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);

CREATE TABLE public.playbook_runs (
    id text NOT NULL COLLATE pg_catalog."C",
    playbook_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    reason text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    incident_id text COLLATE pg_catalog."C",
    started_by text NOT NULL COLLATE pg_catalog."C",
    starter_id text NOT NULL COLLATE pg_catalog."C",
    principal text NOT NULL COLLATE pg_catalog."C",
    variables text NOT NULL COLLATE pg_catalog."C",
    bundle text NOT NULL COLLATE pg_catalog."C",
    trace_id text NOT NULL COLLATE pg_catalog."C",
    waiting_for text COLLATE pg_catalog."C",
    waiting_key text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    visits bigint DEFAULT 0 NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint
);

CREATE TABLE public.playbooks (
    id text NOT NULL COLLATE pg_catalog."C",
    cacao_id text NOT NULL COLLATE pg_catalog."C",
    version text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    origin text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    runnable bigint NOT NULL,
    document text NOT NULL COLLATE pg_catalog."C",
    defects text NOT NULL COLLATE pg_catalog."C",
    digest text NOT NULL COLLATE pg_catalog."C",
    imported_by text NOT NULL COLLATE pg_catalog."C",
    imported_at bigint NOT NULL,
    approved_by text COLLATE pg_catalog."C",
    approved_at bigint
);

CREATE TABLE public.refresh_tokens (
    token_hash bytea NOT NULL,
    session_id text NOT NULL COLLATE pg_catalog."C",
    issued_at bigint NOT NULL,
    used_at bigint,
    salt bytea NOT NULL
);

CREATE TABLE public.revoked_tokens (
    token_id text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL
);

CREATE TABLE public.role_grants (
    user_id text NOT NULL COLLATE pg_catalog."C",
    role_id text NOT NULL COLLATE pg_catalog."C",
    granted_at bigint NOT NULL
);

CREATE TABLE public.roles (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    permissions text NOT NULL COLLATE pg_catalog."C",
    administers bigint NOT NULL,
    builtin bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    revision bigint NOT NULL
);

CREATE TABLE public.schema_migrations (
    stem text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    checksum text NOT NULL COLLATE pg_catalog."C",
    applied_at bigint NOT NULL
);

CREATE TABLE public.sessions (
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL COLLATE pg_catalog."C",
    address text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint,
    end_reason text COLLATE pg_catalog."C"
);

CREATE TABLE public.settings (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    changed_at bigint NOT NULL
);

CREATE TABLE public.shared_epochs (
    topic text NOT NULL COLLATE pg_catalog."C",
    value bigint NOT NULL
);

CREATE TABLE public.signing_keys (
    kid text NOT NULL COLLATE pg_catalog."C",
    algorithm text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    public_jwk text NOT NULL COLLATE pg_catalog."C",
    sealed_private bytea,
    created_at bigint NOT NULL,
    activated_at bigint,
    retiring_at bigint,
    retired_at bigint,
    revoked_at bigint,
    reason text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT signing_keys_state_check CHECK ((state = ANY (ARRAY['next'::text, 'active'::text, 'retiring'::text, 'retired'::text, 'revoked'::text])))
);

CREATE TABLE public.users (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    email text COLLATE pg_catalog."C",
    password_hash text NOT NULL COLLATE pg_catalog."C",
    enabled bigint NOT NULL,
    disabled_reason text COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    password_changed_at bigint NOT NULL,
    must_change_password bigint NOT NULL,
    failed_sign_ins bigint NOT NULL,
    locked_until bigint,
    last_sign_in_at bigint,
    revision bigint NOT NULL
);

CREATE TABLE public.vault_keys (
    purpose text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    wrapped bytea NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE public.vault_passphrases (
    node text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL
);

CREATE TABLE public.vault_state (
    id bigint NOT NULL,
    vault text NOT NULL COLLATE pg_catalog."C",
    passphrase_number bigint NOT NULL,
    CONSTRAINT vault_state_id_check CHECK ((id = 1))
);

ALTER TABLE ONLY public.alert_counted
    ADD CONSTRAINT alert_counted_pkey PRIMARY KEY (rule_id, group_key, node);

ALTER TABLE ONLY public.alert_rules
    ADD CONSTRAINT alert_rules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_rows
    ADD CONSTRAINT audit_rows_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.authority_epoch
    ADD CONSTRAINT authority_epoch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.backup_comparisons
    ADD CONSTRAINT backup_comparisons_pkey PRIMARY KEY (backup_id);

ALTER TABLE ONLY public.backup_keys
    ADD CONSTRAINT backup_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.backup_staged_records
    ADD CONSTRAINT backup_staged_records_pkey PRIMARY KEY (collection, id);

ALTER TABLE ONLY public.backups
    ADD CONSTRAINT backups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_name_key UNIQUE (name);

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collection_numbers
    ADD CONSTRAINT collection_numbers_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_name_key UNIQUE (name);

ALTER TABLE ONLY public.collections
    ADD CONSTRAINT collections_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.frozen_queries
    ADD CONSTRAINT frozen_queries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotent_answers
    ADD CONSTRAINT idempotent_answers_pkey PRIMARY KEY (principal, operation, path, idempotency_key);

ALTER TABLE ONLY public.incident_evidence
    ADD CONSTRAINT incident_evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.incident_timeline
    ADD CONSTRAINT incident_timeline_pkey PRIMARY KEY (incident_id, number);

ALTER TABLE ONLY public.incident_traces
    ADD CONSTRAINT incident_traces_pkey PRIMARY KEY (trace_id);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.nodes
    ADD CONSTRAINT nodes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_deliveries
    ADD CONSTRAINT notification_deliveries_destination_id_event_number_key UNIQUE (destination_id, event_number);

ALTER TABLE ONLY public.notification_deliveries
    ADD CONSTRAINT notification_deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notification_destinations
    ADD CONSTRAINT notification_destinations_name_key UNIQUE (name);

ALTER TABLE ONLY public.notification_destinations
    ADD CONSTRAINT notification_destinations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.outbox_readers
    ADD CONSTRAINT outbox_readers_pkey PRIMARY KEY (subscriber);

ALTER TABLE ONLY public.playbook_journal
    ADD CONSTRAINT playbook_journal_pkey PRIMARY KEY (run_id, number);

ALTER TABLE ONLY public.playbook_runs
    ADD CONSTRAINT playbook_runs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.playbooks
    ADD CONSTRAINT playbooks_cacao_id_version_key UNIQUE (cacao_id, version);

ALTER TABLE ONLY public.playbooks
    ADD CONSTRAINT playbooks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.revoked_tokens
    ADD CONSTRAINT revoked_tokens_pkey PRIMARY KEY (token_id);

ALTER TABLE ONLY public.role_grants
    ADD CONSTRAINT role_grants_pkey PRIMARY KEY (user_id, role_id);

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_name_key UNIQUE (name);

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (stem, number);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.shared_epochs
    ADD CONSTRAINT shared_epochs_pkey PRIMARY KEY (topic);

ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (kid);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_name_key_key UNIQUE (name_key);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vault_keys
    ADD CONSTRAINT vault_keys_pkey PRIMARY KEY (purpose, version);

ALTER TABLE ONLY public.vault_passphrases
    ADD CONSTRAINT vault_passphrases_pkey PRIMARY KEY (node);

ALTER TABLE ONLY public.vault_state
    ADD CONSTRAINT vault_state_pkey PRIMARY KEY (id);

CREATE INDEX alert_counted_age ON public.alert_counted USING btree (counted_at);

CREATE UNIQUE INDEX alerts_open ON public.alerts USING btree (rule_id, group_key) WHERE (closed_at IS NULL);

CREATE INDEX alerts_seen ON public.alerts USING btree (rule_id, group_key, last_number);

CREATE INDEX alerts_state ON public.alerts USING btree (state, id);

CREATE INDEX audit_rows_actor_id ON public.audit_rows USING btree (actor_id, number);

CREATE INDEX audit_rows_actor_name ON public.audit_rows USING btree (actor_name, number);

CREATE INDEX audit_rows_subject_id ON public.audit_rows USING btree (subject_id, number);

CREATE INDEX audit_rows_verb ON public.audit_rows USING btree (verb, number);

CREATE INDEX backups_by_state ON public.backups USING btree (state, finished_at);

CREATE INDEX frozen_queries_created ON public.frozen_queries USING btree (created_at, id);

CREATE INDEX idempotent_answers_by_age ON public.idempotent_answers USING btree (created_at);

CREATE INDEX incident_evidence_by_incident ON public.incident_evidence USING btree (incident_id, id);

CREATE UNIQUE INDEX incident_timeline_once ON public.incident_timeline USING btree (incident_id, event_number) WHERE (event_number IS NOT NULL);

CREATE UNIQUE INDEX incidents_by_alert ON public.incidents USING btree (alert_id) WHERE (alert_id IS NOT NULL);

CREATE INDEX incidents_by_subject ON public.incidents USING btree (subject_user_id, state);

CREATE INDEX jobs_by_expiry ON public.jobs USING btree (expires_at);

CREATE INDEX jobs_by_state ON public.jobs USING btree (state, id);

CREATE INDEX leases_by_end ON public.leases USING btree (until);

CREATE INDEX leases_by_holder ON public.leases USING btree (holder);

CREATE INDEX nodes_by_life ON public.nodes USING btree (alive_until);

CREATE INDEX notification_deliveries_due ON public.notification_deliveries USING btree (state, due_at);

CREATE UNIQUE INDEX playbook_journal_once ON public.playbook_journal USING btree (run_id, entry_key) WHERE (kind <> ALL (ARRAY['intent'::text, 'accepted'::text, 'visit'::text]));

CREATE INDEX playbook_runs_by_incident ON public.playbook_runs USING btree (incident_id, id);

CREATE INDEX playbook_runs_by_state ON public.playbook_runs USING btree (state, id);

CREATE INDEX refresh_tokens_by_session ON public.refresh_tokens USING btree (session_id);

CREATE INDEX role_grants_role ON public.role_grants USING btree (role_id);

CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id, ended_at);

CREATE INDEX signing_keys_by_age ON public.signing_keys USING btree (created_at, kid);

CREATE UNIQUE INDEX signing_keys_one_of_each ON public.signing_keys USING btree (state) WHERE (state = ANY (ARRAY['next'::text, 'active'::text]));

CREATE TRIGGER audit_rows_are_kept BEFORE DELETE OR UPDATE ON public.audit_rows FOR EACH ROW EXECUTE FUNCTION public.audit_rows_stay();

CREATE TRIGGER audit_rows_are_not_emptied BEFORE TRUNCATE ON public.audit_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_rows_stay();

ALTER TABLE ONLY public.notification_deliveries
    ADD CONSTRAINT notification_deliveries_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES public.notification_destinations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.role_grants
    ADD CONSTRAINT role_grants_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);

