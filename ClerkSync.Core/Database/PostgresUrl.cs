namespace ClerkSync.Core.Database;

/// <summary>Parses a <c>postgresql://</c> URL as libpq does.</summary>
/// <remarks>
/// Not <see cref="Uri"/>: it allows one host only, and ends a password at <c>#</c>. Source: PostgreSQL documentation,
/// "Connection URIs"; libpq, <c>conninfo_uri_parse_options</c>.
/// </remarks>
internal static class PostgresUrl
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>The parameters in order, by libpq's names; null when the text is not such a URL.</summary>
    /// <exception cref="FormatException">A special character is not percent-encoded, so the end of the password is ambiguous.</exception>
    public static IReadOnlyList<DatabaseParameter>? Find(string text) =>
        Schemes.FirstOrDefault(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } scheme
            ? [.. Read(text[scheme.Length..])]
            : null;

    private static IEnumerable<DatabaseParameter> Read(string rest)
    {
        var end = rest.AsSpan().IndexOfAny('@', '/');
        if (end >= 0 && rest[end] == '@')
        {
            var credentials = rest[..end].Split(':', 2);
            yield return new("user", Decode(credentials[0]));
            yield return new("password", Decode(credentials.ElementAtOrDefault(1) ?? ""));
            rest = rest[(end + 1)..];
        }

        // The rest of a password that was cut at its own @, / or #.
        if (rest.AsSpan().ContainsAny('@', '#'))
        {
            throw new FormatException();
        }

        var (place, query) = Cut(rest, '?');
        var (hosts, database) = Cut(place, '/');
        foreach (var parameter in ReadHosts(hosts).Append(new("dbname", Decode(database))))
        {
            yield return parameter;
        }

        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            yield return new(Decode(name).ToLowerInvariant(), Decode(value));
        }
    }

    private static IEnumerable<DatabaseParameter> ReadHosts(string text)
    {
        var hosts = text.Split(',').Select(CutPort).ToList();
        yield return new("host", string.Join(',', hosts.Select(host => Decode(host.Host))));
        if (hosts.Any(host => host.Port.Length > 0))
        {
            yield return new("port", string.Join(',', hosts.Select(host => host.Port)));
        }
    }

    private static (string Host, string Port) CutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') ? (host[..colon], host[(colon + 1)..]) : (host, "");
    }

    private static (string Before, string After) Cut(string text, char at) =>
        text.Split(at, 2) is [var before, var after] ? (before, after) : (text, "");

    private static string Decode(string text) => Uri.UnescapeDataString(text);
}
