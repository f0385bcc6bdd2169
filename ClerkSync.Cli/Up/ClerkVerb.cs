using System.CommandLine;
using System.Net;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Up;

internal static class ClerkVerb
{
    // The endpoint of the functions under func start.
    private static readonly Uri DefaultWebhook = new("http://127.0.0.1:7071/api/webhooks/clerk");

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var port = new NumberOption("--port", least: 1, most: IPEndPoint.MaxPort)
        {
            Description = "The simulated Clerk's port. Default: 7072, or another one when that is taken.",
        };
        var webhook = new UrlOption("--webhook")
        {
            Description = $"The URL that receives its webhooks. Default: {DefaultWebhook}",
        };
        var command = new Verb(
            "clerk",
            "Starts only the simulated Clerk, for func start or another program.",
            $"""
            Ctrl-C stops it. Its users stay in the data folder, where up finds them too. CLERK_API_URL, CLERK_SECRET_KEY, CLERK_ISSUER,
            CLERK_WEBHOOK_SIGNING_SECRET and CLERKSYNC_URL are added to clerk.env in the data folder.

            Example:
              {surroundings.Command} clerk --webhook http://127.0.0.1:3000/api/webhooks
            """
        )
        {
            port,
            webhook,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var folder = data.Find(parsed, surroundings);
                var endpoint = parsed.GetValue(webhook) ?? DefaultWebhook;
                var screen = new UpScreen(parsed.InvocationConfiguration.Output, surroundings.Command);
                return await UntilStopped.RunAsync(
                    screen,
                    stop =>
                        screen.ShowStepsAsync(steps =>
                            ClerkSession.StartAsync(folder, parsed.GetValue(port), endpoint, steps, stop)
                        ),
                    clerk => screen.ShowReady(clerk, endpoint, folder),
                    cancellationToken
                );
            }
        );
        return command;
    }
}
