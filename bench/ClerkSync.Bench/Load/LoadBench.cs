using System.Diagnostics;
using System.Security.Cryptography;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Bench.Load;

/// <summary>
/// Measures deliveries over HTTP: ClerkSync and other programs that store Clerk's users, alternating.
/// </summary>
internal sealed class LoadBench(
    BenchDatabases databases,
    LoadSizes sizes,
    Published published,
    IReadOnlyList<Contestant> contestants,
    Pgbench? pgbench,
    bool hasPgBouncer,
    Lanes lanes,
    LoadRunner runner,
    IProgress<string> progress
)
{
    private static readonly int[] RowsOfPgbench = [1, 8, 64];

    private readonly LoadRounds _rounds = new();

    /// <summary>Runs all measurements and prints the results.</summary>
    public static async Task RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var progress = new ErrorProgress();
        var sizes = options.IsQuick ? LoadSizes.Quick : LoadSizes.Full;
        var folder = Directory.CreateTempSubdirectory("clerksync-bench-load-").FullName;
        try
        {
            var secret = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}";
            var published = await Published.CreateAsync(options.Root, progress, cancellationToken);
            var (contestants, skipped) = await FindContestantsAsync(
                published.Cli,
                options,
                folder,
                secret,
                progress,
                cancellationToken
            );
            await using var databases = await BenchDatabases.StartAsync(cancellationToken);
            if (databases.FindProgram("pgbench") is not { } pgbench)
            {
                pgbench = null;
                skipped.Add("pgbench, which is not installed");
            }

            if (PgBouncer.Program is null)
            {
                skipped.Add("PgBouncer, which is not installed");
            }

            var machine = $"{Machine.Description}; load {Machine.Load} at the start; {databases.Description}";
            await using var lanes = new Lanes(databases, folder);
            using var runner = new LoadRunner(databases, lanes, sizes, secret);
            var bench = new LoadBench(
                databases,
                sizes,
                published,
                contestants,
                pgbench is null ? null : new Pgbench(pgbench, databases, folder),
                PgBouncer.Program is not null,
                lanes,
                runner,
                progress
            );
            var rounds = await bench.MeasureAsync(options.Rounds ?? sizes.Rounds, cancellationToken);
            await PrintAsync(options, new LoadReport(rounds, sizes, machine, options.Command, skipped));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(List<Contestant> Contestants, List<string> Skipped)> FindContestantsAsync(
        string own,
        LoadOptions options,
        string folder,
        string secret,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        List<Contestant> contestants = [Contestants.CreateOwn(Contestants.ClerkSync, "own", own, folder, secret)];
        if (options.Other is { } other)
        {
            contestants.Add(Contestants.CreateOwn(Contestants.Other, "other", Path.GetFullPath(other), folder, secret));
        }

        var source = Path.Combine(options.Root, "bench", "references");
        var (node, references, skipped) = await ReferencePrograms.InstallAsync(source, progress, cancellationToken);
        if (skipped is not null)
        {
            return (contestants, [$"the Node references: {skipped}"]);
        }

        contestants.AddRange(Contestants.CreateReferences(node!, references, secret));
        return (contestants, []);
    }

    private static async Task PrintAsync(LoadOptions options, LoadReport report)
    {
        Console.WriteLine(options.IsJson ? report.ToJson() : report.ToMarkdown());
        if (!options.IsQuick || options.IsWritten)
        {
            var file = PerformancePage.FileIn(options.Root);
            var page = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(file, PerformancePage.Replace(page, report.ToMarkdown()));
        }
    }

    private async Task<LoadRounds> MeasureAsync(int rounds, CancellationToken cancellationToken)
    {
        foreach (var contestant in contestants)
        {
            await lanes.CreateDatabaseAsync(contestant);
        }

        for (var round = 1; round <= rounds; round++)
        {
            _rounds.StartNext();
            await MeasureAsync($"round {round} of {rounds}", round % 2 == 0, cancellationToken);
        }

        return _rounds;
    }

    private async Task MeasureAsync(string round, bool isReversed, CancellationToken cancellationToken)
    {
        // The state of the machine may change during a cell, so every other round uses the reverse order.
        Contestant[] order = isReversed ? [.. contestants.Reverse()] : [.. contestants];
        await (pgbench?.FillAsync(sizes.Users) ?? Task.CompletedTask);
        foreach (var cell in sizes.Cells.Where(cell => cell.Route != Route.PgBouncer || hasPgBouncer))
        {
            progress.Report($"{round}: {cell.Name}");
            foreach (var contestant in order.Where(contestant => contestant.Routes.Contains(cell.Route)))
            {
                _rounds.Add(contestant.Name, cell, await runner.RunAsync(contestant, cell, cancellationToken));
                if (cell.Workload == Workload.Burst)
                {
                    // In production, autovacuum does this eventually.
                    await databases.ExecuteAsync(contestant.Database, "vacuum analyze");
                }
            }

            if (pgbench is not null && cell is { Workload: Workload.Updates, Route: Route.Local })
            {
                foreach (var rows in RowsOfPgbench)
                {
                    _rounds.Add(Pgbench.NameOf(rows), cell, await pgbench.RunAsync(rows, cell, cancellationToken));
                }
            }
        }

        await MeasureBatchesAsync(round, cancellationToken);
        await MeasureColdStartsAsync(round, order, cancellationToken);
    }

    private async Task MeasureBatchesAsync(string round, CancellationToken cancellationToken)
    {
        progress.Report($"{round}: batches of a fixed size");
        var own = contestants[0];
        foreach (var cell in sizes.Batches)
        {
            _rounds.Add(
                KeyFigures.Batches,
                cell,
                await runner.RunDirectAsync(own, cell, isQueued: false, cancellationToken)
            );
            if (cell.AtOnce == 1)
            {
                _rounds.Add(
                    KeyFigures.Queue,
                    cell,
                    await runner.RunDirectAsync(own, cell, isQueued: true, cancellationToken)
                );
            }
        }
    }

    private async Task MeasureColdStartsAsync(
        string round,
        IReadOnlyList<Contestant> order,
        CancellationToken cancellationToken
    )
    {
        progress.Report($"{round}: cold starts");
        var first = runner.CreateFirst(contestants[0]);
        var own = databases.UrlOf(contestants[0].Database);
        _rounds.AddColdStart(FunctionsWorker.Name, await FunctionsWorker.StartAsync(published.Functions, own, first));
        foreach (var contestant in order)
        {
            var started = Stopwatch.GetTimestamp();
            await using var server = lanes.StartAnother(contestant);
            var job = runner.CreateFirst(contestant) with { Endpoint = server.Endpoint };
            var delivery = HttpDelivery.Create(job, job.Plan().Single());
            using var connection = await server.ConnectAsync(cancellationToken);
            await connection.SendAsync(delivery);
            _rounds.AddColdStart(contestant.Name, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    // Standard output is for the results.
    private sealed class ErrorProgress : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
