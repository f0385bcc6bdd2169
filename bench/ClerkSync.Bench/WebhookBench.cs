using ClerkSync.Bench.Passes;

namespace ClerkSync.Bench;

/// <summary>
/// Measures the cost of a verified delivery, alone and concurrently, optionally alternating with another build.
/// </summary>
internal static class WebhookBench
{
    private const string Database = "bench_webhooks";

    /// <param name="users">The number of users. Each is created and updated.</param>
    /// <param name="other">The program of another build to compare with; null for none.</param>
    public static async Task RunAsync(int users, int rounds, string? other, CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        Console.WriteLine($"{Machine.Description}; {databases.Description}");
        foreach (var kind in (PassKind[])[PassKind.WebhooksAlone, PassKind.WebhooksInCrowd])
        {
            var own = new List<Measured>();
            var others = new List<Measured>();
            for (var round = 1; round <= rounds; round++)
            {
                own.Add(await RunAsync(kind, null));
                if (other is not null)
                {
                    others.Add(await RunAsync(kind, other));
                }
            }

            Console.WriteLine($"{kind}: {Measured.Summarize(own)}");
            if (other is not null)
            {
                Console.WriteLine($"{kind}, other: {Measured.Summarize(others)}");
                var times = own.Zip(others, (a, b) => a.Result.Seconds / b.Result.Seconds);
                var cpu = own.Zip(
                    others,
                    (a, b) => (a.Result.CpuSeconds + a.ServerCpu) / (b.Result.CpuSeconds + b.ServerCpu)
                );
                Console.WriteLine($"{kind} / other: time {Spread.Of(times):n2}, processor {Spread.Of(cpu):n2}");
            }
        }

        async Task<Measured> RunAsync(PassKind kind, string? program)
        {
            const string NoClerk = "http://127.0.0.1:9";
            var settings = Measured.SettingsOf(await databases.CreateAsync(Database), NoClerk);
            var measured = await Measured.RunAsync(databases, kind, users, settings, program, cancellationToken);
            await databases.DropAsync(Database);
            return measured;
        }
    }
}
