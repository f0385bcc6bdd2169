namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>Svix's retry schedule.</summary>
/// <remarks>Source: Svix's documentation, "Retry schedule".</remarks>
internal static class RetrySchedule
{
    /// <summary>Svix's timeout for a response.</summary>
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

    /// <summary>Returns the wait after a failed attempt; null after the last one.</summary>
    /// <param name="attempts">The number of failed attempts, from 1.</param>
    /// <param name="timeFactor">Multiplies the wait.</param>
    public static TimeSpan? FindWait(int attempts, double timeFactor) =>
        attempts <= Waits.Length ? Waits[attempts - 1] * timeFactor : null;
}
