namespace ClerkSync.Bench.Load;

/// <summary>The sender's measurements of a run.</summary>
internal sealed record LoadResult
{
    public required double Seconds { get; init; }

    /// <summary>The latency of a delivery in milliseconds.</summary>
    public required double P50 { get; init; }

    /// <inheritdoc cref="P50"/>
    public required double P99 { get; init; }

    /// <param name="milliseconds">The latency of each delivery, in any order.</param>
    /// <param name="seconds">The duration of the run.</param>
    public static LoadResult Of(double[] milliseconds, double seconds)
    {
        Array.Sort(milliseconds);
        return new LoadResult
        {
            Seconds = seconds,
            P50 = At(milliseconds, 0.5),
            P99 = At(milliseconds, 0.99),
        };
    }

    private static double At(double[] sorted, double share) =>
        sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
