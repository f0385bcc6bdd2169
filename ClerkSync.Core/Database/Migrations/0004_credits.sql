-- Nobody signs up while the opening rows are written, or he would be left out. Adding the foreign keys takes this lock anyway.
lock table users in share row exclusive mode;

-- The ledger: the sum of a user's deltas is users.credits, whatever happened. Rows are only ever added.
create table credit_transactions (
    -- Given under the lock on the user's row: in the order in which one user's balance changed.
    id bigint generated always as identity,
    user_id uuid not null,
    delta bigint not null,
    -- What for, such as opening, usage:generate or refund.
    reason text not null,
    -- Who did it: clerksync, a Clerk id, an API key, a person of the support.
    actor text not null,
    -- One change of one user has one effect, however often it is asked for. Null where something else sees to that.
    idempotency_key text,
    balance_after bigint not null,
    -- Not the transaction's time, which may lie before that of a row with a smaller id.
    created_at timestamptz not null default clock_timestamp()
);

-- Before the constraints: a million rows are then checked at once, and not each.
insert into credit_transactions (user_id, delta, reason, actor, balance_after)
select id, credits, 'opening', 'clerksync', credits from users;

alter table credit_transactions
    -- Also the index by which a user's rows are listed, and deleted with him.
    add primary key (user_id, id),
    add foreign key (user_id) references users (id) on delete cascade,
    -- Whoever signs up where the column's default is 0 opens with 0.
    add check (delta <> 0 or reason = 'opening'),
    add check (balance_after >= 0);

create unique index credit_transactions_idempotency_key on credit_transactions (user_id, idempotency_key)
    where idempotency_key is not null;

-- The ledger of plan changes.
create table plan_changes (
    id bigint generated always as identity,
    user_id uuid not null references users (id) on delete cascade,
    from_plan text not null,
    to_plan text not null check (to_plan <> from_plan),
    -- Credits that came with it; they have a row in credit_transactions too.
    bonus_credits bigint not null check (bonus_credits >= 0),
    balance_after bigint not null,
    actor text not null,
    idempotency_key text,
    created_at timestamptz not null default clock_timestamp(),
    primary key (user_id, id)
);

create unique index plan_changes_idempotency_key on plan_changes (user_id, idempotency_key)
    where idempotency_key is not null;

-- Runs that an application has reported, also those that the user could not pay for.
create table usage_events (
    id bigint generated always as identity,
    user_id uuid not null references users (id) on delete cascade,
    -- Null when no API key reported it.
    api_key_id uuid,
    action text not null,
    provider text not null,
    model text not null,
    -- US dollars. Numeric, because a thousand tokens cost less than a cent.
    cost numeric(18, 10) not null check (cost >= 0),
    -- What the action costs, taken or not.
    credits bigint not null check (credits >= 0),
    -- The application's own customer, if it has such.
    customer_id text,
    idempotency_key text not null,
    outcome text not null check (outcome in ('charged', 'insufficient')),
    -- Kept so that the same report gets the same answer.
    balance_after bigint not null,
    created_at timestamptz not null default clock_timestamp(),
    primary key (user_id, id),
    constraint usage_events_idempotency_key unique (user_id, idempotency_key)
);

-- What the reports add up, read from the index alone.
create index usage_events_report_idx on usage_events (user_id, created_at) include (provider, cost, credits, outcome);
