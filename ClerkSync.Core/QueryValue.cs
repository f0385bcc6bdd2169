using System.Globalization;

namespace ClerkSync.Core;

/// <summary>Reads values of a query or of a command line, which <c>find</c> looks up by name.</summary>
/// <remarks>An absent value is null. One that cannot be parsed is an <see cref="InvalidQueryException"/>.</remarks>
internal static class QueryValue
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static bool? FindBoolean(Func<string, string?> find, string name) =>
        Find(find, name, "true or false", text => bool.TryParse(text, out var value) ? value : (bool?)null);

    /// <param name="least">Not negative.</param>
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
    /// <param name="now">The time from which an age counts back.</param>
    public static DateTimeOffset? FindTime(Func<string, string?> find, string name, DateTimeOffset now) =>
        Find(
            find,
            name,
            "a time such as 2026-11-21T04:00:00Z, or an age such as 30m, 24h or 7d",
            text => FindTime(text, now)
        );

    // An empty value is rejected. Otherwise a script with an empty variable would select everything.
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
