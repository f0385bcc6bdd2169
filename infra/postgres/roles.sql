-- The two roles: one owns the schema and migrates, the other is the functions'. An administrator runs this once; again does no harm.
--
--   psql "$ADMIN_URL" -v ON_ERROR_STOP=1 -v migrator=clerksync_migrator -v app=clerksync_app -v schema=clerksync \
--     -f infra/postgres/roles.sql
--
-- With Entra run entra.sql first. Elsewhere give the roles their passwords afterwards, with \password.

select format('create role %I login', wanted.name)
from unnest(array[:'migrator', :'app']) as wanted (name)
where not exists (select from pg_roles where rolname = wanted.name)
\gexec

select current_database() as database \gset

grant connect on database :"database" to :"migrator", :"app";
-- To make its schema, which is then its own. See schema.sql.
grant create on database :"database" to :"migrator";

-- The role and not DATABASE_URL says where the tables are: PgBouncer rejects search_path in a connection's start. An administrator who
-- may not alter a role that Entra made (Postgres 16 and later ask for its ADMIN OPTION) gives it to the database instead:
-- alter database … set search_path = ….
alter role :"migrator" in database :"database" set search_path = :"schema";
alter role :"app" in database :"database" set search_path = :"schema";
