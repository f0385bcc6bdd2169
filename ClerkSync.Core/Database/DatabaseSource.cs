using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Makes the data sources. Nobody else does, so that each of them is let in the same way.</summary>
public static class DatabaseSource
{
    /// <summary>A data source for a program without services. Opens no connection, and asks for no token.</summary>
    public static NpgsqlDataSource Create(DatabaseSettings settings) => Create(settings, EntraToken.Create);

    /// <param name="settings">Of the database.</param>
    /// <param name="token">Called with <see cref="DatabaseIdentity.Entra"/> only: else Azure's libraries are not even loaded.</param>
    internal static NpgsqlDataSource Create(DatabaseSettings settings, Func<EntraToken> token)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.Connection.ConnectionString) { CommandTimeout = 6 };
        if (!connection.NoResetOnClose && connection.MaxAutoPrepare == 0)
        {
            connection.MaxAutoPrepare = 40;
            connection.AutoPrepareMinUsages = 2;
        }

        connection.ApplicationName ??= "clerksync";
        return settings.Identity == DatabaseIdentity.Entra
            ? CreateWithToken(connection, token())
            : NpgsqlDataSource.Create(connection);
    }

    /// <remarks>
    /// Not <c>UsePeriodicPasswordProvider</c>: it asks at once instead of at the first connection, and then at a fixed interval,
    /// whenever the token ends. Npgsql asks the provider for each new connection; what is open already stays open.
    /// </remarks>
    private static NpgsqlDataSource CreateWithToken(NpgsqlConnectionStringBuilder connection, EntraToken token)
    {
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        builder.UsePasswordProvider(
            // Npgsql wants this one too, for connections that an application opens synchronously.
            _ => token.GetAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult(),
            (_, cancellationToken) => token.GetAsync(cancellationToken)
        );
        return builder.Build();
    }
}
