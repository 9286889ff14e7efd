-- An upload is one attempt to make a version. It ends as registered or as abandoned.
create table uploads (
    id              uuid primary key,
    tenant_id       text        not null,
    principal       text        not null,
    model           text        not null,
    state           text        not null check (state in ('receiving', 'registering', 'registered', 'abandoned')),
    manifest_sha256 text,
    created_at      timestamptz not null default now(),
    active_at       timestamptz not null default now(),
    row_version     bigint      not null default 0
);
create index uploads_unfinished on uploads (active_at) where state in ('receiving', 'registering');
create index uploads_abandoned on uploads (id) where state = 'abandoned';

-- Everything that was or may have been put into the bucket, written before the put.
create table objects (
    object_key  text primary key,
    tenant_id   text        not null,
    upload_id   uuid        not null references uploads (id),
    created_at  timestamptz not null default now(),
    row_version bigint      not null default 0
);
create index objects_by_upload on objects (upload_id);

-- Digest to key. The same bytes of a tenant lie in the bucket once.
create table artefacts (
    tenant_id   text        not null,
    kind        text        not null check (kind in ('artefact', 'manifest')),
    sha256      text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes  bigint      not null check (size_bytes >= 0),
    object_key  text        not null unique references objects (object_key),
    created_at  timestamptz not null default now(),
    row_version bigint      not null default 0,
    primary key (tenant_id, kind, sha256)
);
create index artefacts_by_digest on artefacts (kind, sha256);

-- Which uploads need an artefact; it goes with the last of them.
create table artefact_uses (
    tenant_id   text        not null,
    kind        text        not null,
    sha256      text        not null,
    upload_id   uuid        not null references uploads (id),
    created_at  timestamptz not null default now(),
    row_version bigint      not null default 0,
    primary key (tenant_id, kind, sha256, upload_id),
    foreign key (tenant_id, kind, sha256) references artefacts (tenant_id, kind, sha256)
);
create index artefact_uses_by_upload on artefact_uses (upload_id);
