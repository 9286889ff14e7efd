-- The first tables. Every row has its tenant; ids are UUIDv7; times are UTC and the database's own;
-- row_version becomes an ETag.

-- The counters from which documents take their numbers. Their rows are also the lock under which
-- changes are made one after the other.
CREATE TABLE documents (
    tenant_id  text        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('routing', 'access')),
    epoch      bigint      NOT NULL,
    number     bigint      NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, kind)
);

INSERT INTO documents (tenant_id, kind, epoch, number)
SELECT 'platform', kind, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, 1
FROM (VALUES ('routing'), ('access')) AS kinds (kind);

CREATE TABLE sweeps (
    tenant_id text        NOT NULL PRIMARY KEY,
    number    bigint      NOT NULL,
    swept_at  timestamptz NOT NULL
);

INSERT INTO sweeps (tenant_id, number, swept_at) VALUES ('platform', 0, clock_timestamp());

CREATE TABLE models (
    id           uuid        NOT NULL PRIMARY KEY,
    tenant_id    text        NOT NULL,
    name         text        NOT NULL UNIQUE,
    last_version integer     NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    row_version  bigint      NOT NULL DEFAULT 0
);

CREATE TABLE versions (
    id              uuid        NOT NULL PRIMARY KEY,
    tenant_id       text        NOT NULL,
    model_id        uuid        NOT NULL REFERENCES models (id),
    number          integer     NOT NULL CHECK (number > 0),
    upload_id       uuid        NOT NULL UNIQUE,
    manifest_sha256 text        NOT NULL,
    size_bytes      bigint      NOT NULL,
    signature       jsonb       NOT NULL,
    task            text,
    state           text        NOT NULL
        CHECK (state IN ('uploading', 'verified', 'rejected', 'retired')),
    registered_by   text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    row_version     bigint      NOT NULL DEFAULT 0,
    UNIQUE (model_id, number)
);

CREATE TABLE pools (
    id           uuid        NOT NULL PRIMARY KEY,
    tenant_id    text        NOT NULL,
    name         text        NOT NULL UNIQUE,
    min_replicas integer     NOT NULL CHECK (min_replicas >= 0),
    max_replicas integer     NOT NULL CHECK (max_replicas >= min_replicas),
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    row_version  bigint      NOT NULL DEFAULT 0
);

INSERT INTO pools (id, tenant_id, name, min_replicas, max_replicas)
VALUES (uuidv7(), 'default', 'default', 1, 1);

CREATE TABLE deployments (
    id                 uuid        NOT NULL PRIMARY KEY,
    tenant_id          text        NOT NULL,
    model_id           uuid        NOT NULL UNIQUE REFERENCES models (id),
    pool_id            uuid        NOT NULL REFERENCES pools (id),
    default_timeout_ms bigint      NOT NULL CHECK (default_timeout_ms > 0),
    created_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    row_version        bigint      NOT NULL DEFAULT 0
);

CREATE TABLE deployment_versions (
    deployment_id   uuid    NOT NULL REFERENCES deployments (id),
    version_id      uuid    NOT NULL REFERENCES versions (id),
    tenant_id       text    NOT NULL,
    traffic_percent integer NOT NULL CHECK (traffic_percent BETWEEN 0 AND 100),
    PRIMARY KEY (deployment_id, version_id)
);

CREATE TABLE rollouts (
    id                   uuid        NOT NULL PRIMARY KEY,
    tenant_id            text        NOT NULL,
    deployment_id        uuid        NOT NULL REFERENCES deployments (id),
    from_version_id      uuid        REFERENCES versions (id),
    to_version_id        uuid        NOT NULL REFERENCES versions (id),
    strategy             text        NOT NULL,
    state                text        NOT NULL CHECK (state IN ('preparing', 'progressing',
        'baking', 'completed', 'rolled_back', 'aborted', 'failed')),
    detail               text        NOT NULL,
    capacity_needed      integer     NOT NULL CHECK (capacity_needed > 0),
    bake_seconds         integer     NOT NULL CHECK (bake_seconds >= 0),
    progress_deadline_at timestamptz NOT NULL,
    bake_until           timestamptz,
    switch_epoch         bigint,
    switch_number        bigint,
    retire_epoch         bigint,
    retire_number        bigint,
    started_by           text        NOT NULL,
    created_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    row_version          bigint      NOT NULL DEFAULT 0
);

CREATE UNIQUE INDEX one_active_rollout_per_deployment ON rollouts (deployment_id)
    WHERE state IN ('preparing', 'progressing', 'baking');

-- Which versions a pool shall have: what deployments route, and what active rollouts bring.
CREATE VIEW wanted_versions AS
SELECT d.pool_id, dv.version_id
FROM deployments d JOIN deployment_versions dv ON dv.deployment_id = d.id
UNION
SELECT d.pool_id, r.to_version_id
FROM deployments d JOIN rollouts r ON r.deployment_id = d.id
WHERE r.state IN ('preparing', 'progressing', 'baking');

-- A replica and its lease. Heartbeats without news touch sequence, missed_sweeps and seen_at only.
CREATE TABLE replicas (
    instance        uuid        NOT NULL PRIMARY KEY,
    tenant_id       text        NOT NULL,
    pool_id         uuid        NOT NULL REFERENCES pools (id),
    address         text        NOT NULL,
    pid             bigint      NOT NULL,
    state           text        NOT NULL
        CHECK (state IN ('starting', 'ready', 'suspect', 'draining', 'gone')),
    reported_state  text        NOT NULL
        CHECK (reported_state IN ('starting', 'ready', 'draining', 'gone')),
    gone_by         text        CHECK (gone_by IN ('goodbye', 'death', 'lease')),
    ever_ready      boolean     NOT NULL DEFAULT false,
    queue_limit     integer     NOT NULL,
    sequence        bigint      NOT NULL,
    missed_sweeps   integer     NOT NULL DEFAULT 0,
    report_digest   text        NOT NULL,
    draining_epoch  bigint,
    draining_number bigint,
    seen_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    row_version     bigint      NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE INDEX replicas_of_a_pool ON replicas (pool_id) WHERE state <> 'gone';

-- An assignment is withdrawn from a document on, then taken away from the replica, and its row ends
-- when the replica no longer reports the version.
CREATE TABLE assignments (
    instance         uuid        NOT NULL REFERENCES replicas (instance) ON DELETE CASCADE,
    version_id       uuid        NOT NULL REFERENCES versions (id),
    tenant_id        text        NOT NULL,
    load_state       text        CHECK (load_state IN ('fetching', 'loading', 'ready', 'failed',
        'unloading')),
    detail           text,
    withdrawn_epoch  bigint,
    withdrawn_number bigint,
    taken_away       boolean     NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (instance, version_id),
    CHECK (withdrawn_number IS NOT NULL OR NOT taken_away)
);

CREATE INDEX withdrawn_assignments ON assignments (withdrawn_number)
    WHERE withdrawn_number IS NOT NULL AND NOT taken_away;

-- A gateway process and its lease, with the newest numbers that it has applied.
CREATE TABLE gateways (
    boot_id        text        NOT NULL PRIMARY KEY,
    tenant_id      text        NOT NULL,
    routing_epoch  bigint      NOT NULL DEFAULT 0,
    routing_number bigint      NOT NULL DEFAULT 0,
    access_epoch   bigint      NOT NULL DEFAULT 0,
    access_number  bigint      NOT NULL DEFAULT 0,
    missed_sweeps  integer     NOT NULL DEFAULT 0,
    seen_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

CREATE TABLE api_keys (
    id          uuid        NOT NULL PRIMARY KEY,
    tenant_id   text        NOT NULL,
    prefix      text        NOT NULL UNIQUE,
    hash        text        NOT NULL,
    label       text        NOT NULL,
    principal   text        NOT NULL,
    expires_at  timestamptz,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    row_version bigint      NOT NULL DEFAULT 0
);

CREATE TABLE api_key_grants (
    api_key_id    uuid NOT NULL REFERENCES api_keys (id),
    tenant_id     text NOT NULL,
    model_pattern text NOT NULL,
    action        text NOT NULL CHECK (action IN ('infer', 'read', 'deploy', 'admin')),
    PRIMARY KEY (api_key_id, model_pattern, action)
);

CREATE TABLE audit (
    id         uuid        NOT NULL PRIMARY KEY,
    tenant_id  text        NOT NULL,
    principal  text        NOT NULL,
    action     text        NOT NULL,
    resource   text        NOT NULL,
    detail     text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX audit_by_time ON audit (tenant_id, created_at);

-- Answers of creates, by the key that a client chose.
CREATE TABLE idempotency (
    tenant_id       text        NOT NULL,
    route           text        NOT NULL,
    idempotency_key text        NOT NULL,
    request_hash    text        NOT NULL,
    answer_status   integer,
    answer          jsonb,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, route, idempotency_key)
);
