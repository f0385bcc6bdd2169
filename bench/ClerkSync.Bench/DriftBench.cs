using ClerkSync.Bench.Passes;

namespace ClerkSync.Bench;

/// <summary>Measures a drift run without differences, and its comparison alone.</summary>
internal static class DriftBench
{
    private const string Database = "bench_drift";

    public static async Task RunAsync(int users, int rounds, CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        Console.WriteLine($"{Machine.Description}; {databases.Description}");
        using var source = Measured.StartSource(users);
        var clerk = await source.ReadLineAsync(cancellationToken);
        var database = await databases.CreateAsync(Database);
        await RunAsync(PassKind.Copy);
        // In production, autovacuum does this eventually.
        await databases.ExecuteAsync(Database, "vacuum analyze users");

        var all = new Dictionary<PassKind, List<Measured>> { [PassKind.Compare] = [], [PassKind.Drift] = [] };
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var (kind, measured) in all)
            {
                measured.Add(await RunAsync(kind));
                Console.WriteLine($"round {round}, {kind}: {measured[^1]}");
            }
        }

        foreach (var (kind, measured) in all)
        {
            Console.WriteLine($"{kind}: {Measured.Summarize(measured)}");
        }

        async Task<Measured> RunAsync(PassKind kind)
        {
            var measured = await Measured.RunAsync(
                databases,
                kind,
                users,
                Measured.SettingsOf(database, clerk),
                program: null,
                cancellationToken
            );
            return measured.Result.Rows == users
                ? measured
                : throw new InvalidOperationException($"{kind} took {measured.Result.Rows} of {users} users.");
        }
    }
}
