namespace ClerkSync.Core.Database;

/// <summary>Locks on names, held until the transaction ends. They stand for rows that may not exist yet.</summary>
internal static class AdvisoryLocks
{
    /// <remarks>
    /// A statement of its own, so that the next one sees what the lock's last holder committed. It counts, because a row for each
    /// lock would have to be sent and read. Every name is hashed onto 2^20
    /// keys and the keys are taken in ascending order, so that no two transactions wait for each other. The hash is computed by
    /// Postgres because all processes must agree on it.
    /// </remarks>
    public const string Acquire = """
        select count(pg_advisory_xact_lock(1129665903, key))
        from (
            select distinct (hashtextextended(lower(name), 0) & 1048575)::int as key
            from unnest(@LockNames) as names (name)
            order by key
        ) as keys
        """;

    /// <summary>Takes the locks on objects that no row of another has to be locked for.</summary>
    public static Task AcquireAsync(WriteTransaction transaction, IEnumerable<ClerkId> ids) =>
        transaction.ExecuteAsync(Acquire, new { LockNames = ids.Select(id => id.Value).ToArray() });
}
