using ClerkSync.Core.Database;

namespace ClerkSync.Core.Objects;

/// <summary>Locks on names, held until the transaction ends. They stand for rows that may not exist yet.</summary>
internal static class NameLocks
{
    /// <remarks>
    /// A statement of its own, so that the next one sees what the lock's last holder committed. Names are hashed to 2^20 keys, which are
    /// taken in ascending order, so that no two transactions wait for each other. Postgres computes the hash because all processes
    /// must agree on it.
    /// </remarks>
    private static readonly string Acquire = AcquireEach("unnest($1) as names (name)");

    /// <summary>Adds the locks on some names.</summary>
    public static void Add(Pipeline pipeline, IEnumerable<string> names) =>
        pipeline.Add(Acquire, Pipeline.Ignore, Parameter.Of(names.ToArray()));

    /// <summary>A statement that locks the names of a relation with a column <c>name</c>.</summary>
    public static string AcquireEach(string names) =>
        $"""
            select count(pg_advisory_xact_lock(1129665903, key))
            from (
                select distinct (hashtextextended(lower(name), 0) & 1048575)::int as key
                from {names}
                order by key
            ) as keys
            """;
}
