using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

internal sealed class MirroredUsers(ClerkApiClient clerk, UserTable table, DatabaseReader database)
    : RowReader<StoredUser>(database, StoredUser.Table, StoredUser.Columns, "deleted_at is null"),
        IMirrored
{
    public ObjectTable Table => table;

    public IAsyncEnumerable<IReadOnlyList<IClerkVersion>> ListAsync(
        ListTally tally,
        CancellationToken cancellationToken
    )
    {
        tally.StartedAt = clerk.Now;
        var old = UserRange.All with { To = tally.StartedAt };
        return tally.AddAllAsync(
            clerk.ListUsersAsync(UserRange.All, null, cancellationToken),
            () => clerk.GetUserCountAsync(old, cancellationToken)
        );
    }

    public Task<IReadOnlyList<ListedObject>> FindAsync(
        IReadOnlyCollection<Pair> suspects,
        CancellationToken cancellationToken
    ) => clerk.ListUsersAsync([.. suspects.Select(suspect => suspect.Id)], cancellationToken);

    public async Task<bool> IsGoneAsync(StoredRow row, CancellationToken cancellationToken) =>
        await clerk.FindUserAsync(new ClerkId(row.ClerkId), cancellationToken) is null;
}
