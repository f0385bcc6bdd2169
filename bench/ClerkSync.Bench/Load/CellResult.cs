namespace ClerkSync.Bench.Load;

/// <summary>One run of one contestant, and what it cost.</summary>
/// <param name="Count">Deliveries.</param>
/// <param name="Load">What the sender saw.</param>
/// <param name="ServerCpu">Microseconds of processor time of the server, a delivery; null where there is no server.</param>
/// <param name="PostgresCpu">The same of Postgres.</param>
/// <param name="PeakMebibytes">The server's memory; null where there is no server.</param>
/// <param name="RoundTrips">Between server and Postgres, a delivery; null where nobody counts.</param>
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
