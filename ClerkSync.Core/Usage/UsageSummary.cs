namespace ClerkSync.Core.Usage;

/// <summary>The totals of a user's runs.</summary>
public sealed record UsageSummary
{
    public required UsageTotal Total { get; init; }

    /// <summary>Most expensive first.</summary>
    public required IReadOnlyList<ProviderUsage> ByProvider { get; init; }

    /// <summary>By day in UTC, latest first, without days that have no runs.</summary>
    public required IReadOnlyList<DailyUsage> ByDay { get; init; }

    /// <summary>The latest runs, newest first.</summary>
    public required IReadOnlyList<UsageEvent> Recent { get; init; }
}

/// <summary>A sum over runs.</summary>
/// <param name="Runs">The number of runs whose credits were deducted.</param>
/// <param name="Cost">Their cost in US dollars.</param>
/// <param name="Credits">The credits that the runs cost.</param>
/// <param name="Insufficient">The number of runs for which the balance was too low. The other members do not count them.</param>
public readonly record struct UsageTotal(long Runs, decimal Cost, long Credits, long Insufficient)
{
    public static UsageTotal operator +(UsageTotal left, UsageTotal right) =>
        new(
            left.Runs + right.Runs,
            left.Cost + right.Cost,
            left.Credits + right.Credits,
            left.Insufficient + right.Insufficient
        );
}

/// <summary>The runs of one provider.</summary>
/// <param name="Provider">As reported; case matters.</param>
public sealed record ProviderUsage(string Provider, UsageTotal Total);

/// <summary>The runs of one day.</summary>
/// <param name="Day">In UTC.</param>
public sealed record DailyUsage(DateOnly Day, UsageTotal Total);
