namespace ClerkSync.Bench.Load;

/// <summary>The connection between a server and Postgres.</summary>
internal enum Route
{
    /// <summary>The loopback interface.</summary>
    Local,

    /// <summary>A proxy that adds 1 ms to each round trip and counts them.</summary>
    Away,

    /// <summary>PgBouncer in transaction mode.</summary>
    PgBouncer,
}
