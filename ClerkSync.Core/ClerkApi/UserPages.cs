using System.Net;
using System.Runtime.CompilerServices;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads users by cursor, in order of creation.</summary>
internal static class UserPages
{
    /// <summary>Reads all pages of a range, up to the first empty one: a short page may be followed by others.</summary>
    /// <param name="request">Its method and path, for errors.</param>
    /// <param name="after">The last user that was read already; null to start at the beginning.</param>
    /// <returns>Pages that are not empty, each user once.</returns>
    public static async IAsyncEnumerable<IReadOnlyList<ListedObject>> ReadAsync(
        string request,
        UserRange range,
        UserCursor? after,
        Func<UserRange, UserCursor?, CancellationToken, Task<IReadOnlyList<ListedObject>>> getPage,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var asked = range;
        // The users at the end of the last page whose ids are unreadable. They come after the cursor, so the next page begins with them.
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
                // The user was deleted meanwhile. All users created since then are requested again.
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

    /// <summary>Whether Clerk may have rejected the cursor, and a restart at its time makes progress.</summary>
    private static bool CanRestart(ClerkApiException exception, UserRange range, UserCursor? after) =>
        exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity
        && after?.CreatedAt is { } createdAt
        && createdAt != range.From;
}
