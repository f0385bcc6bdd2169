using System.Runtime.CompilerServices;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads a list by offset, in the order in which its objects were made.</summary>
/// <remarks>
/// When objects in front of the offset are deleted meanwhile, all others move up and some would be skipped. So pages overlap, and when
/// a page does not begin with an object that was there before, the one before is read again.
/// </remarks>
internal static class OffsetPages
{
    /// <summary>How many may be deleted between two pages before one has to be read again.</summary>
    private const int Overlap = 50;

    /// <summary>Reads all pages, to the end that Clerk's own count tells, or to an empty page.</summary>
    /// <param name="request">Its method and path, for errors.</param>
    /// <param name="pageSize">How many objects are asked for at once. Clerk may give fewer.</param>
    /// <param name="getPage">The page at an offset.</param>
    public static async IAsyncEnumerable<IReadOnlyList<ListedObject>> ReadAsync(
        string request,
        int pageSize,
        Func<long, CancellationToken, Task<ListPage>> getPage,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var offset = 0L;
        var steppedBackFrom = -1L;
        var step = 0;
        // Objects that were read: those of the last page, which the next one should begin with, and of the page before.
        HashSet<ClerkId> last = [];
        HashSet<ClerkId> before = [];
        while (true)
        {
            var page = await getPage(offset, cancellationToken);
            var count = page.Objects.Count;
            if (count > 0 && offset >= page.TotalCount)
            {
                throw ClerkApiErrors.Standstill(request);
            }

            var first = page.Objects.FirstOrDefault(listed => listed.Id is not null)?.Id;
            var isJoined = last.Count == 0 || (first is { } id && last.Contains(id));
            // Not again at the same place: what is not in Clerk's order would be read for ever.
            if (!isJoined && offset > steppedBackFrom)
            {
                steppedBackFrom = offset;
                offset = Math.Max(0, offset - step - Overlap);
                continue;
            }

            var added = FindNew(page.Objects, last, before);
            if (added.Count > 0)
            {
                yield return added;
            }

            if (count == 0 || (count < pageSize && offset + count >= page.TotalCount))
            {
                yield break;
            }

            step = count - Math.Min(Overlap, count / 2);
            offset += step;
            (last, before) = ([.. page.Objects.Select(listed => listed.Id).OfType<ClerkId>()], last);
        }
    }

    /// <summary>What was not read before. An object without a readable id was if one behind it was.</summary>
    private static IReadOnlyList<ListedObject> FindNew(
        IReadOnlyList<ListedObject> objects,
        HashSet<ClerkId> last,
        HashSet<ClerkId> before
    )
    {
        var known = objects.ToList().FindLastIndex(listed => IsKnown(listed.Id));
        return [.. objects.Where((listed, i) => listed.Id is null ? i > known : !IsKnown(listed.Id))];

        bool IsKnown(ClerkId? id) => id is { } found && (last.Contains(found) || before.Contains(found));
    }
}
