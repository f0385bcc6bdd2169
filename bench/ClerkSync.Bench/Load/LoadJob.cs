namespace ClerkSync.Bench.Load;

/// <summary>
/// One run of deliveries. The deliveries are derived from its values, so that sender and check agree.
/// </summary>
internal sealed record LoadJob
{
    // A prime, so that updates visit all users in a scattered order before any user repeats.
    private const long Step = 7919;

    public required Workload Workload { get; init; }

    /// <summary>The number of deliveries.</summary>
    public required int Count { get; init; }

    /// <summary>The number of connections, or of deliveries per batch without HTTP.</summary>
    public required int AtOnce { get; init; }

    /// <summary>The number of users that the burst created.</summary>
    public required int Users { get; init; }

    /// <summary>The version of the burst's first user.</summary>
    public required long BurstVersion { get; init; }

    /// <summary>The version of the run's first delivery.</summary>
    public required long FirstVersion { get; init; }

    /// <summary>The number of the first user that the run signs up.</summary>
    public required int NewUser { get; init; }

    /// <summary>The URL of the endpoint; null without HTTP.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The secret that signs the deliveries.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Whether responses contain the outcome, as ClerkSync's do.</summary>
    public bool AnswersOutcome { get; init; }

    /// <summary>Whether deliveries go through ClerkSync's queue. Only without HTTP.</summary>
    public bool IsQueued { get; init; }

    public IEnumerable<PlannedDelivery> Plan() => Enumerable.Range(0, Count).Select(Plan);

    /// <summary>
    /// Returns the expected result: the number of users with a version of this run, and the sum of these versions.
    /// </summary>
    /// <returns>The same text that <see cref="Contestant.StateSql"/> returns.</returns>
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

    // A version is used only once, so it identifies the delivery.
    private static PlannedDelivery Create(int user, long version, string type) =>
        new(user, version, $"msg_{version}", type, PlannedDelivery.Applied);

    private int Scatter(int number) => (int)(number * Step % Users);
}
