using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.Publish;

namespace ClerkSync.Bench;

/// <summary>
/// Measures a cold start of the published function app, from its process start to the response to the first delivery.
/// </summary>
internal static class StartBench
{
    private const string Database = "bench_start";

    private static readonly string Secret = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}";

    /// <param name="apps">The folders of published apps, which alternate. The others are compared with the first one.</param>
    public static async Task RunAsync(string[] apps, int rounds, CancellationToken cancellationToken)
    {
        await using var databases = await BenchDatabases.StartAsync(cancellationToken);
        var database = await databases.CreateAsync(Database);
        Console.WriteLine($"{Machine.Description}; load {Machine.Load}");
        var measured = apps.Select(_ => new List<ColdStart>()).ToList();
        // The first round is a warm-up, because the disk cache is empty.
        for (var round = 0; round <= rounds; round++)
        {
            for (var app = 0; app < apps.Length; app++)
            {
                var start = await StartAsync(Path.GetFullPath(apps[app]), database);
                if (round > 0)
                {
                    measured[app].Add(start);
                }
            }
        }

        for (var app = 0; app < apps.Length; app++)
        {
            Console.WriteLine($"{apps[app]}, {rounds} starts:");
            Print("functions loaded", measured[app], measured[0], start => start.Loaded);
            Print("first answer", measured[app], measured[0], start => start.Answered);
            Print("processor", measured[app], measured[0], start => start.Processor);
        }

        Console.WriteLine($"load {Machine.Load}");
    }

    private static void Print(
        string name,
        List<ColdStart> starts,
        List<ColdStart> first,
        Func<ColdStart, TimeSpan> figure
    ) =>
        Console.WriteLine(
            $"  {name} {Spread.Of(starts.Select(start => figure(start).TotalMilliseconds)):n0} ms, "
                + $"{Spread.Of(starts.Zip(first, (a, b) => figure(a) / figure(b))):n2} of the first"
        );

    private static async Task<ColdStart> StartAsync(string app, string database)
    {
        var started = Stopwatch.GetTimestamp();
        await using var host = await FunctionsHost.StartAsync(
            app,
            ("DATABASE_URL", database),
            ("CLERK_WEBHOOK_SIGNING_SECRET", Secret)
        );
        var loaded = Stopwatch.GetElapsedTime(started);
        var (status, _, _) = await host.DeliverAsync(CreateSignUp());
        var answered = Stopwatch.GetElapsedTime(started);
        return status == HttpStatusCode.OK
            ? new ColdStart(loaded, answered, host.Worker.ProcessorTime)
            : throw new InvalidOperationException($"The first delivery was answered {(int)status}.");
    }

    private static Delivery CreateSignUp()
    {
        using var example = typeof(StartBench).Assembly.GetManifestResourceStream("user.created.json")!;
        var json = JsonNode.Parse(example)!;
        json["data"]!["id"] = $"user_{Guid.NewGuid():n}";
        return Delivery.Sign(Encoding.UTF8.GetBytes(json.ToJsonString()), $"msg_{Guid.NewGuid():n}", Secret);
    }

    private sealed record ColdStart(TimeSpan Loaded, TimeSpan Answered, TimeSpan Processor);
}
