using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>One kind of object that the database mirrors: users, organizations or memberships.</summary>
/// <typeparam name="TObject">What Clerk has.</typeparam>
/// <typeparam name="TRow">What the database has.</typeparam>
internal interface IMirrored<TObject, TRow>
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    ObjectTable Table { get; }

    RowReader<TRow> Rows { get; }

    /// <summary>Reads all that Clerk has, in the order in which Clerk made it.</summary>
    /// <param name="tally">Counts what is read; it is whole when the last page was read.</param>
    IAsyncEnumerable<IReadOnlyList<TObject>> ListAsync(ListTally tally, CancellationToken cancellationToken);

    /// <summary>Asks Clerk again for some.</summary>
    /// <param name="suspects">At most as many as Clerk takes at once; of each, one side may be null.</param>
    Task<IReadOnlyList<ListedObject<TObject>>> FindAsync(
        IReadOnlyCollection<Pair<TObject, TRow>> suspects,
        CancellationToken cancellationToken
    );

    /// <summary>Whether Clerk, asked for this very one, says that it has none such.</summary>
    Task<bool> IsGoneAsync(TRow row, CancellationToken cancellationToken);

    /// <summary>The columns in which a row differs; none when it is right.</summary>
    IReadOnlyList<string> FindDifferences(TObject clerk, TRow row);

    /// <summary>The ids of the objects with which a row is removed.</summary>
    IEnumerable<string> OwnersOf(TRow row);
}

/// <summary>What Clerk and the database have of one object; one of them may have nothing.</summary>
internal sealed record Pair<TObject, TRow>(TObject? Clerk, TRow? Row)
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    public ClerkId Id => Clerk?.Id ?? new ClerkId(Row!.ClerkId);
}
