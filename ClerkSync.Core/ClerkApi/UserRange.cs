using System.Globalization;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Users by the time of their creation in Clerk.</summary>
/// <param name="From">Inclusive; null for no bound.</param>
/// <param name="To">Exclusive; null for no bound.</param>
/// <remarks>
/// Clerk does not document whether its bounds are inclusive, so the request is a millisecond wider, and users outside of the range
/// are removed from the response.
/// </remarks>
internal sealed record UserRange(DateTimeOffset? From, DateTimeOffset? To)
{
    public static UserRange All { get; } = new(null, null);

    /// <summary>A user with an unreadable time belongs to the range, because Clerk has returned it.</summary>
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

/// <summary>The last user of a page, after which the next page starts.</summary>
/// <param name="CreatedAt">The time at which to restart when Clerk no longer has the user; null when it is unreadable.</param>
internal sealed record UserCursor(ClerkId Id, DateTimeOffset? CreatedAt);
