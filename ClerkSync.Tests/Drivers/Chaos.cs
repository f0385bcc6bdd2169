namespace ClerkSync.Tests.Drivers;

/// <summary>Makes a share of the statements and commits fail inside Postgres, with the errors of real failures.</summary>
internal static class Chaos
{
    private const string Install = """
        create table chaos (share double precision not null);
        insert into chaos values (0);
        grant select on chaos to public;

        create function chaos() returns trigger language plpgsql as $$
        declare
            states text[] := '{40001,40P01,55P03,53300,57014,22001,23514,54000,XX000}';
        begin
            if random() < (select share from chaos) then
                if random() < 0.1 then
                    perform pg_terminate_backend(pg_backend_pid());
                end if;
                raise exception 'chaos' using errcode = states[1 + floor(random() * array_length(states, 1))::int];
            end if;
            return null;
        end $$;
        """;

    /// <summary>Adds the triggers. Nothing fails before <see cref="SetShareAsync"/>.</summary>
    public static async Task InstallAsync(TestDatabase database)
    {
        await database.ExecuteAsync(Install);
        foreach (
            var table in new[]
            {
                "users",
                "organizations",
                "organization_memberships",
                "tombstones",
                "webhook_deliveries",
                "credit_transactions",
            }
        )
        {
            await database.ExecuteAsync(
                $"""
                create trigger chaos after insert or update or delete on {table}
                for each statement execute function chaos();
                create constraint trigger chaos_at_commit after insert or update on {table} deferrable initially deferred
                for each row execute function chaos();
                """
            );
        }
    }

    /// <summary>Sets the share of statements that fail, from 0 to 1.</summary>
    public static Task SetShareAsync(TestDatabase database, double share) =>
        database.ExecuteAsync("update chaos set share = @share", new { share });
}
