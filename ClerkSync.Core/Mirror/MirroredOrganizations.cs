using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Organizations, backfilled, compared and repaired.</summary>
internal sealed class MirroredOrganizations(
    ClerkApiClient clerk,
    OrganizationRepository organizations,
    DatabaseReader database
) : IMirrored<ClerkOrganization, StoredOrganization>
{
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

    public IEnumerable<ClerkId> LifelinesOf(ClerkOrganization clerk) => [clerk.Id];

    public IEnumerable<string> OwnersOf(StoredOrganization row) => [];

    public async Task<LockedEmails> LockAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkId> ids,
        IReadOnlyList<ClerkOrganization> objects
    )
    {
        await AdvisoryLocks.AcquireAsync(transaction, ids);
        return LockedEmails.None;
    }

    public async Task<int> UpsertAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkOrganization> objects,
        LockedEmails emails,
        bool isRepair
    ) => (await organizations.UpsertAsync(transaction, objects, isRepair)).Count;

    public Task DeleteAsync(WriteTransaction transaction, ClerkId id, LockedEmails emails, DateTimeOffset now) =>
        organizations.DeleteAsync(transaction, [id], [now], isRepair: true);
}
