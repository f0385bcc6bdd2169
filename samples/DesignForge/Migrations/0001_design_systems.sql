create table design_systems (
    id uuid primary key,
    -- ClerkSync deletes the row of a user who is deleted at Clerk; his design systems go with it.
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    colors jsonb not null,
    created_at timestamptz not null default now()
);

-- For the list, and for the cascade.
create index on design_systems (user_id, created_at desc, id desc);
