using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Organizations;
using ClerkSync.Core.Users;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Core.Mirror;

/// <summary>Users, compared and repaired.</summary>
internal sealed class MirroredUsers(
    ClerkApiClient clerk,
    UserRepository users,
    MembershipRepository memberships,
    DeliveryLog deliveryLog,
    DatabaseReader database
) : IMirrored<ClerkUser, StoredUser>
{
    public RowReader<StoredUser> Rows { get; } =
        new(database, StoredUser.Table, StoredUser.Columns, "deleted_at is null");

    public IAsyncEnumerable<IReadOnlyList<ClerkUser>> ListAsync(ListTally tally, CancellationToken cancellationToken)
    {
        tally.StartedAt = clerk.Now;
        var old = UserRange.All with { To = tally.StartedAt };
        return tally.AddAllAsync(
            clerk.ListUsersAsync(UserRange.All, null, cancellationToken),
            () => clerk.GetUserCountAsync(old, cancellationToken)
        );
    }

    public Task<IReadOnlyList<ListedObject<ClerkUser>>> FindAsync(
        IReadOnlyCollection<Pair<ClerkUser, StoredUser>> suspects,
        CancellationToken cancellationToken
    ) => clerk.ListUsersAsync([.. suspects.Select(suspect => suspect.Id)], cancellationToken);

    public async Task<bool> IsGoneAsync(StoredUser row, CancellationToken cancellationToken) =>
        await clerk.FindUserAsync(new ClerkId(row.ClerkId), cancellationToken) is null;

    public IReadOnlyList<string> FindDifferences(ClerkUser clerk, StoredUser row) => row.FindDifferences(clerk);

    public IEnumerable<ClerkId> LifelinesOf(ClerkUser clerk) => [clerk.Id];

    public IEnumerable<string> OwnersOf(StoredUser row) => [];

    public Task<LockedEmails> LockAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkId> ids,
        IReadOnlyList<ClerkUser> objects
    ) => users.LockAsync(transaction, ids, objects);

    public async Task<int> UpsertAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkUser> objects,
        LockedEmails emails,
        bool isRepair
    ) => (await users.UpsertAsync(transaction, objects, emails, isRepair)).Written.Count;

    public async Task DeleteAsync(WriteTransaction transaction, ClerkId id, LockedEmails emails, DateTimeOffset now)
    {
        await users.DeleteAsync(transaction, [id], [now], emails, isRepair: true);
        await memberships.EndOfUsersAsync(transaction, [id]);
        await deliveryLog.ForgetPayloadsAsync(transaction, [id]);
    }
}
