using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;

namespace ClerkSync.Core.Mirror;

internal sealed class MirroredMemberships(ClerkApiClient clerk, MembershipTable table, DatabaseReader database)
    : RowReader<StoredMembership>(database, "organization_memberships", StoredMembership.Columns),
        IMirrored
{
    public ObjectTable Table => table;

    public IAsyncEnumerable<IReadOnlyList<IClerkVersion>> ListAsync(
        ListTally tally,
        CancellationToken cancellationToken
    ) =>
        tally.AddAllAsync(
            clerk.ListMembershipsAsync(cancellationToken),
            () => clerk.GetMembershipCountAsync(cancellationToken)
        );

    public async Task<IReadOnlyList<ListedObject>> FindAsync(
        IReadOnlyCollection<Pair> suspects,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ListedObject>();
        foreach (var organization in suspects.Select(OwnersOf).GroupBy(owners => owners.Organization))
        {
            ClerkId[] users = [.. organization.Select(owners => owners.User).Distinct()];
            found.AddRange(await clerk.FindMembershipsAsync(organization.Key, users, cancellationToken) ?? []);
        }

        return found;
    }

    /// <remarks>Clerk has no route for one membership, so it is asked for the user's memberships in the organization.</remarks>
    public async Task<bool> IsGoneAsync(StoredRow row, CancellationToken cancellationToken)
    {
        var (organization, user) = OwnersOf(new Pair(null, row));
        return await clerk.FindMembershipsAsync(organization, [user], cancellationToken) is not { } found
            || found.All(membership => membership.Id is { } id && id.Value != row.ClerkId);
    }

    private static (ClerkId Organization, ClerkId User) OwnersOf(Pair pair) =>
        pair switch
        {
            { Clerk: ClerkMembership clerk } => (clerk.OrganizationId, clerk.UserId),
            { Row: StoredMembership row } => (new(row.OrganizationClerkId), new(row.UserClerkId)),
            _ => throw new ArgumentException("It is not a membership.", nameof(pair)),
        };
}
