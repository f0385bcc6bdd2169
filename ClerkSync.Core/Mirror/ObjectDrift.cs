using System.Runtime.CompilerServices;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>A drift pass over one kind of object.</summary>
internal interface IObjectDrift
{
    /// <summary>Finds what differs; what changed in Clerk after the start is left out.</summary>
    Task<DriftTally> RunAsync(DateTimeOffset startedAt, Action<int> compared, CancellationToken cancellationToken);
}

/// <inheritdoc cref="IObjectDrift"/>
internal sealed class ObjectDrift<TObject, TRow>(
    IMirrored<TObject, TRow> mirrored,
    Comparison<TObject, TRow> comparison,
    Confirmation<TObject, TRow> confirmation
) : IObjectDrift
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    public async Task<DriftTally> RunAsync(
        DateTimeOffset startedAt,
        Action<int> compared,
        CancellationToken cancellationToken
    )
    {
        var tally = new DriftTally(mirrored.Rows.Table);
        await foreach (var batch in FindAsync(tally, compared, cancellationToken))
        {
            tally.Add(batch.Where(found => found.Clerk is null || found.Clerk.UpdatedAt <= startedAt));
        }

        return tally;
    }

    /// <summary>Finds all that differ and counts what it has compared.</summary>
    /// <returns>What was confirmed at once; the next are confirmed only when these have been dealt with.</returns>
    public async IAsyncEnumerable<IReadOnlyList<Confirmed<TObject, TRow>>> FindAsync(
        DriftTally tally,
        Action<int> compared,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var suspects = comparison.FindSuspectsAsync(
            tally.List,
            count =>
            {
                tally.Compared += count;
                compared(count);
            },
            cancellationToken
        );
        await foreach (var chunk in suspects.Chunk(ClerkApiClient.MaxIds).WithCancellation(cancellationToken))
        {
            yield return await confirmation.ConfirmAsync(chunk, cancellationToken);
        }
    }
}
