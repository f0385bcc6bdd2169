-- NEEDS AZURE: the roles of roles.sql as identities of Entra, which show a token instead of a password. The Entra administrator of the
-- server runs this once, in the database "postgres", before roles.sql; again does no harm. The object ids are those of the identities'
-- service principals.
--
--   psql "host=… dbname=postgres user=… sslmode=verify-full sslrootcert=system" -v ON_ERROR_STOP=1 \
--     -v migrator=clerksync_migrator -v migrator_object_id=… -v app=clerksync_app -v app_object_id=… -f infra/postgres/entra.sql
--
-- Source: Microsoft Learn, "Manage Microsoft Entra users in Azure Database for PostgreSQL".

select pgaadauth_create_principal_with_oid(wanted.name, wanted.object_id, 'service', false, false)
from (values (:'migrator', :'migrator_object_id'), (:'app', :'app_object_id')) as wanted (name, object_id)
where not exists (select from pg_roles where rolname = wanted.name);
