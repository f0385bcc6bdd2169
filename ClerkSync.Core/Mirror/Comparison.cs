using System.Runtime.CompilerServices;
using ClerkSync.Core.Database;

namespace ClerkSync.Core.Mirror;

/// <summary>Walks along Clerk's objects and the rows at once, both in the order in which Clerk made them, in constant memory.</summary>
internal sealed class Comparison<TObject, TRow>(IMirrored<TObject, TRow> mirrored)
    where TObject : class, IClerkVersion
    where TRow : class, IStoredRow
{
    /// <summary>Finds what may differ. It has to be looked at again: both sides move while this runs.</summary>
    /// <param name="compared">Told how many objects were compared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<Pair<TObject, TRow>> FindSuspectsAsync(
        Action<int> compared,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var left = FlattenAsync(mirrored.ListAsync(cancellationToken), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using var right = mirrored.Rows.StreamAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var hasLeft = await left.MoveNextAsync();
        var hasRight = await right.MoveNextAsync();
        var inClerk = new Dictionary<string, TObject>();
        var rows = new Dictionary<string, TRow>();
        while (hasLeft || hasRight)
        {
            // All that were made in one millisecond are compared at once: their order among themselves is not known.
            var time = Earlier(
                hasLeft ? TimeOf(left.Current.CreatedAt) : null,
                hasRight ? TimeOf(right.Current.ClerkCreatedAt) : null
            );
            for (; hasLeft && TimeOf(left.Current.CreatedAt) == time; hasLeft = await left.MoveNextAsync())
            {
                inClerk[left.Current.Id.Value] = left.Current;
            }

            for (; hasRight && TimeOf(right.Current.ClerkCreatedAt) == time; hasRight = await right.MoveNextAsync())
            {
                rows[right.Current.ClerkId] = right.Current;
            }

            compared(Math.Max(inClerk.Count, rows.Count));
            foreach (var (id, clerk) in inClerk)
            {
                if (!rows.Remove(id, out var row))
                {
                    yield return new(clerk, null);
                }
                else if (mirrored.FindDifferences(clerk, row).Count > 0)
                {
                    yield return new(clerk, row);
                }
            }

            foreach (var row in rows.Values)
            {
                yield return new(null, row);
            }

            inClerk.Clear();
            rows.Clear();
        }
    }

    private static DateTimeOffset? TimeOf(DateTimeOffset? createdAt) => createdAt ?? DateTimeOffset.MaxValue;

    private static DateTimeOffset Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right!.Value
        : right is null ? left.Value
        : left < right ? left.Value
        : right.Value;

    private static async IAsyncEnumerable<T> FlattenAsync<T>(
        IAsyncEnumerable<IReadOnlyList<T>> pages,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var item in page)
            {
                yield return item;
            }
        }
    }
}
