using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Objects;

namespace ClerkSync.Bench.Passes;

/// <summary>Reads rows from the database as usual, but returns Clerk's users from memory.</summary>
internal sealed class HeldUsers(MirroredUsers users, IReadOnlyList<IReadOnlyList<IClerkVersion>> pages) : IMirrored
{
    public ObjectTable Table => users.Table;

    public string TableName => users.TableName;

    public IAsyncEnumerable<StoredRow> StreamRowsAsync(CancellationToken cancellationToken) =>
        users.StreamRowsAsync(cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<IClerkVersion>> ListAsync(
        ListTally tally,
        CancellationToken cancellationToken
    ) => pages.ToAsyncEnumerable();

    public Task<IReadOnlyDictionary<string, StoredRow>> FindRowsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<long> CountRowsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ListedObject>> FindAsync(
        IReadOnlyCollection<Pair> suspects,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<bool> IsGoneAsync(StoredRow row, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
