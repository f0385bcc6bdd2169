using ClerkSync.Core.Database;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Writes what Clerk's API says of users, with the very statements of the webhooks.</summary>
internal sealed class UserMirror(DatabaseWriter writer, UserRepository users)
{
    // A lock for each row and email must fit into Postgres's lock table, and the more keys, the more others wait.
    private const int MostRows = 128;

    /// <summary>Writes users who are newer than their rows and not dead.</summary>
    /// <returns>How many had no row, how many had an older one, and how many could not be written.</returns>
    public async Task<WriteCounts> WriteAsync(IEnumerable<ClerkUser> versions, CancellationToken cancellationToken)
    {
        var counts = new WriteCounts(0, 0, 0);
        foreach (var chunk in versions.Chunk(MostRows))
        {
            var failed = await writer.WriteSplittingAsync(
                chunk,
                async (transaction, part) =>
                {
                    var emails = await users.LockAsync(transaction, [.. part.Select(user => user.Id)], part);
                    return await users.UpsertAsync(transaction, part, emails);
                },
                upserted =>
                    counts += new WriteCounts(
                        upserted.Inserted.Count,
                        upserted.Written.Count - upserted.Inserted.Count,
                        Failed: 0
                    ),
                cancellationToken
            );
            counts += new WriteCounts(0, 0, failed);
        }

        return counts;
    }
}

/// <summary>How many rows were new, how many were older than what was written, and how many could not be written.</summary>
internal readonly record struct WriteCounts(long Inserted, long Updated, long Failed)
{
    public static WriteCounts operator +(WriteCounts left, WriteCounts right) =>
        new(left.Inserted + right.Inserted, left.Updated + right.Updated, left.Failed + right.Failed);
}
