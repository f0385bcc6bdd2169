using System.CommandLine;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Cli.Deliveries;

/// <summary><c>replay --failed</c>: all of them, call by call.</summary>
internal static class ReplayFailed
{
    // Those that did not succeed this time either.
    private static readonly string[] Unsuccessful = ["failed", "rejected", "internal_error"];

    public static async Task<int> RunAsync(
        DeliveryReplay replay,
        DeliveryQuery query,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var report = await replay.ReplayUnsuccessfulAsync(
                query with
                {
                    Limit = DeliveryQuery.MaxLimit,
                    After = next is null ? null : DeliveryCursor.Find(next),
                },
                cancellationToken
            );
            Add(report.Outcomes, outcomes);
            if (report.Error is { } error)
            {
                await configuration.Output.WriteLineAsync(Describe(outcomes));
                await configuration.Error.WriteLineAsync($"The rest {ReplayVerb.Describe(error, reason: null)}");
                return error == WebhookError.DatabaseUnavailable ? ExitCode.NotReady : ExitCode.Failed;
            }

            next = report.Next;
            if (report.Left > 0)
            {
                await configuration.Output.WriteLineAsync($"{Describe(outcomes)}; {report.Left} left");
            }
        } while (next is not null);

        await configuration.Output.WriteLineAsync(Describe(outcomes));
        return Unsuccessful.Any(outcomes.ContainsKey) ? ExitCode.Failed : ExitCode.Success;
    }

    private static void Add(IReadOnlyDictionary<string, int> some, SortedDictionary<string, int> all)
    {
        foreach (var (outcome, count) in some)
        {
            all[outcome] = all.GetValueOrDefault(outcome) + count;
        }
    }

    private static string Describe(SortedDictionary<string, int> outcomes) =>
        outcomes.Count == 0
            ? "Nothing to replay."
            : string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"));
}
