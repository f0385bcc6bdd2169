using System.Runtime.CompilerServices;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Database;

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
        await foreach (var confirmed in FindAsync(tally, compared, cancellationToken))
        {
            if (confirmed.Clerk is null || confirmed.Clerk.UpdatedAt <= startedAt)
            {
                tally.Add(confirmed.Finding);
            }
        }

        return tally;
    }

    /// <summary>Finds all that differ and counts what it has compared.</summary>
    public async IAsyncEnumerable<Confirmed<TObject, TRow>> FindAsync(
        DriftTally tally,
        Action<int> compared,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var suspects = comparison.FindSuspectsAsync(
            count =>
            {
                tally.Compared += count;
                compared(count);
            },
            cancellationToken
        );
        await foreach (var chunk in suspects.Chunk(ClerkApiClient.MaxIds).WithCancellation(cancellationToken))
        {
            foreach (var confirmed in await confirmation.ConfirmAsync(chunk, cancellationToken))
            {
                yield return confirmed;
            }
        }
    }
}
