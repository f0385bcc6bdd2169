-- The role under which "access check" and "access approve" work on the application's own table of what people may use. It may read the
-- key and the mapped columns, change the mapped columns, and do nothing else. The app's role takes it for one transaction at a time
-- (set local role). The owner of the table, who may create roles, runs this; running it again replaces the rights, as after a change of
-- the mapping.
--
--   psql "$ADMIN_URL" -v ON_ERROR_STOP=1 -v access=clerksync_access -v app=clerksync_app -v schema=app -v table=accounts \
--     -v key=clerk_id -v columns=stripe_customer_id,plan -f infra/postgres/access.sql
--
-- Where the table has row level security, also: alter role clerksync_access bypassrls. A trigger of the table that writes into another
-- table needs a function with "security definer".

select format('create role %I nologin', :'access')
where not exists (select from pg_roles where rolname = :'access')
\gexec

-- From Postgres 16 on the app's role has none of these rights until it takes the role.
select format('grant %I to %I', :'access', :'app')
    || case when current_setting('server_version_num')::int >= 160000 then ' with inherit false, set true' else '' end
\gexec

grant usage on schema :"schema" to :"access";

-- The rights on its columns go too.
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
