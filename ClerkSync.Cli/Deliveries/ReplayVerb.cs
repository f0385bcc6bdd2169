using System.CommandLine;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Cli.Deliveries;

internal static class ReplayVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var svixId = new SvixIdArgument { Arity = ArgumentArity.ZeroOrOne };
        var failed = new Option<bool>("--failed")
        {
            Description = "Replays all deliveries that failed or were rejected.",
        };
        var filter = new FilterOptions();
        var command = new Verb(
            "replay",
            "Applies stored deliveries again.",
            $"""
            A delivery that succeeded is not applied again: its outcome is "duplicate". The filters work only with --failed.

            Examples:
              {surroundings.Command} replay msg_2g7np7Hrk0SN6kj5EDMLDaKNL0S
              {surroundings.Command} replay --failed --since 24h
            """
        )
        {
            svixId,
            failed,
        };
        filter.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(failed) == result.GetValue(svixId) is not null)
            {
                result.AddError("Name one delivery, or give --failed for all that failed or were rejected.");
            }
        });
        return command.SetRun(
            surroundings,
            async run =>
                run.Parsed.GetValue(failed)
                    ? await ReplayFailed.RunAsync(run, filter.Read(run.Parsed))
                    : await RunAsync(run, await svixId.GetAsync(run))
        );
    }

    private static async Task<int> RunAsync(VerbRun run, DeliveryRecord delivery)
    {
        var svixId = new SvixId(delivery.SvixId);
        var result =
            await run.Get<DeliveryReplay>().ReplayAsync(svixId, run.Stopped)
            ?? throw new FailedException(
                $"The payload of {svixId} is not kept, so the delivery cannot be replayed; its outcome is {delivery.Outcome}. "
                    + "Payloads are stored for failed and rejected deliveries, or for all with ClerkSync__KeepPayloads=all."
            );
        if (result is { Error: null, Outcome: { } outcome })
        {
            var replayed = new ReplayedDelivery(delivery.SvixId, WebhookOutcomes.ToText(outcome));
            await (
                run.IsJson
                    ? CliJson.PrintAsync(run.Output, replayed, CliJson.Default.ReplayedDelivery)
                    : run.Output.WriteLineAsync($"{replayed.SvixId} {replayed.Outcome}")
            );
            return ExitCode.Success;
        }

        var reason = (await run.Get<DeliveryReader>().FindAsync(svixId, run.Stopped))?.Error;
        await run.Errors.WriteLineAsync($"{svixId} {Describe(result.Error, result.Detail ?? reason)}");
        return ExitCodeOf(result.Error);
    }

    /// <summary>The end of a sentence that starts with the delivery.</summary>
    public static string Describe(WebhookError? error, string? reason) =>
        error switch
        {
            WebhookError.InvalidPayload => $"was rejected: the payload cannot be applied ({reason}).",
            WebhookError.WrongInstance => $"was rejected. {reason}",
            WebhookError.DatabaseUnavailable => "was not applied: the database is unavailable or busy. Try again.",
            WebhookError.MigrationsPending => "was not applied: migrations are pending. Run \"migrate\" first.",
            _ => $"failed: {reason}.",
        };

    public static int ExitCodeOf(WebhookError? error) =>
        error == WebhookError.DatabaseUnavailable ? ExitCode.NotReady : ExitCode.Failed;
}

/// <summary>The output of <c>replay SVIX-ID --json</c>.</summary>
internal sealed record ReplayedDelivery(string SvixId, string Outcome);
