-- Keys with which an application's users call it. Only hashes are kept: they open nothing.
create table api_keys (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    name text not null,
    -- The first letters, by which its owner tells a key from the others.
    prefix text not null,
    -- SHA-256 of the whole key. It has 256 random bits, so that no salt and no slow hash is needed.
    hash bytea not null unique check (octet_length(hash) = 32),
    -- The key of the sign-up, encrypted, until its owner reveals it once or too much time has passed.
    sealed bytea,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
) with (fillfactor = 85);

create index api_keys_user_idx on api_keys (user_id, created_at);

-- The nightly purge finds what nobody has revealed.
create index api_keys_sealed_idx on api_keys (created_at) where sealed is not null;
