using System.Net;
using System.Runtime.CompilerServices;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads users by cursor, in the order in which they were made.</summary>
internal static class UserPages
{
    /// <summary>Reads all pages of a range, to the first empty one: a short page may be followed by others.</summary>
    /// <param name="request">Its method and path, for errors.</param>
    /// <param name="range">Which users.</param>
    /// <param name="after">The last one who was read already; null to start at the beginning.</param>
    /// <param name="getPage">The page of a range behind a cursor.</param>
    /// <returns>Pages that are not empty. A user comes once.</returns>
    public static async IAsyncEnumerable<IReadOnlyList<ListedObject>> ReadAsync(
        string request,
        UserRange range,
        UserCursor? after,
        Func<UserRange, UserCursor?, CancellationToken, Task<IReadOnlyList<ListedObject>>> getPage,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var asked = range;
        // How many of the last page came behind the cursor, because their ids cannot be read: the next page begins with them.
        var repeated = 0;
        HashSet<ClerkId> last = [];
        while (true)
        {
            IReadOnlyList<ListedObject> page;
            try
            {
                page = await getPage(asked, after, cancellationToken);
            }
            catch (ClerkApiException exception) when (CanRestart(exception, asked, after))
            {
                // The user was deleted in between. All who were made since then are asked for again.
                asked = asked with
                {
                    From = after!.CreatedAt,
                };
                (after, repeated) = (null, 0);
                continue;
            }

            ListedObject[] added =
            [
                .. page.Skip(repeated).Where(user => range.Contains(user.CreatedAt) && !IsKnown(user)),
            ];
            if (added.Length > 0)
            {
                yield return added;
            }

            var end = page.ToList().FindLastIndex(user => user.Id is not null);
            if (end < 0)
            {
                yield break;
            }

            if (page[end].Id == after?.Id)
            {
                throw ClerkApiErrors.Standstill(request);
            }

            repeated = page.Count - 1 - end;
            after = new UserCursor(
                page[end].Id!.Value,
                page.Take(end + 1).LastOrDefault(user => user.CreatedAt is not null)?.CreatedAt
            );
            last = [.. page.Select(user => user.Id).OfType<ClerkId>()];
        }

        bool IsKnown(ListedObject user) => user.Id is { } id && last.Contains(id);
    }

    /// <summary>Whether Clerk may have refused the cursor, and starting again at its time leads on.</summary>
    private static bool CanRestart(ClerkApiException exception, UserRange range, UserCursor? after) =>
        exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity
        && after?.CreatedAt is { } createdAt
        && createdAt != range.From;
}
