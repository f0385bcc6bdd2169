using System.Runtime.CompilerServices;
using ClerkSync.Core.Objects;

namespace ClerkSync.Core.Mirror;

/// <summary>Walks Clerk's objects and the rows side by side, both in order of creation in Clerk, in constant memory.</summary>
internal static class Comparison
{
    /// <summary>Finds objects that may differ. They must be checked again, because both sides change meanwhile.</summary>
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
        // Objects without a time have their own place in Clerk's order. Here they come last, as their rows do.
        var timeless = new Dictionary<string, IClerkVersion>();
        var hasLeft = await MoveToTimeAsync(left, timeless);
        var hasRight = await right.MoveNextAsync();
        var inClerk = new Dictionary<string, IClerkVersion>();
        var rows = new Dictionary<string, StoredRow>();
        while (hasLeft || hasRight || timeless.Count > 0)
        {
            // Objects that were created in the same millisecond are compared together, because their order is unknown.
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

    /// <summary>The earlier of two times. Null is later than all times.</summary>
    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right
        : right is null ? left
        : left < right ? left
        : right;

    /// <summary>Moves to the next object with a known time, and sets aside the others.</summary>
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
