using System.Globalization;
using System.Text.Json;
using ClerkSync.Bench.Passes;
using Dapper;
using Npgsql;

namespace ClerkSync.Bench;

/// <summary>Backfill against COPY and one merge: each on a fresh database, in turns, in processes of their own.</summary>
internal static class BackfillBench
{
    private const int FewUsers = 100_000;

    // Equal where both wrote the same; what a pass chooses by itself is left out.
    private const string Fingerprint = """
        select count(*) || ' ' || sum(hashtextextended((clerk_id, email, primary_email, first_name, last_name, username, phone,
            image_url, external_id, banned, locked, public_metadata, private_metadata, unsafe_metadata, last_sign_in_at,
            clerk_created_at, clerk_updated_at, clerk_event_at, plan, credits)::text, 0))
        from users
        """;

    public static async Task RunAsync(int users, int rounds, CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        Console.WriteLine($"{Machine.Description}; {databases.Description}");
        using (var fewSource = StartSource(FewUsers))
        {
            var address = await fewSource.ReadLineAsync(cancellationToken);
            var few = await MeasureAsync(databases, PassKind.Backfill, FewUsers, address, cancellationToken);
            Console.WriteLine($"{FewUsers:n0} users: {Describe(few)}");
        }

        using var source = StartSource(users);
        var clerk = await source.ReadLineAsync(cancellationToken);
        var ratios = new List<double>();
        var results = new Dictionary<PassKind, List<Measured>> { [PassKind.Backfill] = [], [PassKind.Copy] = [] };
        for (var round = 1; round <= rounds; round++)
        {
            PassKind[] order = round % 2 == 1 ? [PassKind.Copy, PassKind.Backfill] : [PassKind.Backfill, PassKind.Copy];
            foreach (var kind in order)
            {
                var measured = await MeasureAsync(databases, kind, users, clerk, cancellationToken);
                results[kind].Add(measured);
                Console.WriteLine($"round {round}, {kind}: {Describe(measured)}");
            }

            if (results[PassKind.Backfill][^1].Fingerprint != results[PassKind.Copy][^1].Fingerprint)
            {
                throw new InvalidOperationException("The two did not write the same.");
            }

            ratios.Add(
                results[PassKind.Backfill][^1].Result.RowsPerSecond / results[PassKind.Copy][^1].Result.RowsPerSecond
            );
        }

        foreach (var (kind, all) in results)
        {
            Console.WriteLine(
                $"{kind}: {Spread.Of(all.Select(m => m.Result.RowsPerSecond)):n0} rows/s, "
                    + $"processor {Spread.Of(all.Select(m => m.Result.CpuSeconds)):n1} s, "
                    + $"Postgres {Spread.Of(all.Select(m => m.ServerCpu)):n1} s, "
                    + $"peak {Spread.Of(all.Select(m => m.Result.PeakBytes / 1048576.0)):n0} MiB"
            );
        }

        Console.WriteLine($"Backfill / Copy: {Spread.Of(ratios):n2}");
    }

    private static async Task<Measured> MeasureAsync(
        BenchDatabases databases,
        PassKind kind,
        int users,
        string clerk,
        CancellationToken cancellationToken
    )
    {
        const string Name = "bench_backfill";
        var database = await databases.CreateAsync(Name);
        var environment = new Dictionary<string, string>
        {
            ["DATABASE_URL"] = database,
            ["CLERK_API_URL"] = clerk,
            ["CLERK_SECRET_KEY"] = "sk_live_bench",
        };
        var before = databases.ServerCpu;
        using var pass = new ChildProcess(environment, "pass", kind.ToString());
        var result = JsonSerializer.Deserialize<PassResult>(await pass.ReadLineAsync(cancellationToken))!;
        var serverCpu = databases.ServerCpu - before;
        if (result.Rows != users)
        {
            throw new InvalidOperationException($"{kind} wrote {result.Rows:n0} of {users:n0} users.");
        }

        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        var fingerprint = await connection.ExecuteScalarAsync<string>(Fingerprint, commandTimeout: 0);
        await databases.DropAsync(Name);
        return new Measured(result, serverCpu.TotalSeconds, fingerprint!);
    }

    private static ChildProcess StartSource(int users) =>
        new(new Dictionary<string, string>(), "source", "--users", users.ToString(CultureInfo.InvariantCulture));

    private static string Describe(Measured measured) =>
        $"{measured.Result.Seconds:n1} s, {measured.Result.RowsPerSecond:n0} rows/s, "
        + $"processor {measured.Result.CpuSeconds:n1} s, Postgres {measured.ServerCpu:n1} s, "
        + $"peak {measured.Result.PeakBytes / 1048576.0:n0} MiB";

    /// <param name="Result">What the process says of itself.</param>
    /// <param name="ServerCpu">Seconds of processor time that Postgres took meanwhile.</param>
    /// <param name="Fingerprint">Of the rows.</param>
    private sealed record Measured(PassResult Result, double ServerCpu, string Fingerprint);
}
