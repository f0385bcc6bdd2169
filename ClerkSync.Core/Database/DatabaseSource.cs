using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Creates all data sources, so that all of them log in the same way.</summary>
internal static class DatabaseSource
{
    // A server that accepts connections and then does not answer must not use up a delivery's ten seconds.
    private const int ConnectTimeoutSeconds = 4;
    private const int CommandTimeoutSeconds = 6;
    private const int CancellationTimeoutMilliseconds = 500;

    /// <summary>
    /// Creates a data source for an application's own statements, or for programs without services. Opens no
    /// connection, requests no token.
    /// </summary>
    public static NpgsqlDataSource Create(DatabaseSettings settings) =>
        Create(settings, builder => EntraToken.Create().Supply(builder));

    /// <param name="supplyToken">
    /// Called only with <see cref="DatabaseIdentity.Entra"/>. It does not name the token's type, which would load Azure's libraries.
    /// </param>
    internal static NpgsqlDataSource Create(DatabaseSettings settings, Action<NpgsqlDataSourceBuilder> supplyToken) =>
        Build(settings, Connection(settings, settings.Connection.MaxPoolSize - OwnPoolSize(settings)), supplyToken);

    /// <summary>
    /// Returns how many of the allowed connections are for ClerkSync's own statements. The others are the
    /// application's.
    /// </summary>
    internal static int OwnPoolSize(DatabaseSettings settings) => (settings.Connection.MaxPoolSize * 7 + 9) / 10;

    /// <summary>The data source of ClerkSync's own statements.</summary>
    /// <param name="keepsSessions">
    /// False behind a pooler that runs each transaction in another session: nothing is prepared, and no session setting is made.
    /// </param>
    internal static NpgsqlDataSource CreateOwn(
        DatabaseSettings settings,
        bool keepsSessions,
        Action<NpgsqlDataSourceBuilder> supplyToken
    )
    {
        var connection = Connection(settings, OwnPoolSize(settings));
        // Every setting is made when the session starts or is local to a transaction, so a reset would change nothing.
        connection.NoResetOnClose = true;
        connection.CancellationTimeout = CancellationTimeoutMilliseconds;
        if (!connection.ShouldSerialize("Timeout"))
        {
            connection.Timeout = ConnectTimeoutSeconds;
        }

        if (keepsSessions)
        {
            connection.Options = $"{connection.Options} {TransactionSettings.ConnectionOptions}".TrimStart();
            connection.MaxAutoPrepare = 60;
            connection.AutoPrepareMinUsages = 2;
        }
        else
        {
            // PgBouncer rejects it when a connection starts. There the role has it ("alter role … set search_path").
            connection.SearchPath = null;
        }

        return Build(settings, connection, supplyToken);
    }

    private static NpgsqlConnectionStringBuilder Connection(DatabaseSettings settings, int poolSize)
    {
        poolSize = Math.Max(1, poolSize);
        var connection = new NpgsqlConnectionStringBuilder(settings.Connection.ConnectionString)
        {
            CommandTimeout = CommandTimeoutSeconds,
            // If a server rejects a statement while Npgsql auto-prepares it, the connection keeps the statement as one that returns no
            // rows (npgsql/npgsql#6391). Only ClerkSync's own pool discards such connections.
            MaxAutoPrepare = 0,
            MaxPoolSize = poolSize,
            MinPoolSize = Math.Min(settings.Connection.MinPoolSize, poolSize),
        };
        connection.ApplicationName ??= "clerksync";
        return connection;
    }

    private static NpgsqlDataSource Build(
        DatabaseSettings settings,
        NpgsqlConnectionStringBuilder connection,
        Action<NpgsqlDataSourceBuilder> supplyToken
    )
    {
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        if (settings.Identity == DatabaseIdentity.Entra)
        {
            supplyToken(builder);
        }

        return builder.Build();
    }
}
