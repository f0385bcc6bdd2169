namespace ClerkSync.Bench.Load;

/// <summary>A single headline figure.</summary>
/// <param name="Unit">The unit of the spread; empty for a ratio.</param>
/// <param name="Spread">The spread over the rounds.</param>
internal sealed record KeyFigure(string Name, string Unit, Spread Spread);

/// <summary>The figures by which ClerkSync is judged: costs, and ratios within a round.</summary>
internal static class KeyFigures
{
    /// <summary>The name of ClerkSync without HTTP, in batches of a fixed size.</summary>
    public const string Batches = "ClerkSync, no HTTP";

    /// <summary>The name of ClerkSync without HTTP, with each delivery through the queue.</summary>
    public const string Queue = "ClerkSync, no HTTP, queue";

    private const string Own = Contestants.ClerkSync;
    private static readonly string SingleRow = Pgbench.NameOf(1);

    /// <summary>Returns the figures that were measured.</summary>
    public static IEnumerable<KeyFigure> Create(LoadRounds rounds, LoadSizes sizes)
    {
        foreach (var cell in sizes.Batches)
        {
            var mix = cell.Workload == Workload.SignUps ? "10 % sign-ups" : "updates";
            yield return new(
                $"Postgres CPU a delivery, batches of {cell.AtOnce}, {mix}",
                "µs",
                Of(Batches, cell, Postgres)
            );
        }

        var (at16, at64) = (Find(16, Route.Local), Find(64, Route.Local));
        var away = Find(64, Route.Away);
        yield return new("Postgres CPU a delivery, 64 connections", "µs", Of(Own, at64, Postgres));
        yield return new("server CPU a delivery, 16 connections", "µs", Of(Own, at16, r => r.ServerCpu));
        yield return new("peak of the server's memory, 64 connections", "MiB", Of(Own, at64, r => r.PeakMebibytes));
        foreach (var ratio in Against(Contestants.Lean).Concat(Against(Contestants.Other)))
        {
            yield return ratio;
        }

        foreach (var cell in (Cell[])[at16, at64])
        {
            if (rounds.FindRatio((Own, cell), (SingleRow, cell), PerSecond) is { } ratio)
            {
                yield return new($"deliveries/s, {cell.AtOnce} connections / {SingleRow}", "", ratio);
            }
        }

        foreach (var (name, cell) in sizes.Batches.Select(cell => (Batches, cell)).Append((Own, at64)))
        {
            if (rounds.FindRatio((name, cell), (SingleRow, at16), Postgres) is { } ratio)
            {
                yield return new($"Postgres CPU, {name}, {cell.Name} / {SingleRow}, 16 connections", "", ratio);
            }
        }

        var pooled = Find(64, Route.PgBouncer);
        if (rounds.FindRatio((Own, pooled), (Own, at64), PerSecond) is { } behind)
        {
            yield return new("deliveries/s, 64 connections, through PgBouncer / direct", "", behind);
        }

        var alone = sizes.Batches.First();
        if (rounds.FindRatio((Queue, alone), (Batches, alone), r => r.Load.P50) is { } gathered)
        {
            yield return new("p50 of one delivery at a time, queue / no queue", "", gathered);
        }

        IEnumerable<KeyFigure> Against(string other)
        {
            (string Name, Cell Cell, Func<CellResult, double?> Figure)[] all =
            [
                ("deliveries/s", at16, PerSecond),
                ("deliveries/s", at64, PerSecond),
                ("deliveries/s", away, PerSecond),
                ("server CPU", at16, result => result.ServerCpu),
                ("server CPU", at64, result => result.ServerCpu),
                ("Postgres CPU", at64, Postgres),
                ("p99", at16, result => result.Load.P99),
            ];
            foreach (var (name, cell, figure) in all)
            {
                if (rounds.FindRatio((Own, cell), (other, cell), figure) is { } ratio)
                {
                    yield return new($"{name}, {cell.Name} / {other}", "", ratio);
                }
            }

            if (other == Contestants.Lean && rounds.FindColdStartRatio(FunctionsWorker.Name, other) is { } start)
            {
                yield return new($"cold start of the Functions worker / {other}", "", start);
            }
        }

        Spread Of(string contestant, Cell cell, Func<CellResult, double?> figure) =>
            rounds.Find(contestant, cell, figure)!.Value;

        Cell Find(int atOnce, Route route) =>
            sizes.Cells.Single(cell =>
                cell.Workload == Workload.Updates && cell.AtOnce == atOnce && cell.Route == route
            );
    }

    private static double? Postgres(CellResult result) => result.PostgresCpu;

    private static double? PerSecond(CellResult result) => result.PerSecond;
}
