using ClerkSync.Core.Database;
using ClerkSync.Core.Disclosure;
using Npgsql;

namespace ClerkSync.Cli.Doctor;

/// <summary>Checks whether all instances together may open more connections than the server accepts.</summary>
internal static class ConnectionCheck
{
    private const string Check = "connections";

    public static async Task<Finding> RunAsync(
        NpgsqlDataSource dataSource,
        DatabaseSettings settings,
        CancellationToken cancellationToken
    )
    {
        // reserved_connections exists since Postgres 16.
        await using var command = dataSource.CreateCommand(
            """
            select current_setting('max_connections')::int
                - current_setting('superuser_reserved_connections')::int
                - coalesce(current_setting('reserved_connections', true)::int, 0)
            """
        );
        var left = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        return Describe(settings.Connection, settings.MaxInstances, left);
    }

    internal static Finding Describe(NpgsqlConnectionStringBuilder connection, int? instances, int left)
    {
        var each = connection.MaxPoolSize;
        return instances switch
        {
            null => Finding.Ok(
                Check,
                connection.NoResetOnClose
                    ? $"{each} per instance, to PgBouncer"
                    : $"{each} per instance; the server allows {left}, enough for {Counted.Of(left / each, "instance")}"
            ),
            _ when connection.NoResetOnClose => Finding.Ok(
                Check,
                $"{each} × {instances} instances = {each * instances} to PgBouncer; compare this number with its max_client_conn, which cannot be read from here"
            ),
            _ when each * instances > left => Finding.Warning(
                Check,
                $"{each} × {instances} instances = {each * instances}, but the server allows {left}",
                $"Lower connection_limit in DATABASE_URL to {Math.Max(1, left / instances.Value)}, or the number of instances and {DatabaseSettings.MaxInstancesSetting}; or put PgBouncer in between."
            ),
            _ => Finding.Ok(Check, $"{each} × {instances} instances = {each * instances}; the server allows {left}"),
        };
    }
}
