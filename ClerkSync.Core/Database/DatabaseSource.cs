using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>Makes the data sources. Nobody else does, so that each of them is let in the same way.</summary>
public static class DatabaseSource
{
    /// <summary>A data source for a program without services. Opens no connection, and asks for no token.</summary>
    public static NpgsqlDataSource Create(DatabaseSettings settings) =>
        Create(settings, builder => EntraToken.Create().Supply(builder));

    /// <param name="settings">Of the database.</param>
    /// <param name="supplyToken">
    /// Called with <see cref="DatabaseIdentity.Entra"/> only. It does not name the token's type, with which Azure's libraries are loaded.
    /// </param>
    internal static NpgsqlDataSource Create(DatabaseSettings settings, Action<NpgsqlDataSourceBuilder> supplyToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.Connection.ConnectionString) { CommandTimeout = 6 };
        if (!connection.NoResetOnClose && connection.MaxAutoPrepare == 0)
        {
            connection.MaxAutoPrepare = 40;
            connection.AutoPrepareMinUsages = 2;
        }

        connection.ApplicationName ??= "clerksync";
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        if (settings.Identity == DatabaseIdentity.Entra)
        {
            supplyToken(builder);
        }

        return builder.Build();
    }
}
