-- What the admin API needs besides. Only additions, all nullable or new, so that the registry of the
-- version before goes on working on these tables.

-- A deleted model keeps its row: its name stays its tenant's, and a later upload goes on counting.
ALTER TABLE models ADD COLUMN deleted_at timestamptz;

-- What a client declared; a deployment that was removed keeps its row for its rollouts.
ALTER TABLE deployments
    ADD COLUMN overrides  jsonb,
    ADD COLUMN removed_at timestamptz;

-- A pause is beside the state, which says where the rollout goes on.
ALTER TABLE rollouts
    ADD COLUMN paused_at timestamptz,
    ADD CONSTRAINT only_active_rollouts_pause
        CHECK (paused_at IS NULL OR state IN ('preparing', 'progressing', 'baking'));

CREATE INDEX rollouts_of_a_deployment ON rollouts (deployment_id, created_at, id);

-- A revoked key keeps its row, so that a start with the same bootstrap keys does not bring it back.
ALTER TABLE api_keys
    ADD COLUMN created_by   text,
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN revoked_at   timestamptz;

CREATE TABLE aliases (
    id          uuid        NOT NULL PRIMARY KEY DEFAULT uuidv7(),
    tenant_id   text        NOT NULL,
    model_id    uuid        NOT NULL REFERENCES models (id),
    name        text        NOT NULL,
    version_id  uuid        NOT NULL REFERENCES versions (id),
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    row_version bigint      NOT NULL DEFAULT 0,
    UNIQUE (model_id, name)
);

CREATE INDEX idempotency_by_time ON idempotency (created_at);
