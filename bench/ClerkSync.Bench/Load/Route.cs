namespace ClerkSync.Bench.Load;

/// <summary>What lies between a server and Postgres.</summary>
internal enum Route
{
    /// <summary>The loopback.</summary>
    Local,

    /// <summary>A relay that adds 1 ms to each round trip and counts them.</summary>
    Away,

    /// <summary>PgBouncer in transaction mode.</summary>
    PgBouncer,
}
