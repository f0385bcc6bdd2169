-- Creates the schema, and allows the app's role to read and write its rows, but nothing else. The migrating role runs
-- this before its first migration. It is idempotent.
--
--   psql "$MIGRATOR_URL" -v ON_ERROR_STOP=1 -v app=clerksync_app -v schema=clerksync -f infra/postgres/schema.sql
--
-- If another role created the tables, run this first: reassign owned by the_other to clerksync_migrator.

create schema if not exists :"schema";

grant usage on schema :"schema" to :"app";

-- For existing objects.
grant select, insert, update, delete on all tables in schema :"schema" to :"app";
grant usage on all sequences in schema :"schema" to :"app";

-- For objects that this role's migrations will create.
alter default privileges in schema :"schema" grant select, insert, update, delete on tables to :"app";
alter default privileges in schema :"schema" grant usage on sequences to :"app";
