namespace ClerkSync.Core.Database;

/// <summary>What keeps the dead dead. Clerk never reuses an id, so a tombstone is for ever.</summary>
internal static class Tombstones
{
    /// <summary>Writes tombstones; returns the ids that had none before.</summary>
    /// <remarks>A statement of its own, under the locks on the ids: a deletion in one with it could miss a row.</remarks>
    public const string Insert = """
        insert into tombstones (clerk_id, deleted_at)
        select clerk_id, deleted_at from unnest(@ClerkIds, @DeletedAts) as dead (clerk_id, deleted_at)
        on conflict (clerk_id) do nothing
        returning clerk_id
        """;
}
