using System.Text.Json;

namespace ClerkSync.Bench.Load;

/// <summary>Runs one cell of one contestant, measures it, and verifies the resulting rows.</summary>
internal sealed class LoadRunner(BenchDatabases databases, Lanes lanes, LoadSizes sizes, string secret) : IDisposable
{
    // Time for the runtime to finish recompiling hot code in the background.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    // The warm-up also has sign-ups, because they use other statements.
    private const int WarmUpConnections = 16;

    private static readonly Dictionary<string, string> SenderSettings = new()
    {
        // Handles a response on the thread that reads it, which saves the sender a thread switch.
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        ["DOTNET_TieredPGO"] = "0",
    };

    private readonly ChildProcess _sender = new(null, SenderSettings, "send");
    private readonly Dictionary<string, ChildProcess> _direct = [];
    private readonly Dictionary<string, long> _bursts = [];
    private readonly HashSet<ServerProcess> _warm = [];

    // Versions are times in milliseconds. Each is used once, and none is in the future.
    private long _version = DateTimeOffset.UtcNow.AddDays(-2).ToUnixTimeMilliseconds();
    private int _newUser = sizes.Users;

    /// <summary>Runs a cell over HTTP.</summary>
    public async Task<CellResult> RunAsync(Contestant contestant, Cell cell, CancellationToken cancellationToken)
    {
        var server = await lanes.GetAsync(contestant, cell.Route, cancellationToken);
        if (_warm.Add(server))
        {
            await WarmUpAsync(contestant, server, cell, cancellationToken);
        }

        var count = cell.Count;
        if (cell.Workload == Workload.Burst)
        {
            await EmptyAsync(contestant);
        }
        else
        {
            count = Count(contestant, count);
        }

        return await MeasureAsync(contestant, server, cell with { Count = count }, cancellationToken);
    }

    /// <summary>Runs a cell of ClerkSync without HTTP.</summary>
    public async Task<CellResult> RunDirectAsync(
        Contestant own,
        Cell cell,
        bool isQueued,
        CancellationToken cancellationToken
    )
    {
        if (!_direct.TryGetValue(own.Key, out var process))
        {
            var settings = new Dictionary<string, string> { ["DATABASE_URL"] = databases.UrlOf(own.Database) };
            _direct[own.Key] = process = new ChildProcess(null, settings, "apply");
            await RunAsync(process, own, CreateJob(own, cell with { Count = sizes.WarmUp }), cancellationToken);
        }

        var job = CreateJob(own, cell) with { IsQueued = isQueued };
        return await RunAsync(process, own, job, cancellationToken);

        async Task<CellResult> RunAsync(
            ChildProcess process,
            Contestant own,
            LoadJob job,
            CancellationToken cancellationToken
        )
        {
            var (load, cpu, server) = await this.RunAsync(
                process,
                job,
                () => ProcessorTime.OfFamily(process.Id),
                cancellationToken
            );
            await CheckAsync(own, job);
            return new CellResult(
                job.Count,
                load,
                server.TotalMicroseconds / job.Count,
                cpu.TotalMicroseconds / job.Count
            );
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        foreach (var process in _direct.Values)
        {
            process.Dispose();
        }
    }

    /// <summary>Creates a job with a single sign-up, for a server outside the lanes.</summary>
    public LoadJob CreateFirst(Contestant contestant) =>
        CreateJob(contestant, new Cell(Workload.Inserts, 1, Route.Local, 1));

    /// <summary>Runs until the server has compiled its code and prepared its statements.</summary>
    private async Task WarmUpAsync(
        Contestant contestant,
        ServerProcess server,
        Cell cell,
        CancellationToken cancellationToken
    )
    {
        var warmUp = cell with { AtOnce = WarmUpConnections, Count = Count(contestant, sizes.WarmUp) };
        if (!_bursts.ContainsKey(contestant.Key))
        {
            await EmptyAsync(contestant);
            var burst = warmUp with { Workload = Workload.Burst, Count = sizes.Users };
            await MeasureAsync(contestant, server, burst, cancellationToken);
        }

        await MeasureAsync(contestant, server, warmUp with { Workload = Workload.SignUps }, cancellationToken);
        await Task.Delay(Rest, cancellationToken);
    }

    /// <summary>Truncates the tables before a burst.</summary>
    private async Task EmptyAsync(Contestant contestant)
    {
        await databases.ExecuteAsync(contestant.Database, $"truncate {contestant.Tables} cascade");
        _bursts[contestant.Key] = _version;
    }

    private async Task<CellResult> MeasureAsync(
        Contestant contestant,
        ServerProcess server,
        Cell cell,
        CancellationToken cancellationToken
    )
    {
        var job = CreateJob(contestant, cell) with { Endpoint = server.Endpoint };
        var trips = await lanes.CountRoundTripsAsync(cancellationToken);
        server.ResetPeak();
        var (load, postgres, cpu) = await RunAsync(_sender, job, () => server.Cpu, cancellationToken);
        var seen = await lanes.CountRoundTripsAsync(cancellationToken) - trips;
        await CheckAsync(contestant, job);
        return new CellResult(
            job.Count,
            load,
            cpu.TotalMicroseconds / job.Count,
            postgres.TotalMicroseconds / job.Count,
            server.PeakMebibytes,
            cell.Route == Route.Away ? (double?)seen / job.Count : null
        );
    }

    private async Task<(LoadResult Load, TimeSpan Postgres, TimeSpan Server)> RunAsync(
        ChildProcess sender,
        LoadJob job,
        Func<TimeSpan> serverCpu,
        CancellationToken cancellationToken
    )
    {
        sender.WriteLine(JsonSerializer.Serialize(job));
        await sender.ReadLineAsync(cancellationToken);
        var (postgres, server) = (databases.ServerCpu, serverCpu());
        sender.WriteLine(JobLoop.Go);
        var load = JsonSerializer.Deserialize<LoadResult>(await sender.ReadLineAsync(cancellationToken))!;
        return (load, databases.ServerCpu - postgres, serverCpu() - server);
    }

    private LoadJob CreateJob(Contestant contestant, Cell cell)
    {
        var job = new LoadJob
        {
            Workload = cell.Workload,
            Count = cell.Count,
            AtOnce = cell.AtOnce,
            Users = sizes.Users,
            BurstVersion = _bursts[contestant.Key],
            FirstVersion = _version,
            NewUser = _newUser,
            Secret = secret,
            AnswersOutcome = contestant.AnswersOutcome,
        };
        _version += cell.Count;
        _newUser += cell.Count;
        return job;
    }

    private async Task CheckAsync(Contestant contestant, LoadJob job)
    {
        // Without a guard, the last arrival wins, so the result is deterministic only with one version per user.
        if (!contestant.IsGuarded && job.Workload is Workload.Duplicates or Workload.Stale)
        {
            return;
        }

        var state = await databases.ScalarAsync<string>(contestant.Database, contestant.StateSql(job.FirstVersion));
        if (state != job.ExpectedState())
        {
            throw new InvalidOperationException(
                $"{contestant.Name} left {state} after {job.Workload}, and {job.ExpectedState()} was expected."
            );
        }
    }

    private static int Count(Contestant contestant, int count) => Math.Max(1, (int)(count * contestant.Share));
}
