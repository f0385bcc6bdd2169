using System.Runtime.CompilerServices;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Walks along Clerk's objects and the rows at once, both in the order in which Clerk made them, in constant memory.</summary>
internal static class Comparison
{
    /// <summary>Finds what may differ. It has to be looked at again: both sides move while this runs.</summary>
    /// <param name="mirrored">The kind of object.</param>
    /// <param name="tally">Counts what is read of Clerk's list.</param>
    /// <param name="compared">Told how many objects were compared.</param>
    public static async IAsyncEnumerable<Pair> FindSuspectsAsync(
        IMirrored mirrored,
        ListTally tally,
        Action<int> compared,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var left = mirrored
            .ListAsync(tally, cancellationToken)
            .SelectMany(page => page)
            .GetAsyncEnumerator(cancellationToken);
        await using var right = mirrored.StreamRowsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        // Objects whose time Clerk does not tell have a place of their own in Clerk's order, and here come last, as their rows do.
        var timeless = new Dictionary<string, IClerkVersion>();
        var hasLeft = await MoveToTimeAsync(left, timeless);
        var hasRight = await right.MoveNextAsync();
        var inClerk = new Dictionary<string, IClerkVersion>();
        var rows = new Dictionary<string, StoredRow>();
        while (hasLeft || hasRight || timeless.Count > 0)
        {
            // All that were made in one millisecond are compared at once: their order among themselves is not known.
            var time = Earlier(hasLeft ? left.Current.CreatedAt : null, hasRight ? right.Current.ClerkCreatedAt : null);
            for (; hasLeft && left.Current.CreatedAt == time; hasLeft = await MoveToTimeAsync(left, timeless))
            {
                inClerk[left.Current.Id.Value] = left.Current;
            }

            for (; hasRight && right.Current.ClerkCreatedAt == time; hasRight = await right.MoveNextAsync())
            {
                rows[right.Current.ClerkId] = right.Current;
            }

            if (time is null)
            {
                (inClerk, timeless) = (timeless, inClerk);
            }

            compared(Math.Max(inClerk.Count, rows.Count));
            foreach (var (id, clerk) in inClerk)
            {
                if (!rows.Remove(id, out var row))
                {
                    yield return new(clerk, null);
                }
                else if (row.FindDifferences(clerk).Count > 0)
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

    /// <summary>The earlier of two times; null, which is after all times, for none.</summary>
    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right
        : right is null ? left
        : left < right ? left
        : right;

    /// <summary>Moves to the next object whose time is known, and sets the others aside.</summary>
    private static async ValueTask<bool> MoveToTimeAsync(
        IAsyncEnumerator<IClerkVersion> objects,
        Dictionary<string, IClerkVersion> timeless
    )
    {
        while (await objects.MoveNextAsync())
        {
            if (objects.Current.CreatedAt is not null)
            {
                return true;
            }

            timeless[objects.Current.Id.Value] = objects.Current;
        }

        return false;
    }
}
