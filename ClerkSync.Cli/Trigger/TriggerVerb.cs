using System.CommandLine;
using ClerkSync.Cli.Settings;

namespace ClerkSync.Cli.Trigger;

internal static class TriggerVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var options = new TriggerOptions();
        var command = new Verb(
            "trigger",
            "Signs one of Clerk's example events and sends it to the endpoint, as Svix would.",
            $"""
            The event has the current time. An event such as user.created has a new id and email. Any other event is about the
            object of its kind that was triggered last, so you can trigger created, updated and deleted in a row. While "up"
            simulates a Clerk, the event goes through it: the simulated Clerk then has the object too, and "drift" finds nothing.

            Examples:
              {surroundings.Command} trigger user.created --email ada@example.com --first-name Ada
              {surroundings.Command} trigger user.updated --set public_metadata.plan=pro
              {surroundings.Command} trigger user.deleted --times 3
            """
        );
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(options.List))
                {
                    await ListAsync(parsed.GetValue(options.Json), output);
                    return ExitCode.Success;
                }

                var request = options.ReadRequest(parsed);
                var data = options.Data.Find(parsed, surroundings);
                var settings = VerbSettings.Read(surroundings, data);
                var url = parsed.GetValue(options.Url);
                var target = TriggerTarget.Find(settings, url, parsed.GetValue(options.Secret));
                var trigger = new TriggerRun(
                    target,
                    url is null ? await TriggerInstance.FindAsync(settings, cancellationToken) : null,
                    new TriggerMemory(data),
                    surroundings.Command,
                    TimeProvider.System
                );
                return await trigger.RunAsync(
                    request,
                    parsed.GetValue(options.SvixId) ?? ClerkIds.Draw("msg_"),
                    parsed.GetValue(options.Times) ?? 1,
                    parsed.InvocationConfiguration,
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static Task ListAsync(bool json, TextWriter output) =>
        json
            ? CliJson.PrintAsync(output, Examples.EventTypes, CliJson.Default.IReadOnlyListString)
            : output.WriteLineAsync(string.Join(Environment.NewLine, Examples.EventTypes));
}
