using System.Globalization;
using System.Text.Json;
using ClerkSync.Bench.Passes;

namespace ClerkSync.Bench;

/// <summary>The result and the cost of a pass.</summary>
/// <param name="Result">The measurements of the process itself.</param>
/// <param name="ServerCpu">The CPU time of Postgres during the pass, in seconds.</param>
internal sealed record Measured(PassResult Result, double ServerCpu)
{
    /// <summary>Returns the settings of a pass that reads from Clerk.</summary>
    /// <param name="database">The connection string.</param>
    /// <param name="clerk">The URL of the source.</param>
    public static Dictionary<string, string> SettingsOf(string database, string clerk) =>
        new()
        {
            ["DATABASE_URL"] = database,
            ["CLERK_API_URL"] = clerk,
            ["CLERK_SECRET_KEY"] = "sk_live_bench",
        };

    /// <summary>Runs a pass in its own process.</summary>
    /// <param name="program">Another build of this program; null for this one.</param>
    public static async Task<Measured> RunAsync(
        BenchDatabases databases,
        PassKind kind,
        int users,
        Dictionary<string, string> environment,
        string? program,
        CancellationToken cancellationToken
    )
    {
        var before = databases.ServerCpu;
        using var pass = new ChildProcess(
            program,
            environment,
            "pass",
            kind.ToString(),
            "--users",
            users.ToString(CultureInfo.InvariantCulture)
        );
        var result = JsonSerializer.Deserialize<PassResult>(await pass.ReadLineAsync(cancellationToken))!;
        return new Measured(result, (databases.ServerCpu - before).TotalSeconds);
    }

    /// <summary>Starts the process of the source, which prints its URL.</summary>
    public static ChildProcess StartSource(int users) =>
        new(
            program: null,
            new Dictionary<string, string>(),
            "source",
            "--users",
            users.ToString(CultureInfo.InvariantCulture)
        );

    public static string Summarize(IReadOnlyCollection<Measured> all) =>
        $"{Spread.Of(all.Select(m => m.Result.RowsPerSecond)):n0} rows/s, "
        + $"processor {Spread.Of(all.Select(m => m.Result.CpuSeconds)):n1} s, "
        + $"Postgres {Spread.Of(all.Select(m => m.ServerCpu)):n1} s, "
        + $"peak {Spread.Of(all.Select(m => m.Result.PeakMebibytes)):n0} MiB";

    public override string ToString() =>
        $"{Result.Seconds:n1} s, {Result.RowsPerSecond:n0} rows/s, processor {Result.CpuSeconds:n1} s, "
        + $"Postgres {ServerCpu:n1} s, peak {Result.PeakMebibytes:n0} MiB";
}
