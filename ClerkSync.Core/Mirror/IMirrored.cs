using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>One kind of object that the database mirrors: users, organizations or memberships.</summary>
/// <typeparam name="TObject">What Clerk has.</typeparam>
/// <typeparam name="TRow">What the database has.</typeparam>
internal interface IMirrored<TObject, TRow>
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    RowReader<TRow> Rows { get; }

    /// <summary>Reads all that Clerk has, in the order in which Clerk made it.</summary>
    /// <param name="tally">Counts what is read; it is whole when the last page was read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<IReadOnlyList<TObject>> ListAsync(ListTally tally, CancellationToken cancellationToken);

    /// <summary>Asks Clerk again for some.</summary>
    /// <param name="suspects">At most as many as Clerk takes at once; of each, one side may be null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<ListedObject<TObject>>> FindAsync(
        IReadOnlyCollection<Pair<TObject, TRow>> suspects,
        CancellationToken cancellationToken
    );

    /// <summary>Whether Clerk, asked for this very one, says that it has none such.</summary>
    Task<bool> IsGoneAsync(TRow row, CancellationToken cancellationToken);

    /// <summary>The columns in which a row differs; none when it is right.</summary>
    IReadOnlyList<string> FindDifferences(TObject clerk, TRow row);

    /// <summary>The object and those that it cannot outlive.</summary>
    IEnumerable<ClerkId> LifelinesOf(TObject clerk);

    /// <summary>The ids of the objects with which a row is removed.</summary>
    IEnumerable<string> OwnersOf(TRow row);

    /// <summary>Takes the locks for what is written or deleted.</summary>
    /// <returns>The emails whose holder may change; only a user has any.</returns>
    Task<LockedEmails> LockAsync(
        WriteTransaction transaction,
        IReadOnlyList<ClerkId> ids,
        IReadOnlyList<TObject> objects
    );

    /// <summary>Writes versions by the statements of the webhooks; a repair also those that the row has already.</summary>
    /// <returns>How many were written.</returns>
    Task<int> UpsertAsync(
        WriteTransaction transaction,
        IReadOnlyList<TObject> objects,
        LockedEmails emails,
        bool isRepair
    );

    /// <summary>Deletes one because Clerk does not know it.</summary>
    Task DeleteAsync(WriteTransaction transaction, ClerkId id, LockedEmails emails, DateTimeOffset now);
}

/// <summary>What Clerk and the database have of one object; one of them may have nothing.</summary>
internal sealed record Pair<TObject, TRow>(TObject? Clerk, TRow? Row)
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    public ClerkId Id => Clerk?.Id ?? new ClerkId(Row!.ClerkId);
}
