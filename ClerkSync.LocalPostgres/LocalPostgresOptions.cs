namespace ClerkSync.LocalPostgres;

/// <summary>The options of <see cref="LocalPostgresServer"/>.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>
    /// The folder of the data, the password, the last port and the server's log. It is created if it does not exist;
    /// deleting it resets the database. For root, the data may be elsewhere: see <see
    /// cref="LocalPostgresServer.DataFolder"/>.
    /// </summary>
    public string DataFolder { get; init; } = Path.Combine(".local", "postgres");

    /// <summary>The port to use if it is free. Null prefers the port of the last run.</summary>
    public int? PreferredPort { get; init; }

    /// <summary>
    /// The database in <see cref="LocalPostgresServer.DatabaseUrl"/>. It is created if it does not exist.
    /// </summary>
    public string DatabaseName { get; init; } = "clerksync";

    /// <summary>
    /// Settings of the server as in <c>postgresql.conf</c>, such as <c>fsync</c> → <c>off</c>, except port and address.
    /// They override the defaults, which log errors without rows, statements and parameters.
    /// </summary>
    public IReadOnlyDictionary<string, string> ServerSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>The allowed sources of Postgres's programs. The first source that has them is used.</summary>
    public IReadOnlyList<PostgresSource> Sources { get; init; } = PostgresSources.FromEnvironment();
}
