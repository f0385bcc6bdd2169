using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>One kind of object that the database mirrors: users, organizations or memberships.</summary>
internal interface IMirrored
{
    ObjectTable Table { get; }

    string TableName { get; }

    /// <summary>Reads all rows in order of creation in Clerk. Rows without that time come last.</summary>
    IAsyncEnumerable<StoredRow> StreamRowsAsync(CancellationToken cancellationToken);

    /// <summary>Reads rows by Clerk's ids.</summary>
    Task<IReadOnlyDictionary<string, StoredRow>> FindRowsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );

    ValueTask<long> CountRowsAsync(CancellationToken cancellationToken);

    /// <summary>Reads all objects from Clerk, in order of creation.</summary>
    /// <param name="tally">Counts what is read. It is complete after the last page.</param>
    IAsyncEnumerable<IReadOnlyList<IClerkVersion>> ListAsync(ListTally tally, CancellationToken cancellationToken);

    /// <param name="suspects">At most <see cref="ClerkApiClient.MaxIds"/>.</param>
    Task<IReadOnlyList<ListedObject>> FindAsync(
        IReadOnlyCollection<Pair> suspects,
        CancellationToken cancellationToken
    );

    /// <summary>Whether Clerk says that this one object does not exist.</summary>
    Task<bool> IsGoneAsync(StoredRow row, CancellationToken cancellationToken);
}

/// <summary>One object in Clerk and in the database. It may be missing on one side.</summary>
internal sealed record Pair(IClerkVersion? Clerk, StoredRow? Row)
{
    public ClerkId Id => Clerk?.Id ?? new ClerkId(Row!.ClerkId);
}
