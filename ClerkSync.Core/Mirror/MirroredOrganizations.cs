using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;

namespace ClerkSync.Core.Mirror;

/// <summary>Organizations, backfilled, compared and repaired.</summary>
internal sealed class MirroredOrganizations(ClerkApiClient clerk, OrganizationTable table, DatabaseReader database)
    : IMirrored<ClerkOrganization, StoredOrganization>
{
    public ObjectTable Table => table;

    public RowReader<StoredOrganization> Rows { get; } = new(database, "organizations", StoredOrganization.Columns);

    public IAsyncEnumerable<IReadOnlyList<ClerkOrganization>> ListAsync(
        ListTally tally,
        CancellationToken cancellationToken
    ) =>
        tally.AddAllAsync(
            clerk.ListOrganizationsAsync(cancellationToken),
            () => clerk.GetOrganizationCountAsync(cancellationToken)
        );

    public Task<IReadOnlyList<ListedObject<ClerkOrganization>>> FindAsync(
        IReadOnlyCollection<Pair<ClerkOrganization, StoredOrganization>> suspects,
        CancellationToken cancellationToken
    ) => clerk.ListOrganizationsAsync([.. suspects.Select(suspect => suspect.Id)], cancellationToken);

    public async Task<bool> IsGoneAsync(StoredOrganization row, CancellationToken cancellationToken) =>
        await clerk.FindOrganizationAsync(new ClerkId(row.ClerkId), cancellationToken) is null;

    public IReadOnlyList<string> FindDifferences(ClerkOrganization clerk, StoredOrganization row) =>
        row.FindDifferences(clerk);

    public IEnumerable<string> OwnersOf(StoredOrganization row) => [];
}
