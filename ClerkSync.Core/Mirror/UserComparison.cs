using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Walks along Clerk's users and the rows at once, both in the order in which Clerk made them, in constant memory.</summary>
internal sealed class UserComparison(ClerkApiClient clerk, UserReader users)
{
    /// <summary>Finds the users who may differ. They have to be looked at again: both sides move while this runs.</summary>
    /// <param name="compared">Told how many users were compared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<ClerkId> FindSuspectsAsync(
        Action<int> compared,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var left = FromClerkAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var right = users.StreamAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var hasLeft = await left.MoveNextAsync();
        var hasRight = await right.MoveNextAsync();
        var clerkUsers = new Dictionary<string, ClerkUser>();
        var rows = new Dictionary<string, StoredUser>();
        while (hasLeft || hasRight)
        {
            // All who were made in one millisecond are compared at once: their order among themselves is not known.
            var time = Earlier(hasLeft ? TimeOf(left.Current) : null, hasRight ? TimeOf(right.Current) : null);
            for (; hasLeft && TimeOf(left.Current) == time; hasLeft = await left.MoveNextAsync())
            {
                clerkUsers[left.Current.Id.Value] = left.Current;
            }

            for (; hasRight && TimeOf(right.Current) == time; hasRight = await right.MoveNextAsync())
            {
                rows[right.Current.ClerkId] = right.Current;
            }

            compared(Math.Max(clerkUsers.Count, rows.Count));
            foreach (var suspect in Suspects(clerkUsers, rows))
            {
                yield return new ClerkId(suspect);
            }

            clerkUsers.Clear();
            rows.Clear();
        }
    }

    private static DateTimeOffset TimeOf(ClerkUser user) => user.CreatedAt ?? DateTimeOffset.MaxValue;

    private static DateTimeOffset TimeOf(StoredUser row) => row.ClerkCreatedAt ?? DateTimeOffset.MaxValue;

    private static DateTimeOffset Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right!.Value
        : right is null ? left.Value
        : left < right ? left.Value
        : right.Value;

    private static IEnumerable<string> Suspects(
        Dictionary<string, ClerkUser> clerkUsers,
        Dictionary<string, StoredUser> rows
    ) =>
        clerkUsers
            .Where(user => !rows.TryGetValue(user.Key, out var row) || UserDifferences.Find(user.Value, row).Count > 0)
            .Select(user => user.Key)
            .Concat(rows.Keys.Where(id => !clerkUsers.ContainsKey(id)));

    private async IAsyncEnumerable<ClerkUser> FromClerkAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in clerk.ListUsersAsync(UserRange.All, null, cancellationToken))
        {
            foreach (var user in page)
            {
                yield return ClerkUser.From(user, null);
            }
        }
    }
}
