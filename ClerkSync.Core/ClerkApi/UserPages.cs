using System.Net;
using System.Runtime.CompilerServices;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.ClerkApi;

/// <summary>Reads users by cursor, in the order in which they were made.</summary>
internal static class UserPages
{
    /// <summary>Reads all pages of a range, each with somebody in it.</summary>
    /// <param name="request">Its method and path, for errors.</param>
    /// <param name="pageSize">How many users a page holds that is not the last.</param>
    /// <param name="range">Which users.</param>
    /// <param name="after">The last one who was read already; null to start at the beginning.</param>
    /// <param name="getPage">The page of a range behind a cursor.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<IReadOnlyList<UserPayload>> ReadAsync(
        string request,
        int pageSize,
        UserRange range,
        UserCursor? after,
        Func<UserRange, UserCursor?, CancellationToken, Task<IReadOnlyList<UserPayload>>> getPage,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (true)
        {
            IReadOnlyList<UserPayload> page;
            try
            {
                page = await getPage(range, after, cancellationToken);
            }
            catch (ClerkApiException exception) when (CanRestart(exception, range, after))
            {
                // The user was deleted in between. All who were made since then are asked for anew.
                range = range with
                {
                    From = after!.CreatedAt,
                };
                after = null;
                continue;
            }

            if (page is not [.., var last])
            {
                yield break;
            }

            if (last.Id == after?.Id)
            {
                throw ClerkApiErrors.Standstill(request);
            }

            yield return page;
            if (page.Count < pageSize)
            {
                yield break;
            }

            after = new UserCursor(last.Id, last.CreatedAt);
        }
    }

    /// <summary>Whether Clerk may have refused the cursor, and starting again at its time leads on.</summary>
    private static bool CanRestart(ClerkApiException exception, UserRange range, UserCursor? after) =>
        exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity
        && after?.CreatedAt is { } createdAt
        && createdAt != range.From;
}
