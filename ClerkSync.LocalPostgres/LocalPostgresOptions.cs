namespace ClerkSync.LocalPostgres;

/// <summary>What <see cref="LocalPostgresServer"/> is to run.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>
    /// Folder of the data, the password, the remembered port and the server's log. It is made when absent; deleting it
    /// means a fresh start. As root the data may have to lie elsewhere: see <see cref="LocalPostgresServer.DataFolder"/>.
    /// </summary>
    public string DataFolder { get; init; } = Path.Combine(".local", "postgres");

    /// <summary>The port to listen on, if it is free; null prefers the one of the last run.</summary>
    public int? PreferredPort { get; init; }

    /// <summary>The database that <see cref="LocalPostgresServer.DatabaseUrl"/> names; made when absent.</summary>
    public string DatabaseName { get; init; } = "clerksync";

    /// <summary>
    /// Settings of the server, as in <c>postgresql.conf</c>: <c>fsync</c> → <c>off</c>. Not the port or the address.
    /// They win over the defaults, which log errors without rows, statements and parameters.
    /// </summary>
    public IReadOnlyDictionary<string, string> ServerSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the programs may come from; the first that has them is taken.</summary>
    public IReadOnlyList<PostgresSource> Sources { get; init; } = PostgresSources.FromEnvironment();
}
