using System.Runtime.CompilerServices;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads a list by offset, in the order in which its objects were made.</summary>
/// <remarks>
/// When objects in front of the offset are deleted meanwhile, all others move up and some would be passed over. So pages
/// overlap, and when a page does not begin with an object that was there before, the one before is read again.
/// </remarks>
internal static class OffsetPages
{
    /// <summary>How many may be deleted between two pages before one has to be read again.</summary>
    private const int Overlap = 50;

    /// <summary>Reads all pages. An object may come twice when others are deleted meanwhile.</summary>
    /// <param name="request">Its method and path, for errors.</param>
    /// <param name="pageSize">How many objects a page holds that is not the last.</param>
    /// <param name="getPage">The page at an offset.</param>
    /// <param name="id">Tells the objects apart.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<IReadOnlyList<T>> ReadAsync<T>(
        string request,
        int pageSize,
        Func<long, CancellationToken, Task<ListPayload<T>>> getPage,
        Func<T, ClerkId> id,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var offset = 0L;
        var steppedBackFrom = -1L;
        HashSet<ClerkId> before = [];
        while (true)
        {
            var page = await getPage(offset, cancellationToken);
            if (page.Data.Count > 0 && offset >= page.TotalCount)
            {
                throw ClerkApiErrors.Standstill(request);
            }

            var isJoined = before.Count == 0 || (page.Data is [var first, ..] && before.Contains(id(first)));
            // Not again at the same place: what is not in Clerk's order would be read for ever.
            if (!isJoined && offset > steppedBackFrom)
            {
                steppedBackFrom = offset;
                offset = Math.Max(0, offset - pageSize);
                before = [];
                continue;
            }

            T[] added = [.. page.Data.Where(item => !before.Contains(id(item)))];
            if (added.Length > 0)
            {
                yield return added;
            }

            if (page.Data.Count < pageSize)
            {
                yield break;
            }

            offset += pageSize - Overlap;
            before = [.. page.Data.Select(id)];
        }
    }
}
