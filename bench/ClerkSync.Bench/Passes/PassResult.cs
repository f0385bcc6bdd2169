namespace ClerkSync.Bench.Passes;

/// <summary>The cost of one pass.</summary>
internal sealed record PassResult
{
    public required long Rows { get; init; }
    public required double Seconds { get; init; }

    /// <summary>The CPU time of the measured process, without Postgres.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>The peak memory of the process.</summary>
    public required long PeakBytes { get; init; }

    public double RowsPerSecond => Rows / Seconds;

    public double PeakMebibytes => PeakBytes / (1024.0 * 1024);
}
