-- One row per Clerk user. Clerk's values are written by ClerkSync alone; plan and credits belong to the application.
create table users (
    id uuid primary key default gen_random_uuid(),
    clerk_id text not null unique,
    -- The address this user holds. Several accounts may claim one address for a while (Clerk moves it, the events come
    -- in any order); only one of them holds it, the others have null here.
    email text,
    -- The address Clerk says is primary.
    primary_email text,
    first_name text,
    last_name text,
    username text,
    phone text,
    image_url text,
    plan text not null default 'free',
    credits bigint not null default 10 check (credits >= 0),
    banned boolean not null default false,
    locked boolean not null default false,
    public_metadata jsonb not null default '{}',
    private_metadata jsonb not null default '{}',
    unsafe_metadata jsonb not null default '{}',
    external_id text,
    last_sign_in_at timestamptz,
    clerk_created_at timestamptz,
    -- The version of the row: data.updated_at, then the time of the event that brought it.
    clerk_updated_at timestamptz not null,
    clerk_event_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
) with (fillfactor = 85);

-- An expression index and a partial one: an update of email then takes no lock that blocks inserts of rows which refer
-- to the user. A plain unique index would.
create unique index users_email_key on users (lower(email)) where email is not null;
create index users_primary_email_idx on users (lower(primary_email)) where primary_email is not null;
-- Postgres keeps statistics of an index's expression only where the index is not partial. Without them it takes an address
-- for one in two hundred, and reads the whole index.
create statistics users_primary_email_stats on (lower(primary_email)) from users;
create statistics users_email_stats on (lower(email)) from users;

-- Clerk never reuses an id: a tombstone is for ever, and holds nothing but the id.
create table tombstones (
    clerk_id text primary key,
    deleted_at timestamptz not null,
    created_at timestamptz not null default now()
);

-- One row per svix-id. A row that says applied, stale or ignored is what makes the next delivery of it a duplicate.
create table webhook_deliveries (
    svix_id text primary key,
    event_type text,
    clerk_id text,
    event_at timestamptz,
    received_at timestamptz not null,
    processed_at timestamptz not null,
    outcome text not null check (outcome in ('applied', 'stale', 'ignored', 'rejected', 'failed')),
    attempts int not null default 1,
    error text,
    -- The bytes as they came: a rejected body need not be JSON.
    payload bytea
);

create index webhook_deliveries_received_at_idx on webhook_deliveries (received_at desc);
create index webhook_deliveries_unsuccessful_idx on webhook_deliveries (received_at desc)
    where outcome in ('failed', 'rejected');
-- The health tells of the last one.
create index webhook_deliveries_applied_idx on webhook_deliveries (received_at desc) where outcome = 'applied';
-- Deleting a person removes that person's payloads.
create index webhook_deliveries_payload_idx on webhook_deliveries (clerk_id) where payload is not null;
