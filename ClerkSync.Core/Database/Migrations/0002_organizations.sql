create table organizations (
    id uuid primary key default gen_random_uuid(),
    clerk_id text not null unique,
    name text,
    slug text,
    image_url text,
    created_by text,
    max_allowed_memberships bigint,
    public_metadata jsonb not null default '{}',
    private_metadata jsonb not null default '{}',
    clerk_created_at timestamptz,
    clerk_updated_at timestamptz not null,
    clerk_event_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
) with (fillfactor = 85);

-- No foreign keys: a membership may come before its user or its organization, and that is no error.
create table organization_memberships (
    id uuid primary key default gen_random_uuid(),
    clerk_id text not null unique,
    organization_clerk_id text not null,
    user_clerk_id text not null,
    role text,
    permissions jsonb not null default '[]',
    public_metadata jsonb not null default '{}',
    private_metadata jsonb not null default '{}',
    clerk_created_at timestamptz,
    clerk_updated_at timestamptz not null,
    clerk_event_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- Whoever leaves and comes back gets a new membership; the newer one replaces the other.
    unique (organization_clerk_id, user_clerk_id)
) with (fillfactor = 85);

create index organization_memberships_user_idx on organization_memberships (user_clerk_id);

-- Whom a payload tells of. Memberships, sessions and emails tell of a user too, and deleting him removes them all.
alter table webhook_deliveries add column user_clerk_id text;
update webhook_deliveries set user_clerk_id = clerk_id where event_type like 'user.%';
drop index webhook_deliveries_payload_idx;
create index webhook_deliveries_payload_idx on webhook_deliveries (user_clerk_id) where payload is not null;
