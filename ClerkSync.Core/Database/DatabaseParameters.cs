using Npgsql;

namespace ClerkSync.Core.Database;

/// <summary>
/// Maps the parameters of <c>DATABASE_URL</c> to Npgsql's. The table in <c>docs/settings.md</c> has the same names.
/// </summary>
/// <remarks>Source: PostgreSQL documentation, "Parameter Key Words"; Prisma documentation, "PostgreSQL connection URL".</remarks>
internal static class DatabaseParameters
{
    private const int MostConnections = 1024;
    private const int LongestTimeout = 1024;
    private const string SystemsOwn = "system";

    private static readonly Dictionary<string, Action<NpgsqlConnectionStringBuilder, DatabaseParameter>> Meanings =
        new()
        {
            ["user"] = (connection, user) => connection.Username = user.Value,
            ["password"] = (connection, password) => connection.Password = password.Value,
            ["passfile"] = (connection, file) => connection.Passfile = file.Value,
            ["dbname"] = (connection, name) => connection.Database = name.Value,
            ["schema"] = (connection, schema) => connection.SearchPath = Quote(schema),
            ["options"] = (connection, options) => connection.Options = options.Value,
            ["application_name"] = (connection, name) => connection.ApplicationName = name.Value,
            ["fallback_application_name"] = (connection, name) => connection.ApplicationName ??= name.Value,
            ["connect_timeout"] = (connection, timeout) => connection.Timeout = timeout.ReadNumber(0, LongestTimeout),
            ["connection_limit"] = (connection, limit) => connection.MaxPoolSize = limit.ReadNumber(1, MostConnections),
            ["pgbouncer"] = (connection, flag) => connection.NoResetOnClose = ReadFlag(flag),
            ["keepalives"] = (connection, flag) => connection.TcpKeepAlive = ReadFlag(flag),
            ["keepalives_idle"] = (connection, time) => connection.TcpKeepAliveTime = time.ReadNumber(0, int.MaxValue),
            ["keepalives_interval"] = (connection, time) =>
                connection.TcpKeepAliveInterval = time.ReadNumber(0, int.MaxValue),
            ["krbsrvname"] = (connection, name) => connection.KerberosServiceName = name.Value,
            ["require_auth"] = (connection, methods) =>
                connection.RequireAuth = methods.Value.Replace("-", "", StringComparison.Ordinal),
            ["sslmode"] = (connection, mode) => connection.SslMode = ReadSslMode(mode),
            // Prisma's name for it.
            ["sslaccept"] = (connection, mode) =>
                connection.SslMode = mode.Choose(
                    ("strict", SslMode.VerifyFull),
                    ("accept_invalid_certs", SslMode.Require)
                ),
            ["sslrootcert"] = (connection, file) => connection.RootCertificate = file.Value,
            ["sslcert"] = (connection, file) => connection.SslCertificate = file.Value,
            ["sslkey"] = (connection, file) => connection.SslKey = file.Value,
            ["sslpassword"] = (connection, password) => connection.SslPassword = password.Value,
            ["sslnegotiation"] = (connection, way) =>
                connection.SslNegotiation = way.Choose(
                    ("postgres", SslNegotiation.Postgres),
                    ("direct", SslNegotiation.Direct)
                ),
            ["channel_binding"] = (connection, binding) =>
                connection.ChannelBinding = binding.Choose(
                    ("disable", ChannelBinding.Disable),
                    ("prefer", ChannelBinding.Prefer),
                    ("require", ChannelBinding.Require)
                ),
            ["gssencmode"] = (connection, mode) =>
                connection.GssEncryptionMode = mode.Choose(
                    ("disable", GssEncryptionMode.Disable),
                    ("prefer", GssEncryptionMode.Prefer),
                    ("require", GssEncryptionMode.Require)
                ),
            ["load_balance_hosts"] = (connection, way) =>
                connection.LoadBalanceHosts = way.Choose(("disable", false), ("random", true)),
        };

    /// <summary>Parameters that <see cref="DatabaseHosts"/> reads together.</summary>
    private static readonly string[] Combined = ["host", "port", "target_session_attrs"];

    /// <summary>Parameters for the pool, the sockets or the encoding of another client.</summary>
    internal static readonly string[] Ignored =
    [
        "client_encoding",
        "keepalives_count",
        "pool_timeout",
        "socket_timeout",
        "sslcompression",
        "sslsni",
        "statement_cache_size",
        "supa",
        "tcp_user_timeout",
        "uselibpqcompat",
    ];

    /// <summary>
    /// Parameters that decide which server is trusted or where it is, and for which Npgsql has no equivalent.
    /// </summary>
    internal static readonly string[] Unsupported =
    [
        "gssdelegation",
        "gsslib",
        "hostaddr",
        "replication",
        "requirepeer",
        "service",
        "servicefile",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslcertmode",
        "sslcrl",
        "sslcrldir",
    ];

    internal static IEnumerable<string> Understood => [.. Combined, .. Meanings.Keys];

    public static bool IsKnown(string name) =>
        Understood.Contains(name) || Ignored.Contains(name) || Unsupported.Contains(name);

    /// <summary>If a parameter occurs twice, the last one counts. An empty one counts as absent.</summary>
    /// <exception cref="SettingException">A parameter is unknown, unsupported or malformed.</exception>
    public static NpgsqlConnectionStringBuilder Apply(IReadOnlyList<DatabaseParameter> parameters)
    {
        var connection = new NpgsqlConnectionStringBuilder();
        foreach (var parameter in parameters)
        {
            EnsureKnown(parameter);
            if (parameter.Value.Length > 0 && Meanings.TryGetValue(parameter.Name, out var apply))
            {
                apply(connection, parameter);
            }
        }

        DatabaseHosts.Apply(connection, parameters);
        CheckCertificate(connection);
        return connection;
    }

    private static void EnsureKnown(DatabaseParameter parameter)
    {
        if (Unsupported.Contains(parameter.Name) && parameter.Value.Length > 0)
        {
            throw DatabaseUrl.Reject($"has the parameter {parameter.Name}, which ClerkSync does not support");
        }

        if (!IsKnown(parameter.Name))
        {
            throw DatabaseUrl.Reject(
                parameter.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
                    ? $"has a parameter that ClerkSync does not know: {parameter.Name}"
                    // It may be the end of a password that contains a question mark.
                    : "has a parameter that ClerkSync does not know. Percent-encode special characters in the password"
            );
        }
    }

    /// <summary>One name, with its case, as Prisma reads it.</summary>
    private static string Quote(DatabaseParameter schema) =>
        schema.Value.Contains(',', StringComparison.Ordinal)
            ? throw schema.Reject("the name of one schema: all of ClerkSync's tables are in one")
            : $"\"{schema.Value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool ReadFlag(DatabaseParameter flag) =>
        flag.Choose(("true", true), ("false", false), ("1", true), ("0", false));

    private static SslMode ReadSslMode(DatabaseParameter mode) =>
        mode.Choose(
            ("disable", SslMode.Disable),
            ("allow", SslMode.Allow),
            ("prefer", SslMode.Prefer),
            ("require", SslMode.Require),
            ("verify-ca", SslMode.VerifyCA),
            ("verify-full", SslMode.VerifyFull),
            // node-postgres has this one.
            ("no-verify", SslMode.Require)
        );

    /// <summary>Checks the server's certificate where libpq does.</summary>
    /// <remarks>
    /// Source: PostgreSQL documentation, <c>sslmode</c> (require with a root certificate) and <c>sslrootcert</c>
    /// (system).
    /// </remarks>
    private static void CheckCertificate(NpgsqlConnectionStringBuilder connection)
    {
        var isGiven = connection.ShouldSerialize("SSL Mode");
        if (connection.RootCertificate == SystemsOwn)
        {
            connection.RootCertificate = null;
            connection.SslMode =
                isGiven && connection.SslMode != SslMode.VerifyFull
                    ? throw DatabaseUrl.Reject("has sslrootcert=system, which needs sslmode=verify-full or no sslmode")
                    : SslMode.VerifyFull;
        }
        else if (connection is { RootCertificate: not null, SslMode: SslMode.Require })
        {
            connection.SslMode = SslMode.VerifyCA;
        }
    }
}
