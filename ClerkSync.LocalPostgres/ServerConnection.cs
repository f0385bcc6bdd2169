using Npgsql;

namespace ClerkSync.LocalPostgres;

/// <summary>Connects to the server as its superuser.</summary>
internal sealed class ServerConnection(int port, string password)
{
    private const string Host = "127.0.0.1";

    /// <summary>Returns the <c>postgresql://</c> URL of a database.</summary>
    public string Url(string database) =>
        $"postgresql://{Cluster.Superuser}:{password}@{Host}:{port}/{Uri.EscapeDataString(database)}";

    /// <summary>Whether the server accepts connections. A server that is starting or stopping does not.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Creates a database if it does not exist.</summary>
    public async Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        find.Parameters.Add(new() { Value = name });
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(name);
            await using var create = new NpgsqlCommand($"create database {quoted}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = port,
            Username = Cluster.Superuser,
            Password = password,
            Database = "postgres",
            Timeout = 5,
            Pooling = false,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
