using System.CommandLine;
using System.Text;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Cli.Deliveries;

/// <summary><c>delivery</c>.</summary>
internal static class DeliveryVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var svixId = new SvixIdArgument();
        var data = new DataOption();
        var json = new JsonOption();
        var payload = new Option<bool>("--payload")
        {
            Description = "Print the payload, byte for byte as it came, and nothing else, not even a line break.",
        };
        var command = new Verb(
            "delivery",
            "Shows one webhook delivery.",
            $"""
            Payloads are kept for deliveries that failed or were rejected, or for all if ClerkSync__KeepPayloads says so.

            Example:
              {surroundings.Command} delivery msg_2g7np7Hrk0SN6kj5EDMLDaKNL0S --payload
            """
        )
        {
            svixId,
            payload,
            json,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                await using var services = settings.CreateServices();
                var reader = services.GetRequiredService<DeliveryReader>();
                var configuration = parsed.InvocationConfiguration;
                return parsed.GetValue(payload)
                    ? await PrintPayloadAsync(reader, svixId.Get(parsed), configuration, cancellationToken)
                    : await PrintAsync(
                        reader,
                        svixId.Get(parsed),
                        parsed.GetValue(json),
                        configuration,
                        cancellationToken
                    );
            }
        );
        return command;
    }

    private static async Task<int> PrintAsync(
        DeliveryReader reader,
        SvixId svixId,
        bool json,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        if (await reader.FindAsync(svixId, cancellationToken) is not { } delivery)
        {
            await configuration.Error.WriteLineAsync(SvixIdArgument.Missing(svixId));
            return ExitCode.Failed;
        }

        if (json)
        {
            await CliJson.PrintAsync(configuration.Output, delivery, CliJson.Default.DeliveryRecord);
        }
        else
        {
            DeliveryTable.Draw(delivery, configuration.Output);
        }

        return ExitCode.Success;
    }

    private static async Task<int> PrintPayloadAsync(
        DeliveryReader reader,
        SvixId svixId,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        if (await reader.FindPayloadAsync(svixId, cancellationToken) is not { } payload)
        {
            await configuration.Error.WriteLineAsync($"No payload of {svixId} is kept.");
            return ExitCode.Failed;
        }

        // It was UTF-8 when it was let in. A line break at the end would be none of Clerk's bytes. A terminal gets it escaped.
        var output = TerminalWriter.IsTerminal(configuration.Output)
            ? configuration.Output
            : TerminalWriter.Unwrap(configuration.Output);
        await output.WriteAsync(Encoding.UTF8.GetString(payload));
        return ExitCode.Success;
    }
}
