-- A repair that a person has approved is a step of its incident too. No check made it, so it has an actor in place of a run.
alter table access_ledger
    drop constraint access_ledger_step_check,
    add constraint access_ledger_step_check check (step in ('opened', 'changed', 'reopened', 'closed', 'approved')),
    alter column run_id drop not null,
    add column actor text check ((actor is not null) = (step = 'approved') and (actor is null) = (run_id is not null));
