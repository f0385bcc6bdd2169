namespace ClerkSync.Bench.Passes;

/// <summary>What one pass has cost.</summary>
internal sealed record PassResult
{
    public required long Rows { get; init; }
    public required double Seconds { get; init; }

    /// <summary>Processor time of the process that was measured, without Postgres.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>The most memory that the process held at once.</summary>
    public required long PeakBytes { get; init; }

    public double RowsPerSecond => Rows / Seconds;

    public double PeakMebibytes => PeakBytes / (1024.0 * 1024);
}
