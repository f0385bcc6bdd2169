using ClerkSync.Core.Database;

namespace ClerkSync.Core.Objects;

/// <summary>Locks names until the transaction ends. They stand for rows that may not exist yet.</summary>
internal static class NameLocks
{
    /// <remarks>
    /// A separate statement, so the next one sees what the lock's previous holder committed. Names are hashed to 2^20 keys and locked in
    /// ascending order, so no two transactions deadlock. Postgres computes the hash, because all processes must agree on it.
    /// </remarks>
    private static readonly string Acquire = AcquireEach("unnest($1) as names (name)");

    public static void Add(Pipeline pipeline, IEnumerable<string> names) =>
        pipeline.Add(Acquire, Pipeline.Ignore, Parameter.Of(names.ToArray()));

    /// <summary>Returns a statement that locks the names in a relation's column <c>name</c>.</summary>
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
