namespace ClerkSync.Bench.Load;

/// <summary>What all contestants do in turn.</summary>
/// <param name="Workload">What is delivered.</param>
/// <param name="AtOnce">Connections.</param>
/// <param name="Route">What lies before Postgres.</param>
/// <param name="Count">Deliveries.</param>
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
