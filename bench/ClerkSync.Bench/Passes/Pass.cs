using System.Diagnostics;
using System.Text.Json;
using ClerkSync.Core;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Mirror;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Bench.Passes;

/// <summary>The kind of pass that a process runs.</summary>
internal enum PassKind
{
    /// <summary>A regular backfill.</summary>
    Backfill,

    /// <summary>COPY and one merge.</summary>
    Copy,

    /// <summary>A regular drift run.</summary>
    Drift,

    /// <summary>The comparison of a drift run. Clerk's users have been read before.</summary>
    Compare,

    /// <summary>A regular access check.</summary>
    Access,

    /// <summary>Deliveries one after another.</summary>
    WebhooksAlone,

    /// <summary>16 concurrent deliveries.</summary>
    WebhooksInCrowd,
}

/// <summary>Runs one pass in its own process, whose settings come from the environment.</summary>
internal static class Pass
{
    /// <summary>Runs the pass and prints its <see cref="PassResult"/>.</summary>
    public static async Task RunAsync(PassKind kind, int users, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddClerkSyncCore(new ConfigurationBuilder().AddEnvironmentVariables().Build())
            .BuildServiceProvider();
        var work = kind switch
        {
            PassKind.Backfill => () => BackfillAsync(services, cancellationToken),
            PassKind.Copy => () =>
                CopyAndMerge.RunAsync(
                    services.GetRequiredService<ClerkApiClient>(),
                    services.GetRequiredService<NpgsqlDataSource>(),
                    cancellationToken
                ),
            PassKind.Drift => () => DriftAsync(services, cancellationToken),
            PassKind.Access => () => CheckAccessAsync(services, cancellationToken),
            PassKind.Compare => await PrepareComparingAsync(services, cancellationToken),
            PassKind.WebhooksAlone => () => DeliverAsync(services, users, atOnce: 1, cancellationToken),
            PassKind.WebhooksInCrowd => () => DeliverAsync(services, users, atOnce: 16, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

        using var process = Process.GetCurrentProcess();
        var cpuBefore = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var rows = await work();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        var result = new PassResult
        {
            Rows = rows,
            Seconds = seconds,
            CpuSeconds = (process.TotalProcessorTime - cpuBefore).TotalSeconds,
            PeakBytes = process.PeakWorkingSet64,
        };
        Console.WriteLine(JsonSerializer.Serialize(result));
    }

    private static async Task<long> BackfillAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var backfill = services.GetRequiredService<Backfill>();
        var done = await backfill.RunAsync(new(), new Progress<BackfillProgress>(), cancellationToken);
        return done.Inserted;
    }

    private static async Task<long> DriftAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var report = await services.GetRequiredService<Drift>().RunAsync(new Progress<long>(), cancellationToken);
        return report.Tables[0].Compared;
    }

    private static async Task<long> CheckAccessAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var access = services.GetRequiredService<AccessOperations>();
        var report = (await access.CheckAsync(onlyClerkId: null, cancellationToken))!;
        return report.Problem is { } problem ? throw new InvalidOperationException(problem) : report.Checked;
    }

    private static Task<long> DeliverAsync(
        IServiceProvider services,
        int users,
        int atOnce,
        CancellationToken cancellationToken
    ) => WebhookLoad.RunAsync(services.GetRequiredService<WebhookReceiver>(), users, atOnce, cancellationToken);

    private static async Task<Func<Task<long>>> PrepareComparingAsync(
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var mirrored = services.GetRequiredService<MirroredUsers>();
        var tally = new ListTally { Table = mirrored.TableName };
        var pages = await mirrored.ListAsync(tally, cancellationToken).ToListAsync(cancellationToken);
        var held = new HeldUsers(mirrored, pages);
        return async () =>
        {
            var compared = 0L;
            await foreach (
                var _ in Comparison.FindSuspectsAsync(held, tally, count => compared += count, cancellationToken)
            )
            {
                throw new InvalidOperationException("A row differs from the user that it was written from.");
            }

            return compared;
        };
    }
}
