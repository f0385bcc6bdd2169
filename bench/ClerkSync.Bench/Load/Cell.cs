namespace ClerkSync.Bench.Load;

/// <summary>A combination of conditions that every contestant runs.</summary>
/// <param name="Workload">The kind of deliveries.</param>
/// <param name="AtOnce">The number of connections.</param>
/// <param name="Route">The connection between the server and Postgres.</param>
/// <param name="Count">The number of deliveries.</param>
internal sealed record Cell(Workload Workload, int AtOnce, Route Route, int Count)
{
    public string Name =>
        $"{Workload.ToString().ToLowerInvariant()}, {AtOnce} at once"
        + Route switch
        {
            Route.Away => ", Postgres 1 ms away",
            Route.PgBouncer => ", PgBouncer",
            _ => "",
        };
}
