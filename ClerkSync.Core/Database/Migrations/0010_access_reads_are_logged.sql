-- A crash of Postgres empties an unlogged table. A check that goes on after the restart would then find no subscription of anybody, and
-- open an incident for each account that pays.
alter table access_read_accounts set logged;
alter table access_read_subscriptions set logged;
alter table access_read_reversals set logged;
alter table access_read_findings set logged;
