using ClerkSync.Core.Database;

namespace ClerkSync.Core.Objects;

/// <summary>What keeps the dead dead. Clerk never reuses an id, so a tombstone is for ever.</summary>
internal static class Tombstones
{
    /// <summary>Of some objects, those whose deletion Clerk itself has told.</summary>
    public static async Task<IReadOnlySet<string>> FindDeadAsync(
        DatabaseReader database,
        IEnumerable<ClerkId> ids,
        CancellationToken cancellationToken
    )
    {
        var dead = await database.QueryAsync<string>(
            "select clerk_id from tombstones where clerk_id = any(@ids) and not is_by_repair",
            new { ids = ids.Select(id => id.Value).ToArray() },
            cancellationToken
        );
        return dead.ToHashSet();
    }
}
