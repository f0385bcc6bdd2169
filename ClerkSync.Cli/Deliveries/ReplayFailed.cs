using ClerkSync.Core.Deliveries;

namespace ClerkSync.Cli.Deliveries;

/// <summary>Implements <c>replay --failed</c>: replays all unsuccessful deliveries, page by page.</summary>
internal static class ReplayFailed
{
    // Outcomes of deliveries that failed again.
    private static readonly string[] Unsuccessful = ["failed", "rejected", "internal_error"];

    public static async Task<int> RunAsync(VerbRun run, DeliveryQuery query)
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var report = await run.Get<DeliveryReplay>()
                .ReplayUnsuccessfulAsync(
                    query with
                    {
                        Limit = DeliveryQuery.MaxLimit,
                        After = next is null ? null : DeliveryCursor.Find(next),
                    },
                    run.Stopped
                );
            Add(report.Outcomes, outcomes);
            if (report.Error is { } error)
            {
                await PrintAsync(run, outcomes);
                await run.Errors.WriteLineAsync($"The rest {ReplayVerb.Describe(error, reason: null)}");
                return ReplayVerb.ExitCodeOf(error);
            }

            next = report.Next;
            if (report.Left > 0 && !run.IsJson)
            {
                await run.Output.WriteLineAsync($"{Describe(outcomes)}; {report.Left} left");
            }
        } while (next is not null);

        await PrintAsync(run, outcomes);
        return Unsuccessful.Any(outcomes.ContainsKey) ? ExitCode.Failed : ExitCode.Success;
    }

    private static void Add(IReadOnlyDictionary<string, int> some, SortedDictionary<string, int> all)
    {
        foreach (var (outcome, count) in some)
        {
            all[outcome] = all.GetValueOrDefault(outcome) + count;
        }
    }

    private static Task PrintAsync(VerbRun run, SortedDictionary<string, int> outcomes) =>
        run.IsJson
            ? CliJson.PrintAsync(run.Output, outcomes, CliJson.Default.IReadOnlyDictionaryStringInt32)
            : run.Output.WriteLineAsync(Describe(outcomes));

    private static string Describe(SortedDictionary<string, int> outcomes) =>
        outcomes.Count == 0
            ? "Nothing to replay."
            : string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"));
}
