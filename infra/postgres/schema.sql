-- The schema, and what the app's role may do in it: read and write rows, and nothing else. The migrating role runs this before its
-- first migration; again does no harm.
--
--   psql "$MIGRATOR_URL" -v ON_ERROR_STOP=1 -v app=clerksync_app -v schema=clerksync -f infra/postgres/schema.sql
--
-- If another role has made the tables before, it says first: reassign owned by the_other to clerksync_migrator.

create schema if not exists :"schema";

grant usage on schema :"schema" to :"app";

-- What there is.
grant select, insert, update, delete on all tables in schema :"schema" to :"app";
grant usage on all sequences in schema :"schema" to :"app";

-- What this role's migrations will make.
alter default privileges in schema :"schema" grant select, insert, update, delete on tables to :"app";
alter default privileges in schema :"schema" grant usage on sequences to :"app";
