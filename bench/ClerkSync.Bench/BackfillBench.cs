using ClerkSync.Bench.Passes;

namespace ClerkSync.Bench;

/// <summary>
/// Compares the backfill with COPY and a merge. Both alternate, each on a fresh database in its own process.
/// </summary>
internal static class BackfillBench
{
    private const string Database = "bench_backfill";
    private const int FewUsers = 100_000;

    // Equal for equal data. Columns whose values differ between passes are excluded.
    private const string Fingerprint = """
        select count(*) || ' ' || sum(hashtextextended((clerk_id, email, primary_email, first_name, last_name, username, phone,
            image_url, external_id, banned, locked, public_metadata, private_metadata, unsafe_metadata, last_sign_in_at,
            clerk_created_at, clerk_updated_at, clerk_event_at, plan, credits, delta, reason, actor, balance_after)::text, 0))
        from users u left join credit_transactions t on t.user_id = u.id
        """;

    public static async Task RunAsync(int users, int rounds, CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        Console.WriteLine($"{Machine.Description}; {databases.Description}");
        var few = await MeasureAsync(databases, [PassKind.Backfill], FewUsers, cancellationToken);
        Console.WriteLine($"{FewUsers:n0} users: {few[PassKind.Backfill]}");

        var all = new List<Dictionary<PassKind, Measured>>();
        for (var round = 1; round <= rounds; round++)
        {
            PassKind[] order = round % 2 == 1 ? [PassKind.Copy, PassKind.Backfill] : [PassKind.Backfill, PassKind.Copy];
            all.Add(await MeasureAsync(databases, order, users, cancellationToken));
            foreach (var (kind, measured) in all[^1])
            {
                Console.WriteLine($"round {round}, {kind}: {measured}");
            }
        }

        foreach (var kind in (PassKind[])[PassKind.Backfill, PassKind.Copy])
        {
            Console.WriteLine($"{kind}: {Measured.Summarize([.. all.Select(round => round[kind])])}");
        }

        var ratios = all.Select(round =>
            round[PassKind.Backfill].Result.RowsPerSecond / round[PassKind.Copy].Result.RowsPerSecond
        );
        Console.WriteLine($"Backfill / Copy: {Spread.Of(ratios):n2}");
    }

    /// <summary>Runs one round, with one source for all passes.</summary>
    private static async Task<Dictionary<PassKind, Measured>> MeasureAsync(
        BenchDatabases databases,
        IReadOnlyList<PassKind> kinds,
        int users,
        CancellationToken cancellationToken
    )
    {
        using var source = Measured.StartSource(users);
        var clerk = await source.ReadLineAsync(cancellationToken);
        var all = new Dictionary<PassKind, Measured>();
        var written = new HashSet<string>();
        foreach (var kind in kinds)
        {
            var database = await databases.CreateAsync(Database);
            var settings = Measured.SettingsOf(database, clerk);
            all[kind] = await Measured.RunAsync(databases, kind, users, settings, program: null, cancellationToken);
            written.Add(await databases.ScalarAsync<string>(Database, Fingerprint));
            await databases.DropAsync(Database);
            if (all[kind].Result.Rows != users || written.Count > 1)
            {
                throw new InvalidOperationException($"{kind} did not write what it should.");
            }
        }

        return all;
    }
}
