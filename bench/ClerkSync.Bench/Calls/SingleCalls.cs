using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ClerkSync.Bench.Calls;

/// <summary>Measures calls with BenchmarkDotNet, relative to the baseline of their class.</summary>
internal static class SingleCalls
{
    /// <summary>
    /// Runs the benchmarks of a class in this process, which has the same runtime settings as the CLI, and prints a
    /// table.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static int Run<T>(Job job)
    {
        Console.WriteLine($"{Machine.Description}; load {Machine.Load}");
        var summary = BenchmarkRunner.Run<T>(
            ManualConfig
                .CreateEmpty()
                .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
                .AddDiagnoser(MemoryDiagnoser.Default)
                .AddColumnProvider(DefaultColumnProviders.Instance)
                .AddColumn(StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.Max)
                .AddLogger(ConsoleLogger.Default)
                .WithOptions(ConfigOptions.DisableLogFile)
        );
        Console.WriteLine($"load {Machine.Load}");
        return summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0;
    }
}
