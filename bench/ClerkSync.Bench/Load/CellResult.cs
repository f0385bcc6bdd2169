namespace ClerkSync.Bench.Load;

/// <summary>The result and the cost of one run of one contestant.</summary>
/// <param name="Count">The number of deliveries.</param>
/// <param name="Load">The measurements of the sender.</param>
/// <param name="ServerCpu">The server's CPU time per delivery in microseconds; null without a server.</param>
/// <param name="PostgresCpu">Postgres's CPU time per delivery in microseconds.</param>
/// <param name="PeakMebibytes">The server's peak memory; null without a server.</param>
/// <param name="RoundTrips">The round trips between server and Postgres per delivery; null when they are not counted.</param>
internal sealed record CellResult(
    int Count,
    LoadResult Load,
    double? ServerCpu,
    double PostgresCpu,
    double? PeakMebibytes = null,
    double? RoundTrips = null
)
{
    public double PerSecond => Count / Load.Seconds;
}
