namespace ClerkSync.Bench.Load;

/// <summary>One run of deliveries. Its deliveries follow from its values, so the sender and the check agree on them.</summary>
internal sealed record LoadJob
{
    // Prime, so that updates walk through all users in a scattered order before one comes again.
    private const long Step = 7919;

    public required Workload Workload { get; init; }

    /// <summary>How many deliveries.</summary>
    public required int Count { get; init; }

    /// <summary>Connections, or deliveries in a batch where no HTTP is involved.</summary>
    public required int AtOnce { get; init; }

    /// <summary>How many users the burst made.</summary>
    public required int Users { get; init; }

    /// <summary>The version of the burst's first user.</summary>
    public required long BurstVersion { get; init; }

    /// <summary>The version of this run's first delivery.</summary>
    public required long FirstVersion { get; init; }

    /// <summary>The number of the first user that this run signs up.</summary>
    public required int NewUser { get; init; }

    /// <summary>Where to deliver to; null where no HTTP is involved.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Signs the deliveries.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Whether the answers name the outcome, as ClerkSync's do.</summary>
    public bool AnswersOutcome { get; init; }

    /// <summary>Whether deliveries pass ClerkSync's queue; only where no HTTP is involved.</summary>
    public bool IsQueued { get; init; }

    public IEnumerable<PlannedDelivery> Plan() => Enumerable.Range(0, Count).Select(Plan);

    /// <summary>What the run leaves behind: how many users have a version of this run, and the sum of these versions.</summary>
    /// <returns>The text that <see cref="Contestant.StateSql"/> returns.</returns>
    public string ExpectedState()
    {
        var newest = Plan()
            .Where(delivery => delivery.Version >= FirstVersion)
            .GroupBy(delivery => delivery.User)
            .Select(user => user.Max(delivery => delivery.Version) - FirstVersion)
            .ToList();
        return $"{newest.Count} {newest.Sum()}";
    }

    private PlannedDelivery Plan(int number) =>
        Workload switch
        {
            Workload.Burst => Burst(number),
            Workload.Inserts => SignUp(number),
            Workload.SignUps when number % 10 == 9 => SignUp(number),
            Workload.Duplicates when number % 5 == 4 => Burst(Scatter(number)) with
            {
                Outcome = PlannedDelivery.Duplicate,
            },
            Workload.Stale when number % 5 == 4 => Update(number) with
            {
                Version = BurstVersion - 1 - number,
                Outcome = PlannedDelivery.Stale,
            },
            _ => Update(number),
        };

    private PlannedDelivery Burst(int user) => Create(user, BurstVersion + user, "user.created");

    private PlannedDelivery SignUp(int number) => Create(NewUser + number, FirstVersion + number, "user.created");

    private PlannedDelivery Update(int number) => Create(Scatter(number), FirstVersion + number, "user.updated");

    // Versions are never used twice, so they name the delivery.
    private static PlannedDelivery Create(int user, long version, string type) =>
        new(user, version, $"msg_{version}", type, PlannedDelivery.Applied);

    private int Scatter(int number) => (int)(number * Step % Users);
}
