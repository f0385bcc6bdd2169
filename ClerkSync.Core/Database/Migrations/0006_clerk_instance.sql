-- How the instance was recorded: by CLERK_SECRET_KEY, or by the first verified delivery where there is no key.
-- Rows of older releases were recorded by a key; when, is not known.
alter table clerk_instance
    add column recorded_by text not null default 'key' check (recorded_by in ('key', 'delivery')),
    add column recorded_at timestamptz;

alter table clerk_instance alter column recorded_at set default now();
