-- One row for each backfill, drift pass and repair.
create table sync_runs (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('backfill', 'drift', 'repair')),
    status text not null default 'running' check (status in ('running', 'succeeded', 'failed')),
    -- Who works on it. A run that is resumed has a new owner, and the old one, if it lives, finds out and stops.
    owner uuid not null,
    started_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    finished_at timestamptz,
    -- Where to go on after a kill.
    checkpoint jsonb,
    -- Counts, and for drift the findings; it names ids and fields, never values.
    result jsonb,
    error text
);

create index sync_runs_kind_idx on sync_runs (kind, id desc);

-- The Clerk instance that this database mirrors: one row. A key of another instance must not remove anything.
create table clerk_instance (
    is_only boolean primary key default true check (is_only),
    clerk_id text not null
);

-- A repair removes what Clerk answers 404 for. Should Clerk know it again later, only such a tombstone is lifted.
alter table tombstones add column is_by_repair boolean not null default false;
