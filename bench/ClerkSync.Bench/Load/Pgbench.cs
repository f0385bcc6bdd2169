using System.Diagnostics;
using System.Globalization;

namespace ClerkSync.Bench.Load;

/// <summary>
/// Measures the maximum of Postgres: pgbench upserts the same rows with prepared statements, one row or an array of
/// rows per statement.
/// </summary>
internal sealed class Pgbench(string program, BenchDatabases databases, string folder)
{
    private const string Database = "bench_load_pgbench";

    private const string Columns =
        "clerk_id, email, first_name, last_name, username, image_url, public_metadata, private_metadata, unsafe_metadata, updated_at";

    private const string Update = """
        on conflict (clerk_id) do update set
            email = excluded.email, first_name = excluded.first_name, last_name = excluded.last_name,
            username = excluded.username, image_url = excluded.image_url, public_metadata = excluded.public_metadata,
            private_metadata = excluded.private_metadata, unsafe_metadata = excluded.unsafe_metadata,
            updated_at = excluded.updated_at;
        """;

    private int _users;

    public static string NameOf(int rows) => rows == 1 ? "pgbench, single row" : $"pgbench, arrays of {rows}";

    /// <summary>Recreates and fills the table.</summary>
    public async Task FillAsync(int users)
    {
        _users = users;
        await databases.DropAsync(Database);
        await databases.CreateEmptyAsync(Database);
        await databases.ExecuteAsync(Database, Contestants.Table);
        await databases.ExecuteAsync(
            Database,
            $"insert into users ({Columns}) select {Row("n", "'{}'", "'{}'", "'{}'")} from generate_series(0, {users - 1}) n"
        );
        await databases.ExecuteAsync(Database, "vacuum analyze");
    }

    /// <param name="rows">The number of rows in one statement.</param>
    /// <param name="cell">Contains the number of connections and the total number of rows.</param>
    /// <exception cref="InvalidOperationException">pgbench failed.</exception>
    public async Task<CellResult> RunAsync(int rows, Cell cell, CancellationToken cancellationToken)
    {
        // Arrays are fast, and CPU time is counted in steps of 10 ms, so they get more rows.
        var count = rows == 1 ? cell.Count : cell.Count * 4;
        var each = Math.Max(1, count / rows / cell.AtOnce);
        var script = Path.Combine(folder, $"pgbench-{rows}.sql");
        await File.WriteAllTextAsync(script, rows == 1 ? Single() : Arrays(rows), cancellationToken);
        var before = databases.ServerCpu;
        var started = Stopwatch.GetTimestamp();
        await RunAsync(script, rows, cell.AtOnce, each, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var cpu = databases.ServerCpu - before;

        var milliseconds = TakeLog(out var span);
        var transactions = each * cell.AtOnce;
        if (milliseconds.Length != transactions)
        {
            throw new InvalidOperationException($"pgbench made {milliseconds.Length} of {transactions} transactions.");
        }

        count = transactions * rows;
        // Connection and startup times are not part of the load.
        var load = LoadResult.Of(milliseconds, Math.Min(seconds, span));
        return new CellResult(count, load, ServerCpu: null, cpu.TotalMicroseconds / count);
    }

    private async Task RunAsync(
        string script,
        int rows,
        int clients,
        int transactions,
        CancellationToken cancellationToken
    )
    {
        var server = databases.Server;
        var start = new ProcessStartInfo(
            program,
            [
                "--no-vacuum",
                "--protocol=prepared",
                $"--client={clients}",
                $"--jobs={Math.Min(2, clients)}",
                $"--transactions={transactions}",
                $"--file={script}",
                "--log",
                $"--log-prefix={LogPrefix}",
                "--host=127.0.0.1",
                $"--port={server.Port}",
                $"--username={server.Username}",
                $"--define=users={_users}",
                $"--define=size={rows}",
                .. Metadata(rows),
                Database,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = server.Password },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        await output;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"pgbench failed: {error}");
        }
    }

    private string LogPrefix => Path.Combine(folder, "pgbench-log");

    /// <summary>
    /// Returns the duration of each transaction in milliseconds, and the seconds from the first start to the last end.
    /// </summary>
    /// <remarks>
    /// The columns of a line: client, number, microseconds, script, and the end time in seconds and microseconds.
    /// </remarks>
    private double[] TakeLog(out double span)
    {
        var milliseconds = new List<double>();
        var (first, last) = (double.MaxValue, 0.0);
        foreach (var file in Directory.EnumerateFiles(folder, "pgbench-log*"))
        {
            foreach (var line in File.ReadLines(file))
            {
                var fields = line.Split(' ');
                var time = Number(fields[2]) / 1000;
                var end = Number(fields[4]) + (Number(fields[5]) / 1e6);
                milliseconds.Add(time);
                first = Math.Min(first, end - (time / 1000));
                last = Math.Max(last, end);
            }

            File.Delete(file);
        }

        span = last - first;
        return [.. milliseconds];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Single() =>
        $"""
            \set n random(0, :users - 1)
            insert into users ({Columns}) values ({Row(":n::bigint", ":public", ":private", ":unsafe")}) {OneLine(
                Update
            )}
            """;

    private static string Arrays(int rows) =>
        $"""
            \set first random(0, :users / {rows} - 1) * {rows}
            insert into users ({Columns}) select {Row(
                "(:first + t.n - 1)",
                "t.public",
                "t.private",
                "t.unsafe"
            )} from unnest(:public::text[], :private::text[], :unsafe::text[]) with ordinality t(public, private, unsafe, n) {OneLine(
                Update
            )}
            """;

    private static string Row(string number, string publicMetadata, string privateMetadata, string unsafeMetadata) =>
        $"'user_' || lpad({number}::text, 10, '0') || '{UserPayload.Suffix}', "
        + $"'person.' || lpad({number}::text, 10, '0') || '@example.com', 'Ada ' || extract(epoch from now())::bigint, 'Doe', null, "
        + $"'https://img.clerk.com/xxxxxx', {publicMetadata}::jsonb, {privateMetadata}::jsonb, {unsafeMetadata}::jsonb, now()";

    private static IEnumerable<string> Metadata(int rows) =>
        new[]
        {
            ("public", UserPayload.PublicMetadata),
            ("private", UserPayload.PrivateMetadata),
            ("unsafe", UserPayload.UnsafeMetadata),
        }.Select(pair =>
            $"--define={pair.Item1}={(rows == 1 ? OneLine(pair.Item2) : Array(OneLine(pair.Item2), rows))}"
        );

    private static string Array(string element, int rows) =>
        $"{{{string.Join(',', Enumerable.Repeat($"\"{element.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", rows))}}}";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
