-- NEEDS AZURE: the roles of roles.sql as principals of Entra, which show a token instead of a password. The Entra administrator of the
-- server runs this once, in the database "postgres" (no other one has the function), before roles.sql; again does no harm. Who migrates is
-- a group, so that a person and the pipeline may; the app is its managed identity, by the object id of its service principal.
--
--   psql "host=… dbname=postgres user=… sslmode=verify-full sslrootcert=system" -v ON_ERROR_STOP=1 \
--     -v migrator=clerksync-migrators -v migrator_object_id=… -v app=NAME -v app_object_id=… -f infra/postgres/entra.sql
--
-- Source: Microsoft Learn, "Manage Microsoft Entra users in Azure Database for PostgreSQL".

select pgaadauth_create_principal_with_oid(wanted.name, wanted.object_id, wanted.type, false, false)
from (
  values (:'migrator', :'migrator_object_id', 'group'), (:'app', :'app_object_id', 'service')
) as wanted (name, object_id, type)
where not exists (select from pg_roles where rolname = wanted.name);
