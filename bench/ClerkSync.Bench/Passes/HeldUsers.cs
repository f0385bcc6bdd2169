using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Users;

namespace ClerkSync.Bench.Passes;

/// <summary>Users whose rows are the database's, while what Clerk has is in memory already.</summary>
internal sealed class HeldUsers(
    IMirrored<ClerkUser, StoredUser> mirrored,
    IReadOnlyList<IReadOnlyList<ClerkUser>> pages
) : IMirrored<ClerkUser, StoredUser>
{
    public RowReader<StoredUser> Rows => mirrored.Rows;

    public IAsyncEnumerable<IReadOnlyList<ClerkUser>> ListAsync(ListTally tally, CancellationToken cancellationToken) =>
        pages.ToAsyncEnumerable();

    public IReadOnlyList<string> FindDifferences(ClerkUser clerk, StoredUser row) =>
        mirrored.FindDifferences(clerk, row);

    public Task<IReadOnlyList<ListedObject<ClerkUser>>> FindAsync(
        IReadOnlyCollection<Pair<ClerkUser, StoredUser>> suspects,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<bool> IsGoneAsync(StoredUser row, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IEnumerable<ClerkId> LifelinesOf(ClerkUser clerk) => throw new NotSupportedException();

    public IEnumerable<string> OwnersOf(StoredUser row) => throw new NotSupportedException();

    public Task<LockedEmails> LockAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkId> ids,
        IReadOnlyList<ClerkUser> objects
    ) => throw new NotSupportedException();

    public Task<int> UpsertAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkUser> objects,
        LockedEmails emails,
        bool isRepair
    ) => throw new NotSupportedException();

    public Task DeleteAsync(WriteTransaction transaction, ClerkId id, LockedEmails emails, DateTimeOffset now) =>
        throw new NotSupportedException();
}
