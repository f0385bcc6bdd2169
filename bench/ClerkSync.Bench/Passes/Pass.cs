using System.Diagnostics;
using System.Text.Json;
using ClerkSync.Core;
using ClerkSync.Core.ClerkApi;
using ClerkSync.Core.Mirror;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ClerkSync.Bench.Passes;

/// <summary>What a process can be started for.</summary>
internal enum PassKind
{
    /// <summary>The backfill as it is.</summary>
    Backfill,

    /// <summary>COPY and one merge.</summary>
    Copy,
}

/// <summary>One pass, in a process of its own; settings come from the environment.</summary>
internal static class Pass
{
    /// <summary>Runs it and prints its <see cref="PassResult"/>.</summary>
    public static async Task RunAsync(PassKind kind, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddClerkSync(new ConfigurationBuilder().AddEnvironmentVariables().Build())
            .BuildServiceProvider();
        var started = Stopwatch.GetTimestamp();
        var rows = kind switch
        {
            PassKind.Backfill => await BackfillAsync(services, cancellationToken),
            PassKind.Copy => await CopyAndMerge.RunAsync(
                services.GetRequiredService<ClerkApiClient>(),
                services.GetRequiredService<NpgsqlDataSource>(),
                cancellationToken
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        var result = new PassResult
        {
            Rows = rows,
            Seconds = seconds,
            CpuSeconds = process.TotalProcessorTime.TotalSeconds,
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
}
