namespace ClerkSync.Bench.Load;

/// <summary>How much a run measures.</summary>
internal sealed record LoadSizes
{
    /// <summary>The usual run, which <c>docs/performance.md</c> shows.</summary>
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

    /// <summary>Deliveries to a server that was just started.</summary>
    public required int WarmUp { get; init; }

    /// <summary>In this order; the burst comes first, because the others use its users.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>Deliveries that are applied in batches of a fixed size, without HTTP.</summary>
    public required int DeliveriesInBatches { get; init; }

    /// <summary>Deliveries one after another, with and without the queue, without HTTP.</summary>
    public required int DeliveriesAlone { get; init; }

    public int Users => Cells[0].Count;

    /// <summary>Batches of a fixed size, and single deliveries.</summary>
    public IEnumerable<Cell> Batches =>
        [
            new(Workload.Updates, 1, Route.Local, DeliveriesAlone),
            new(Workload.Updates, 8, Route.Local, DeliveriesInBatches),
            new(Workload.Updates, 64, Route.Local, DeliveriesInBatches),
            new(Workload.SignUps, 8, Route.Local, DeliveriesInBatches),
            new(Workload.SignUps, 32, Route.Local, DeliveriesInBatches),
        ];
}
