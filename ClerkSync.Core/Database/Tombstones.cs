namespace ClerkSync.Core.Database;

/// <summary>What keeps the dead dead. Clerk never reuses an id, so a tombstone is for ever.</summary>
internal static class Tombstones
{
    /// <summary>Writes tombstones on Clerk's word; returns the ids that had none before, or only one by a repair.</summary>
    /// <remarks>A statement of its own, under the locks on the ids: a deletion in one with it could miss a row.</remarks>
    public const string Insert = """
        insert into tombstones (clerk_id, deleted_at)
        select clerk_id, deleted_at from unnest(@ClerkIds, @DeletedAts) as dead (clerk_id, deleted_at)
        on conflict (clerk_id) do update set is_by_repair = false, deleted_at = excluded.deleted_at
        where tombstones.is_by_repair
        returning clerk_id
        """;

    /// <summary>Writes tombstones because Clerk does not know the ids; returns those that had none.</summary>
    public const string InsertByRepair = """
        insert into tombstones (clerk_id, deleted_at, is_by_repair)
        select clerk_id, deleted_at, true from unnest(@ClerkIds, @DeletedAts) as dead (clerk_id, deleted_at)
        on conflict (clerk_id) do nothing
        returning clerk_id
        """;

    /// <summary>Lets objects live again that a repair has buried and Clerk knows.</summary>
    public static Task LiftThoseByRepairAsync(WriteTransaction transaction, IEnumerable<ClerkId> ids) =>
        transaction.ExecuteAsync(
            "delete from tombstones where clerk_id = any(@ClerkIds) and is_by_repair",
            new { ClerkIds = ids.Select(id => id.Value).ToArray() }
        );

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
