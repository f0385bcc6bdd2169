using System.Runtime.CompilerServices;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads a list by offset, in order of creation.</summary>
/// <remarks>
/// If objects before the offset are deleted during the read, the others move up and some would be skipped. Therefore
/// pages overlap. If a page does not begin with an object of the previous page, the previous page is read again.
/// </remarks>
internal static class OffsetPages
{
    /// <summary>
    /// The number of objects that may be deleted between two pages before a page has to be read again.
    /// </summary>
    private const int Overlap = 50;

    /// <summary>Reads all pages, up to Clerk's own count or to an empty page.</summary>
    /// <param name="request">Its method and path, for errors.</param>
    /// <param name="pageSize">Clerk may return fewer objects.</param>
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
        // The ids of the last page, with one of which the next page should begin, and of the page before.
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
            // Once per offset: objects that are not in Clerk's order would be read without end.
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

    /// <summary>Returns what was not read before. An object without a readable id was read before if a later one was.</summary>
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
