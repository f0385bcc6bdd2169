-- The console finds a delivery by the beginning of its id. In this collation the index of the primary key serves that, and an insert compares
-- bytes instead of words.
alter table webhook_deliveries alter column svix_id type text collate "C";

-- What is on record about one object or one person. A btree would cost every delivery; this one has a row for 16 pages, which autovacuum
-- writes. A search reads all of it (4 MB for a million deliveries) and the few pages that it names.
create index webhook_deliveries_about_idx on webhook_deliveries
    using brin (
        clerk_id text_bloom_ops (n_distinct_per_range = 1000),
        user_clerk_id text_bloom_ops (n_distinct_per_range = 1000)
    )
    with (pages_per_range = 16, autosummarize = on);

-- The console finds people by the beginning of their name. An index holds only so many characters.
create index users_name_idx on users (lower(left(coalesce(first_name || ' ', '') || coalesce(last_name, ''), 64)) collate "C")
    where first_name is not null or last_name is not null;

-- Each time that a payload, or somebody's private metadata, was shown over HTTP.
create table payload_reads (
    id bigint generated always as identity primary key,
    svix_id text not null,
    read_at timestamptz not null default now()
);

create table private_metadata_reads (
    id bigint generated always as identity primary key,
    clerk_id text not null,
    read_at timestamptz not null default now()
);

-- A run that somebody stopped; a backfill goes on from there when it is started again.
alter table sync_runs
    drop constraint sync_runs_kind_check,
    add constraint sync_runs_kind_check check (kind in ('backfill', 'drift', 'repair', 'access')),
    drop constraint sync_runs_status_check,
    add constraint sync_runs_status_check check (status in ('running', 'succeeded', 'incomplete', 'failed', 'stopped')),
    -- How many objects it has read so far.
    add column progress bigint not null default 0,
    -- What it was started with. Only a run with options is resumed without being asked for: a person at a terminal sees that it ended.
    add column options jsonb,
    -- How often it was started or resumed, so that a run that ends its process each time is not resumed for ever.
    add column attempts int not null default 1;
