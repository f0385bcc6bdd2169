using System.CommandLine;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Cli.Deliveries;

/// <summary><c>replay</c>.</summary>
internal static class ReplayVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var svixId = new SvixIdArgument { Arity = ArgumentArity.ZeroOrOne };
        var failed = new Option<bool>("--failed") { Description = "All that failed or were rejected, instead of one." };
        var filter = new FilterOptions();
        var data = new DataOption();
        var command = new Verb(
            "replay",
            "Applies kept deliveries again.",
            $"""
            One that succeeded stays a duplicate: a replay never has a second effect. The filters go with --failed.

            Examples:
              {surroundings.Command} replay msg_2g7np7Hrk0SN6kj5EDMLDaKNL0S
              {surroundings.Command} replay --failed --since 24h
            """
        )
        {
            svixId,
            failed,
            data,
        };
        filter.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var query = filter.Read(parsed);
                var one = svixId.Find(parsed);
                if (parsed.GetValue(failed) == one is not null)
                {
                    throw new UsageException(
                        "Name one delivery, or give --failed for all that failed or were rejected."
                    );
                }

                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                await using var services = settings.CreateServices();
                return one is { } id
                    ? await RunAsync(services, id, parsed.InvocationConfiguration, cancellationToken)
                    : await ReplayFailed.RunAsync(
                        services.GetRequiredService<DeliveryReplay>(),
                        query,
                        parsed.InvocationConfiguration,
                        cancellationToken
                    );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ServiceProvider services,
        SvixId svixId,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        var reader = services.GetRequiredService<DeliveryReader>();
        if (await reader.FindAsync(svixId, cancellationToken) is not { } delivery)
        {
            await configuration.Error.WriteLineAsync(SvixIdArgument.Missing(svixId));
            return ExitCode.Failed;
        }

        if (
            await services.GetRequiredService<DeliveryReplay>().ReplayAsync(svixId, cancellationToken) is not { } result
        )
        {
            await configuration.Error.WriteLineAsync(
                $"The payload of {svixId} is not kept, so it cannot be replayed; its outcome is {delivery.Outcome}. "
                    + "Payloads are kept for failed and rejected deliveries, or for all with ClerkSync__KeepPayloads=all."
            );
            return ExitCode.Failed;
        }

        if (result is { Error: null, Outcome: { } outcome })
        {
            await configuration.Output.WriteLineAsync($"{svixId} {WebhookOutcomes.ToText(outcome)}");
            return ExitCode.Success;
        }

        var reason = (await reader.FindAsync(svixId, cancellationToken))?.Error;
        await configuration.Error.WriteLineAsync($"{svixId} {Describe(result.Error, result.Detail ?? reason)}");
        return result.Error == WebhookError.DatabaseUnavailable ? ExitCode.NotReady : ExitCode.Failed;
    }

    /// <summary>The end of a sentence about what was to be replayed.</summary>
    public static string Describe(WebhookError? error, string? reason) =>
        error switch
        {
            WebhookError.InvalidPayload => $"was rejected: the payload cannot be applied ({reason}).",
            WebhookError.WrongInstance => $"was refused. {reason}",
            WebhookError.DatabaseUnavailable => "was not applied: the database is away or busy. Try again.",
            WebhookError.MigrationsPending =>
                "was not applied: the database has not had all migrations. Run \"migrate\" first.",
            _ => $"failed: {reason}.",
        };
}
