-- NEEDS AZURE: the roles of roles.sql as identities of Entra, which show a token instead of a password: a group of those who migrate,
-- and the app's managed identity. The Entra administrator of the server runs this once, in the database "postgres", before roles.sql;
-- again does no harm.
--
--   psql "host=… dbname=postgres user=… sslmode=verify-full sslrootcert=system" -v ON_ERROR_STOP=1 \
--     -v migrator=clerksync-migrators -v migrator_object_id=… -v app=clerksync_app -v app_object_id=… -f infra/postgres/entra.sql
--
-- Source: Microsoft Learn, "Manage Microsoft Entra users in Azure Database for PostgreSQL".

select pgaadauth_create_principal_with_oid(wanted.name, wanted.object_id, wanted.kind, false, false)
from (
    values (:'migrator', :'migrator_object_id', 'group'), (:'app', :'app_object_id', 'service')
) as wanted (name, object_id, kind)
where not exists (select from pg_roles where rolname = wanted.name);
