using System.Globalization;

namespace ClerkSync.Core;

/// <summary>Reads values that a person or a program has written into a query or on a command line.</summary>
/// <remarks>Each is null when it is absent, and throws <see cref="InvalidQueryException"/> when it cannot be understood.</remarks>
internal static class QueryValue
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="find">Finds a parameter; null when it is absent.</param>
    /// <param name="name">Its name.</param>
    public static bool? FindBoolean(Func<string, string?> find, string name) =>
        Find(find, name, "true or false", text => bool.TryParse(text, out var value) ? value : (bool?)null);

    /// <summary>Reads a whole number.</summary>
    /// <param name="find">Finds a parameter; null when it is absent.</param>
    /// <param name="name">Its name.</param>
    /// <param name="least">The least that it may be, 0 or more.</param>
    /// <param name="most">The most that it may be.</param>
    public static long? FindNumber(Func<string, string?> find, string name, long least, long most) =>
        Find(
            find,
            name,
            $"a whole number from {least} to {most}",
            text =>
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
                    ? number
                    : (long?)null
        );

    /// <summary>Reads a time, or an age such as <c>24h</c>.</summary>
    /// <param name="find">Finds a parameter; null when it is absent.</param>
    /// <param name="name">Its name.</param>
    /// <param name="now">What an age counts back from.</param>
    public static DateTimeOffset? FindTime(Func<string, string?> find, string name, DateTimeOffset now) =>
        Find(
            find,
            name,
            "a time such as 2026-11-21T04:00:00Z, or an age such as 30m, 24h or 7d",
            text => FindTime(text, now)
        );

    // An empty value is refused: a script whose variable is empty would ask for everything.
    internal static T? Find<T>(Func<string, string?> find, string name, string shape, Func<string, T?> parse)
        where T : struct =>
        find(name) is not { } text ? null : parse(text) ?? throw new InvalidQueryException(name, shape);

    private static DateTimeOffset? FindTime(string text, DateTimeOffset now) =>
        FindAge(text) is { } age && age < now - DateTimeOffset.UnixEpoch ? now - age
        : DateTimeOffset.TryParseExact(
            text,
            TimeFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
        : null;

    private static TimeSpan? FindAge(string text)
    {
        if (
            text.Length < 2
            || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
        {
            return null;
        }

        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' when count < TimeSpan.MaxValue.Days => TimeSpan.FromDays(count),
            _ => null,
        };
    }
}
