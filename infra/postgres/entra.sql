-- NEEDS AZURE: creates the roles of roles.sql as Entra identities, which sign in with a token instead of a password: a
-- group for migrations, and the app's managed identity. The server's Entra administrator runs this once, in the
-- database "postgres", before roles.sql. Running it again is a no-op.
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
