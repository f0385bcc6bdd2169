namespace ClerkSync.Core.Database;

/// <summary>What keeps the dead dead. Clerk never reuses an id, so a tombstone is for ever.</summary>
internal static class Tombstones
{
    /// <summary>Writes tombstones on Clerk's word; returns the ids that had none before, or only one by a repair.</summary>
    /// <remarks>A statement of its own, under the locks on the ids: a deletion in one with it could miss a row.</remarks>
    public const string Insert = """
        insert into tombstones (clerk_id, deleted_at)
        select clerk_id, deleted_at from unnest(@ClerkIds, @DeletedAts) as dead (clerk_id, deleted_at)
        on conflict (clerk_id) do update set is_by_repair = false where tombstones.is_by_repair
        returning clerk_id
        """;

    /// <summary>Writes tombstones because Clerk does not know the ids; returns those that had none.</summary>
    public const string InsertByRepair = """
        insert into tombstones (clerk_id, deleted_at, is_by_repair)
        select clerk_id, deleted_at, true from unnest(@ClerkIds, @DeletedAts) as dead (clerk_id, deleted_at)
        on conflict (clerk_id) do nothing
        returning clerk_id
        """;

    /// <summary>Lifts the tombstones that a repair wrote, because Clerk knows the ids again.</summary>
    public const string LiftThoseByRepair = "delete from tombstones where clerk_id = any(@ClerkIds) and is_by_repair";
}
