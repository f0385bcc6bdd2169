namespace ClerkSync.Bench.Load;

/// <summary>The amount of work of a run.</summary>
internal sealed record LoadSizes
{
    /// <summary>The default run, which <c>docs/performance.md</c> shows.</summary>
    public static readonly LoadSizes Full = new()
    {
        Rounds = 5,
        WarmUp = 12_000,
        Cells =
        [
            new(Workload.Burst, 64, Route.Local, 20_000),
            new(Workload.Updates, 1, Route.Local, 1_500),
            new(Workload.Updates, 16, Route.Local, 8_000),
            new(Workload.Updates, 64, Route.Local, 12_000),
            new(Workload.Updates, 256, Route.Local, 12_000),
            new(Workload.Inserts, 1, Route.Local, 1_500),
            new(Workload.Inserts, 16, Route.Local, 6_000),
            new(Workload.Inserts, 64, Route.Local, 8_000),
            new(Workload.Duplicates, 64, Route.Local, 8_000),
            new(Workload.Stale, 64, Route.Local, 8_000),
            new(Workload.Updates, 1, Route.Away, 500),
            new(Workload.Updates, 16, Route.Away, 4_000),
            new(Workload.Updates, 64, Route.Away, 8_000),
            new(Workload.Updates, 256, Route.Away, 8_000),
            new(Workload.Updates, 64, Route.PgBouncer, 12_000),
        ],
        DeliveriesInBatches = 8_192,
        DeliveriesAlone = 2_000,
    };

    public static readonly LoadSizes Quick = new()
    {
        Rounds = 3,
        WarmUp = 4_000,
        Cells =
        [
            new(Workload.Burst, 64, Route.Local, 2_000),
            new(Workload.Updates, 1, Route.Local, 500),
            new(Workload.Updates, 16, Route.Local, 3_000),
            new(Workload.Updates, 64, Route.Local, 4_000),
            new(Workload.Inserts, 64, Route.Local, 1_500),
            new(Workload.Duplicates, 64, Route.Local, 1_500),
            new(Workload.Stale, 64, Route.Local, 1_500),
            new(Workload.Updates, 64, Route.Away, 3_000),
            new(Workload.Updates, 64, Route.PgBouncer, 4_000),
        ],
        DeliveriesInBatches = 4_096,
        DeliveriesAlone = 1_000,
    };

    public required int Rounds { get; init; }

    /// <summary>The number of deliveries that warm up a new server.</summary>
    public required int WarmUp { get; init; }

    /// <summary>The cells in order of execution. The burst is first, because the others use its users.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>The number of deliveries that are applied without HTTP in batches of a fixed size.</summary>
    public required int DeliveriesInBatches { get; init; }

    /// <summary>
    /// The number of deliveries that are applied without HTTP one by one, with and without the queue.
    /// </summary>
    public required int DeliveriesAlone { get; init; }

    public int Users => Cells[0].Count;

    /// <summary>The cells without HTTP: batches of a fixed size, and single deliveries.</summary>
    public IEnumerable<Cell> Batches =>
        [
            new(Workload.Updates, 1, Route.Local, DeliveriesAlone),
            new(Workload.Updates, 8, Route.Local, DeliveriesInBatches),
            new(Workload.Updates, 64, Route.Local, DeliveriesInBatches),
            new(Workload.SignUps, 8, Route.Local, DeliveriesInBatches),
            new(Workload.SignUps, 32, Route.Local, DeliveriesInBatches),
        ];
}
