-- A user may have several memberships of one organization for a while: a new one comes before the deletion of the old one is told. All are
-- kept, and one of them is current: the newest. It was the only one that was kept, so all that are there are current.
-- The default is for apps of before this migration, which keep one row for each user and organization.
alter table organization_memberships
    add column is_current boolean not null default true,
    drop constraint organization_memberships_organization_clerk_id_user_clerk_i_key;
create unique index organization_memberships_current_key
    on organization_memberships (organization_clerk_id, user_clerk_id) where is_current;
-- Finds the others, and those of an organization that is deleted.
create index organization_memberships_pair_idx on organization_memberships (organization_clerk_id, user_clerk_id);

-- A run that could not read everything that Clerk counted.
alter table sync_runs
    drop constraint sync_runs_status_check,
    add constraint sync_runs_status_check check (status in ('running', 'succeeded', 'incomplete', 'failed'));
