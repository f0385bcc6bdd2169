using ClerkSync.Core.Database;

namespace ClerkSync.Core.Objects;

/// <summary>Marks deleted objects, so that no later version restores them.</summary>
/// <remarks>Clerk never reuses an id, so tombstones are permanent, except that a repair may remove one that a repair wrote.</remarks>
internal static class Tombstones
{
    /// <summary>Returns the objects whose deletion was reported by Clerk itself, not by a repair.</summary>
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
