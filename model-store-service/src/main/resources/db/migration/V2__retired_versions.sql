-- When a version was made of an upload, and since when the registry no longer lists it as live.
alter table uploads
    add column ended_at    timestamptz,
    add column unlisted_at timestamptz;
create index uploads_registered on uploads (id) where state = 'registered';
