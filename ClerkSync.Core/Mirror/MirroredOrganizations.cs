using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Organizations;

namespace ClerkSync.Core.Mirror;

internal sealed class MirroredOrganizations(ClerkApiClient clerk, OrganizationTable table, DatabaseReader database)
    : RowReader<StoredOrganization>(database, "organizations", StoredOrganization.Columns),
        IMirrored
{
    public ObjectTable Table => table;

    public IAsyncEnumerable<IReadOnlyList<IClerkVersion>> ListAsync(
        ListTally tally,
        CancellationToken cancellationToken
    ) =>
        tally.AddAllAsync(
            clerk.ListOrganizationsAsync(cancellationToken),
            () => clerk.GetOrganizationCountAsync(cancellationToken)
        );

    public Task<IReadOnlyList<ListedObject>> FindAsync(
        IReadOnlyCollection<Pair> suspects,
        CancellationToken cancellationToken
    ) => clerk.ListOrganizationsAsync([.. suspects.Select(suspect => suspect.Id)], cancellationToken);

    public async Task<bool> IsGoneAsync(StoredRow row, CancellationToken cancellationToken) =>
        await clerk.FindOrganizationAsync(new ClerkId(row.ClerkId), cancellationToken) is null;
}
