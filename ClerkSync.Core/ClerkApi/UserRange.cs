using System.Globalization;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Users by the time they were made in Clerk.</summary>
/// <param name="From">The first of them; null for no bound.</param>
/// <param name="To">The first that is no longer among them; null for no bound.</param>
/// <remarks>
/// Clerk does not say whether its bounds belong to the range, so what is asked for is wider by a millisecond, and who was made
/// outside of it is left out of the answer.
/// </remarks>
internal sealed record UserRange(DateTimeOffset? From, DateTimeOffset? To)
{
    public static UserRange All { get; } = new(null, null);

    /// <summary>Whether a user belongs to the range; where the time cannot be read, Clerk's answer counts.</summary>
    public bool Contains(DateTimeOffset? createdAt) =>
        createdAt?.ToUnixTimeMilliseconds() is not { } time
        || (!(time < From?.ToUnixTimeMilliseconds()) && !(time >= To?.ToUnixTimeMilliseconds()));

    public IEnumerable<KeyValuePair<string, string?>> ToQuery()
    {
        if (From is { } from)
        {
            yield return new("created_at_after", Milliseconds(from.AddMilliseconds(-1)));
        }

        if (To is { } to)
        {
            yield return new("created_at_before", Milliseconds(to));
        }
    }

    private static string Milliseconds(DateTimeOffset time) =>
        time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}

/// <summary>The last user of a page, behind whom the next page starts.</summary>
/// <param name="Id">The user.</param>
/// <param name="CreatedAt">Where to go on when Clerk no longer knows the user; null when it did not say.</param>
internal sealed record UserCursor(ClerkId Id, DateTimeOffset? CreatedAt);
