using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Users;

namespace ClerkSync.Bench.Passes;

/// <summary>Users whose rows are the database's, while what Clerk has is in memory already.</summary>
internal sealed class HeldUsers(
    IMirrored<ClerkUser, StoredUser> mirrored,
    IReadOnlyList<IReadOnlyList<ClerkUser>> pages
) : IMirrored<ClerkUser, StoredUser>
{
    public ObjectTable Table => mirrored.Table;

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

    public IEnumerable<string> OwnersOf(StoredUser row) => throw new NotSupportedException();
}
