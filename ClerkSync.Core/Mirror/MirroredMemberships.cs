using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;

namespace ClerkSync.Core.Mirror;

/// <summary>Memberships, backfilled, compared and repaired.</summary>
internal sealed class MirroredMemberships(ClerkApiClient clerk, MembershipTable table, DatabaseReader database)
    : IMirrored<ClerkMembership, StoredMembership>
{
    public ObjectTable Table => table;

    public RowReader<StoredMembership> Rows { get; } =
        new(database, "organization_memberships", StoredMembership.Columns);

    public IAsyncEnumerable<IReadOnlyList<ClerkMembership>> ListAsync(
        ListTally tally,
        CancellationToken cancellationToken
    ) =>
        tally.AddAllAsync(
            clerk.ListMembershipsAsync(cancellationToken),
            () => clerk.GetMembershipCountAsync(cancellationToken)
        );

    public async Task<IReadOnlyList<ListedObject<ClerkMembership>>> FindAsync(
        IReadOnlyCollection<Pair<ClerkMembership, StoredMembership>> suspects,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ListedObject<ClerkMembership>>();
        foreach (var organization in suspects.GroupBy(OrganizationOf))
        {
            ClerkId[] users = [.. organization.Select(UserOf).Distinct()];
            found.AddRange(await clerk.FindMembershipsAsync(organization.Key, users, cancellationToken) ?? []);
        }

        return found;
    }

    /// <remarks>Clerk has no route for one membership: it is asked for the user's in the organization.</remarks>
    public async Task<bool> IsGoneAsync(StoredMembership row, CancellationToken cancellationToken)
    {
        var (organization, user) = (new ClerkId(row.OrganizationClerkId), new ClerkId(row.UserClerkId));
        return await clerk.FindMembershipsAsync(organization, [user], cancellationToken) is not { } found
            || found.All(membership => membership.Id is { } id && id.Value != row.ClerkId);
    }

    public IReadOnlyList<string> FindDifferences(ClerkMembership clerk, StoredMembership row) =>
        row.FindDifferences(clerk);

    public IEnumerable<string> OwnersOf(StoredMembership row) => [row.OrganizationClerkId, row.UserClerkId];

    private static ClerkId OrganizationOf(Pair<ClerkMembership, StoredMembership> pair) =>
        pair.Clerk?.OrganizationId ?? new ClerkId(pair.Row!.OrganizationClerkId);

    private static ClerkId UserOf(Pair<ClerkMembership, StoredMembership> pair) =>
        pair.Clerk?.UserId ?? new ClerkId(pair.Row!.UserClerkId);
}
