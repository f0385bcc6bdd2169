using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClerkSync.Bench.Load;

/// <summary>Formats the results as Markdown tables or as JSON.</summary>
internal sealed class LoadReport(
    LoadRounds rounds,
    LoadSizes sizes,
    string machine,
    string command,
    IReadOnlyList<string> skipped
)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly (string Name, string Format, Func<CellResult, double?> Of)[] Columns =
    [
        ("deliveries/s", "n0", result => result.PerSecond),
        ("p50 ms", "n2", result => result.Load.P50),
        ("p99 ms", "n2", result => result.Load.P99),
        ("server CPU µs", "n0", result => result.ServerCpu),
        ("Postgres CPU µs", "n0", result => result.PostgresCpu),
        ("peak MiB", "n0", result => result.PeakMebibytes),
        ("round trips", "n2", result => result.RoundTrips),
    ];

    private readonly IReadOnlyList<KeyFigure> _figures = [.. KeyFigures.Create(rounds, sizes)];

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine($"`{command}`: medians of {rounds.Count} rounds, and in brackets the least and the greatest.");
        text.AppendLine().AppendLine($"Machine: {machine}.");
        foreach (var reason in skipped)
        {
            text.AppendLine().AppendLine($"Skipped: {reason}.");
        }

        text.AppendLine().AppendLine("| figure | |").AppendLine("| --- | --- |");
        foreach (var figure in _figures)
        {
            text.AppendLine($"| {figure.Name} | {Format(figure)} {figure.Unit}".TrimEnd() + " |");
        }

        text.AppendLine()
            .AppendLine("| cold start to the first answer | ms | Functions worker / it |")
            .AppendLine("| --- | --- | --- |");
        foreach (var name in rounds.ColdStarted)
        {
            var ratio = rounds.FindColdStartRatio(FunctionsWorker.Name, name);
            text.AppendLine($"| {name} | {rounds.FindColdStart(name):n0} | {ratio:n2} |");
        }

        foreach (var cell in rounds.Keys.Where(key => !IsDirect(key.Contestant)).GroupBy(key => key.Cell))
        {
            Append(text, cell.Key.Name, [.. cell.Select(key => (key.Contestant, key))]);
        }

        var direct = rounds.Keys.Where(key => IsDirect(key.Contestant));
        Append(text, "without HTTP", [.. direct.Select(key => ($"{key.Contestant}: {key.Cell.Name}", key))]);
        return text.ToString();
    }

    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                command,
                machine,
                rounds = rounds.Count,
                skipped,
                figures = _figures,
                coldStarts = rounds.ColdStarted.Select(name => new
                {
                    contestant = name,
                    milliseconds = rounds.FindColdStart(name),
                }),
                results = rounds.Keys.Select(key => new
                {
                    key.Contestant,
                    workload = key.Cell.Workload.ToString().ToLowerInvariant(),
                    key.Cell.AtOnce,
                    route = key.Cell.Route.ToString().ToLowerInvariant(),
                    key.Cell.Count,
                    deliveriesPerSecond = Find(key, result => result.PerSecond),
                    p50Milliseconds = Find(key, result => result.Load.P50),
                    p99Milliseconds = Find(key, result => result.Load.P99),
                    serverCpuMicroseconds = Find(key, result => result.ServerCpu),
                    postgresCpuMicroseconds = Find(key, result => result.PostgresCpu),
                    peakMebibytes = Find(key, result => result.PeakMebibytes),
                    roundTrips = Find(key, result => result.RoundTrips),
                    deliveriesPerSecondOfOwn = Ratio(key),
                }),
            },
            Json
        );

    private static bool IsDirect(string contestant) => contestant is KeyFigures.Batches or KeyFigures.Queue;

    private void Append(
        StringBuilder text,
        string title,
        IReadOnlyList<(string Name, (string Contestant, Cell Cell) Key)> rows
    )
    {
        var columns = Columns.Where(column => rows.Any(row => Find(row.Key, column.Of) is not null)).ToList();
        var hasRatio = rows.Any(row => Ratio(row.Key) is not null);
        string[] names = [.. columns.Select(column => column.Name), .. hasRatio ? (string[])["ClerkSync / it"] : []];
        text.AppendLine().AppendLine($"### {char.ToUpperInvariant(title[0])}{title[1..]}").AppendLine();
        text.AppendLine($"| | {string.Join(" | ", names)} |");
        text.AppendLine($"| --- |{string.Concat(Enumerable.Repeat(" --- |", names.Length))}");
        foreach (var (name, key) in rows)
        {
            var values = columns.Select(column => Find(key, column.Of)?.ToString(column.Format, null) ?? "");
            string[] ratio = hasRatio ? [Ratio(key)?.ToString("n2", null) ?? ""] : [];
            text.AppendLine($"| {name} | {string.Join(" | ", [.. values, .. ratio])} |");
        }
    }

    private Spread? Find((string Contestant, Cell Cell) key, Func<CellResult, double?> figure) =>
        rounds.Find(key.Contestant, key.Cell, figure);

    /// <summary>Returns the ratio of ClerkSync's throughput to this contestant's.</summary>
    private Spread? Ratio((string Contestant, Cell Cell) key) =>
        key.Contestant == Contestants.ClerkSync || IsDirect(key.Contestant)
            ? null
            : rounds.FindRatio((Contestants.ClerkSync, key.Cell), key, result => result.PerSecond);

    private static string Format(KeyFigure figure) =>
        figure.Spread.ToString(figure.Unit.Length == 0 ? "n2" : "n0", null);
}
