using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Looks at suspects again, the row before and after asking Clerk, so that nothing is reported that was on its way.</summary>
internal sealed class UserConfirmation(ClerkApiClient clerk, UserReader users)
{
    /// <summary>Finds out which suspects really differ.</summary>
    /// <param name="suspects">At most as many as Clerk takes at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<Confirmed>> ConfirmAsync(
        IReadOnlyCollection<ClerkId> suspects,
        CancellationToken cancellationToken
    )
    {
        var before = await users.FindAsync(suspects, cancellationToken);
        var inClerk = (await clerk.ListUsersAsync(suspects, cancellationToken))
            .Select(user => ClerkUser.From(user, null))
            .ToDictionary(user => user.Id);
        var after = await users.FindAsync(suspects, cancellationToken);
        var dead = await users.FindDeadAsync(suspects, cancellationToken);
        return
        [
            .. suspects
                .Where(id => VersionIn(before, id) == VersionIn(after, id))
                .Select(id =>
                    Judge(inClerk.GetValueOrDefault(id), after.GetValueOrDefault(id.Value), dead.Contains(id.Value))
                )
                .OfType<Confirmed>(),
        ];
    }

    private static string? VersionIn(IReadOnlyDictionary<string, StoredUser> rows, ClerkId id) =>
        rows.GetValueOrDefault(id.Value)?.Version;

    private static Confirmed? Judge(ClerkUser? user, StoredUser? row, bool isDead) =>
        (user, row) switch
        {
            (null, null) => null,
            // Clerk has told of its deletion and still lists it: that will pass.
            (not null, null) => isDead ? null : new Confirmed(new(user.Id.Value, DriftFinding.Missing, []), user, null),
            (null, not null) => new Confirmed(new(row.ClerkId, DriftFinding.Extra, []), null, row),
            _ => UserDifferences.Find(user, row) is { Count: > 0 } columns
                ? new Confirmed(new(row.ClerkId, DriftFinding.Different, columns), user, row)
                : null,
        };
}

/// <summary>A suspect that really differs.</summary>
/// <param name="Finding">What to report.</param>
/// <param name="User">What Clerk has; null when it has nothing.</param>
/// <param name="Row">What the database has; null when it has nothing.</param>
internal sealed record Confirmed(DriftFinding Finding, ClerkUser? User, StoredUser? Row);
