using System.CommandLine;
using System.Text;
using ClerkSync.Core.Deliveries;
using ClerkSync.Core.Webhooks;

namespace ClerkSync.Cli.Deliveries;

internal static class DeliveryVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var svixId = new SvixIdArgument();
        var payload = new Option<bool>("--payload")
        {
            Description =
                "Print only the payload, byte for byte as it arrived, without a line break at its end. A terminal gets escaped text.",
        };
        return new Verb(
            "delivery",
            "Shows one webhook delivery.",
            $"""
            Payloads are stored for deliveries that failed or were rejected, or for all with ClerkSync__KeepPayloads=all.

            Example:
              {surroundings.Command} delivery msg_2g7np7Hrk0SN6kj5EDMLDaKNL0S --payload
            """
        )
        {
            svixId,
            payload,
        }.SetRun(
            surroundings,
            async run =>
            {
                var delivery = await svixId.GetAsync(run);
                if (run.Parsed.GetValue(payload))
                {
                    return await PrintPayloadAsync(run, new SvixId(delivery.SvixId));
                }

                if (run.IsJson)
                {
                    await CliJson.PrintAsync(run.Output, delivery, CliJson.Default.DeliveryRecord);
                }
                else
                {
                    DeliveryTable.Draw(delivery, run.Output);
                }

                return ExitCode.Success;
            }
        );
    }

    private static async Task<int> PrintPayloadAsync(VerbRun run, SvixId svixId)
    {
        var payload =
            await run.Get<DeliveryReader>().FindPayloadAsync(svixId, run.Stopped)
            ?? throw new FailedException($"No payload of {svixId} is stored.");
        // The payload was accepted as UTF-8. No line break is added, so that the bytes are exactly Clerk's. A terminal gets escaped text.
        var output = TerminalWriter.IsTerminal(run.Output) ? run.Output : TerminalWriter.Unwrap(run.Output);
        await output.WriteAsync(Encoding.UTF8.GetString(payload));
        return ExitCode.Success;
    }
}
