-- Where the application keeps what people may use, what Stripe's prices are called there, and the policies: one row.
create table access_settings (
    is_only boolean primary key default true check (is_only),
    settings jsonb not null,
    updated_at timestamptz not null default now()
);

-- Access without Stripe. Rows are revoked and never deleted, so that the ledger's entries can be explained.
create table access_overrides (
    id bigint generated always as identity primary key,
    clerk_id text not null,
    kind text not null check (kind in ('plan', 'premium', 'entitlement', 'elsewhere')),
    -- The plan or the feature.
    name text check ((name is not null) = (kind in ('plan', 'entitlement'))),
    until timestamptz,
    reason text not null check (reason <> ''),
    actor text not null,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);

create index access_overrides_clerk_id_idx on access_overrides (clerk_id) where revoked_at is null;

create table access_runs (
    id bigint generated always as identity primary key,
    -- Incomplete: Stripe did not answer, or not for everyone. Nothing was opened or closed for what was not seen.
    status text not null default 'running' check (status in ('running', 'succeeded', 'incomplete')),
    -- One account; null is everyone.
    clerk_id text,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    checked bigint,
    error text
);

-- One row for each account and code. A row that is closed is opened again when its cause returns.
create table access_incidents (
    id bigint generated always as identity primary key,
    clerk_id text not null,
    code text not null,
    -- All codes of the finding, the primary one first.
    codes text[] not null,
    -- The evidence of both sides in a sentence.
    reason text not null,
    -- What puts the account right: target, field, from, to.
    changes jsonb not null,
    is_open boolean not null default true,
    opened_at timestamptz not null,
    last_seen_at timestamptz not null,
    closed_at timestamptz check ((closed_at is null) = is_open),
    times_opened int not null default 1,
    unique (clerk_id, code)
);

create index access_incidents_open_idx on access_incidents (opened_at) where is_open;

-- What access was, what it should have been, and why, at each step of an incident.
create table access_ledger (
    id bigint generated always as identity primary key,
    clerk_id text not null,
    incident_id bigint not null,
    step text not null check (step in ('opened', 'changed', 'reopened', 'closed')),
    code text not null,
    reason text not null,
    changes jsonb not null,
    run_id bigint not null,
    -- Not the transaction's time, which may lie before that of a row with a smaller id.
    created_at timestamptz not null default clock_timestamp()
);

create index access_ledger_clerk_id_idx on access_ledger (clerk_id, id);

create function access_ledger_is_append_only() returns trigger
    language plpgsql
    as $$
begin
    raise exception 'access_ledger is append-only' using errcode = 'CS002';
end
$$;

create trigger access_ledger_is_append_only before update or delete or truncate on access_ledger
    for each statement execute function access_ledger_is_append_only();

-- The customer that an account had when it was last checked. A deleted account has no metadata left that would name it, and may
-- still be billed.
create table access_customers (
    clerk_id text primary key,
    customer_id text not null,
    seen_at timestamptz not null
);

-- What a run has read so far; it is deleted when the run ends. After a crash of the server the tables are empty, and so is the run.
create unlogged table access_read_accounts (
    run_id bigint not null,
    clerk_id text not null,
    is_organization boolean not null,
    is_deleted boolean not null,
    customer_id text,
    -- The mapped values by their paths.
    mapped jsonb not null,
    primary key (run_id, clerk_id)
);

create index access_read_accounts_customer_idx on access_read_accounts (run_id, customer_id);

create unlogged table access_read_subscriptions (
    run_id bigint not null,
    id text not null,
    customer_id text not null,
    -- The Clerk id in the customer's metadata.
    clerk_id text,
    is_live boolean not null,
    payment_intent text,
    amount_paid bigint not null,
    facts jsonb not null,
    primary key (run_id, id)
);

create index access_read_subscriptions_customer_idx on access_read_subscriptions (run_id, customer_id);
create index access_read_subscriptions_clerk_id_idx on access_read_subscriptions (run_id, clerk_id)
    where clerk_id is not null;

create unlogged table access_read_reversals (
    run_id bigint not null,
    payment_intent text not null,
    refunded bigint not null,
    is_disputed boolean not null,
    is_lost boolean not null
);

create index access_read_reversals_idx on access_read_reversals (run_id, payment_intent);

create unlogged table access_read_findings (
    run_id bigint not null,
    clerk_id text not null,
    code text not null,
    codes text[] not null,
    reason text not null,
    changes jsonb not null,
    primary key (run_id, clerk_id)
);
