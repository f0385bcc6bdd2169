-- Creates two roles: one owns the schema and runs migrations, the other is for the functions. An administrator runs
-- this once. It is idempotent.
--
--   psql "$ADMIN_URL" -v ON_ERROR_STOP=1 -v migrator=clerksync_migrator -v app=clerksync_app -v schema=clerksync \
--     -f infra/postgres/roles.sql
--
-- With Entra, run entra.sql first. Otherwise set the passwords of the roles afterward, with \password.

select format('create role %I login', wanted.name)
from unnest(array[:'migrator', :'app']) as wanted (name)
where not exists (select from pg_roles where rolname = wanted.name)
\gexec

select current_database() as database \gset

grant connect on database :"database" to :"migrator", :"app";
-- To create its schema, which it then owns. See schema.sql.
grant create on database :"database" to :"migrator";

-- The search path is set on the role and not in DATABASE_URL, because PgBouncer rejects search_path in a startup
-- message. An administrator who may not alter a role that Entra created (Postgres 16 and later require its ADMIN
-- OPTION) sets it on the database instead: alter database … set search_path = ….
alter role :"migrator" in database :"database" set search_path = :"schema";
alter role :"app" in database :"database" set search_path = :"schema";
