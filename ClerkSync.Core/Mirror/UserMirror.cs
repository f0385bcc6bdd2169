using ClerkSync.Core.Database;
using ClerkSync.Core.Users;

namespace ClerkSync.Core.Mirror;

/// <summary>Writes what Clerk's API says of users, with the very statements of the webhooks.</summary>
internal sealed class UserMirror(DatabaseWriter writer, UserRepository users)
{
    // A lock for each row and email must fit into Postgres's lock table, and the more keys, the more others wait.
    private const int MostRows = 128;

    /// <summary>Writes users who are newer than their rows and not dead.</summary>
    /// <returns>How many had no row, and how many had an older one.</returns>
    public async Task<WriteCounts> WriteAsync(IEnumerable<ClerkUser> versions, CancellationToken cancellationToken)
    {
        var counts = new WriteCounts(0, 0);
        foreach (var chunk in versions.Chunk(MostRows))
        {
            var upserted = await writer.WriteAsync(
                async transaction =>
                {
                    var emails = await users.LockAsync(transaction, [.. chunk.Select(user => user.Id)], chunk);
                    return await users.UpsertAsync(transaction, chunk, emails);
                },
                cancellationToken
            );
            counts += new WriteCounts(upserted.Inserted.Count, upserted.Written.Count - upserted.Inserted.Count);
        }

        return counts;
    }
}

/// <summary>How many rows were new, and how many were older than what was written.</summary>
internal readonly record struct WriteCounts(long Inserted, long Updated)
{
    public static WriteCounts operator +(WriteCounts left, WriteCounts right) =>
        new(left.Inserted + right.Inserted, left.Updated + right.Updated);
}
