namespace ClerkSync.Core.Usage;

/// <summary>What a user's runs add up to.</summary>
public sealed record UsageSummary
{
    /// <summary>All of them.</summary>
    public required UsageTotal Total { get; init; }

    /// <summary>By provider, the dearest first.</summary>
    public required IReadOnlyList<ProviderUsage> ByProvider { get; init; }

    /// <summary>By day in UTC, the latest first; a day without runs is left out.</summary>
    public required IReadOnlyList<DailyUsage> ByDay { get; init; }

    /// <summary>The latest runs, newest first.</summary>
    public required IReadOnlyList<UsageEvent> Recent { get; init; }
}

/// <summary>A sum over runs.</summary>
/// <param name="Runs">How many there were, those included that the user could not pay for.</param>
/// <param name="Cost">What they cost in US dollars, those included.</param>
/// <param name="Credits">The credits that were taken.</param>
public readonly record struct UsageTotal(long Runs, decimal Cost, long Credits)
{
    /// <summary>The sum of both.</summary>
    public static UsageTotal operator +(UsageTotal left, UsageTotal right) =>
        new(left.Runs + right.Runs, left.Cost + right.Cost, left.Credits + right.Credits);
}

/// <summary>The runs of one provider.</summary>
/// <param name="Provider">As it was reported, case included.</param>
/// <param name="Total">Their sum.</param>
public sealed record ProviderUsage(string Provider, UsageTotal Total);

/// <summary>The runs of one day.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Total">Their sum.</param>
public sealed record DailyUsage(DateOnly Day, UsageTotal Total);
