namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>When Svix tries again.</summary>
/// <remarks>Source: Svix's documentation, "Retry schedule".</remarks>
internal static class RetrySchedule
{
    /// <summary>What Svix waits for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(10),
    ];

    /// <summary>The wait after an attempt that failed; null after the last one.</summary>
    /// <param name="attempts">How many have failed, from 1.</param>
    /// <param name="timeFactor">Stretches it.</param>
    public static TimeSpan? FindWait(int attempts, double timeFactor) =>
        attempts <= Waits.Length ? Waits[attempts - 1] * timeFactor : null;
}
