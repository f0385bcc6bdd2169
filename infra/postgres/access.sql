-- Creates the role with which "access check" and "access approve" use the application's own table. The role can read
-- the key and the mapped columns, and update the mapped columns. The app's role switches to it for one transaction at a
-- time (set local role). Run this as the owner of the table, with the right to create roles. Run it again after a
-- change of the mapping, to replace the rights.
--
--   psql "$ADMIN_URL" -v ON_ERROR_STOP=1 -v access=clerksync_access -v app=clerksync_app -v schema=app -v table=accounts \
--     -v key=clerk_id -v columns=stripe_customer_id,plan -f infra/postgres/access.sql
--
-- If the table has row level security, also run: alter role clerksync_access bypassrls. If a trigger of the table
-- writes to another table, its function needs "security definer".

select format('create role %I nologin', :'access')
where not exists (select from pg_roles where rolname = :'access')
\gexec

-- From Postgres 16 on, the app's role has these rights only after it switches to the role.
select format('grant %I to %I', :'access', :'app')
    || case when current_setting('server_version_num')::int >= 160000 then ' with inherit false, set true' else '' end
\gexec

grant usage on schema :"schema" to :"access";

-- Also revokes the rights on the columns.
revoke all on :"schema".:"table" from :"access";

select format(
    'grant select (%I, %2$s), update (%2$s) on %3$I.%4$I to %5$I',
    :'key',
    string_agg(format('%I', trim(name)), ', '),
    :'schema',
    :'table',
    :'access'
)
from string_to_table(:'columns', ',') as name
\gexec
