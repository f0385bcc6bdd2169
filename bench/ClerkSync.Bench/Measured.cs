using System.Globalization;
using System.Text.Json;
using ClerkSync.Bench.Passes;

namespace ClerkSync.Bench;

/// <summary>A pass, and what it cost.</summary>
/// <param name="Result">What the process says of itself.</param>
/// <param name="ServerCpu">Seconds of processor time that Postgres took meanwhile.</param>
internal sealed record Measured(PassResult Result, double ServerCpu)
{
    /// <summary>The settings of a pass that reads Clerk.</summary>
    /// <param name="database">Connection string.</param>
    /// <param name="clerk">Address of the source.</param>
    public static Dictionary<string, string> SettingsOf(string database, string clerk) =>
        new()
        {
            ["DATABASE_URL"] = database,
            ["CLERK_API_URL"] = clerk,
            ["CLERK_SECRET_KEY"] = "sk_live_bench",
        };

    /// <summary>Runs a pass in a process of its own.</summary>
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

    /// <summary>Starts the source of so many users, which prints its address.</summary>
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
