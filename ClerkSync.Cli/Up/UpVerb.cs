using System.CommandLine;
using System.Net;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Cli.Up;

internal static class UpVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var port = new NumberOption("--port", least: 1, most: IPEndPoint.MaxPort)
        {
            Description = "The endpoint's port. Default: 7071, or another one when that is taken.",
        };
        var clerkPort = new NumberOption("--clerk-port", least: 1, most: IPEndPoint.MaxPort)
        {
            Description = "The simulated Clerk's port. Default: 7072, or another one when that is taken.",
        };
        var stripePort = new NumberOption("--stripe-port", least: 1, most: IPEndPoint.MaxPort)
        {
            Description = "The simulated Stripe's port. Default: 7073, or another one when that is taken.",
        };
        var access = new Option<bool?>("--access")
        {
            Description =
                "Also simulate a Stripe, with sample accounts. Later runs of \"up\" do the same, until --access false.",
        };
        var simulate = new Option<bool>("--simulate")
        {
            Description =
                "Simulate a Clerk even if the settings of a real one are set, and delete the settings that an earlier up was given.",
        };
        var with = new WithOption(
            "The folder of an application's project. up builds it and adds its functions and migrations."
        );
        var watch = new Option<bool>("--watch")
        {
            Description = "With --with: build and restart the application when its sources change.",
        };
        var detach = DetachedUp.CreateOption();
        var command = new Verb(
            "up",
            "Starts the endpoint for Clerk's webhooks, a Postgres unless DATABASE_URL is set, and a simulated Clerk unless the settings of a real one are set. With --access also a simulated Stripe.",
            $"""
            Ctrl-C ends it, and so does the command "stop". The data stays in the data folder.

            If CLERK_WEBHOOK_SIGNING_SECRET, CLERK_SECRET_KEY or CLERK_ISSUER is set, up uses a real Clerk. up stores these
            settings in clerk.env in the data folder. The next up uses them again, unless the environment overrides them.

            Examples:
              {surroundings.Command} up --port 8080
              {surroundings.Command} up --with samples/DesignForge --watch
              {surroundings.Command} up --access
              {surroundings.Command} up --detach
            """
        )
        {
            port,
            clerkPort,
            stripePort,
            access,
            simulate,
            data,
            with,
            watch,
            detach,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var folder = data.Find(parsed, surroundings);
                var dataOption = data.Repeat(parsed, surroundings);
                var stop = $"{surroundings.Command} stop{dataOption}";
                var application = with.Find(parsed, surroundings);
                if (parsed.GetValue(watch) && application is null)
                {
                    throw new UsageException("--watch goes with --with, which names the application to watch.");
                }

                if (parsed.GetValue(detach) && !DetachedUp.IsThisProcess(surroundings))
                {
                    return await DetachedUp.StartAsync(parsed, folder, stop, cancellationToken);
                }

                var configuration = VerbSettings.FromEnvironment(surroundings).Configuration;
                var options = new UpOptions
                {
                    Data = folder,
                    DataOption = dataOption,
                    Port = parsed.GetValue(port),
                    ClerkPort = parsed.GetValue(clerkPort),
                    StripePort = parsed.GetValue(stripePort),
                    Access = parsed.GetValue(access),
                    Simulate = parsed.GetValue(simulate),
                    Project = application,
                    IsWatched = parsed.GetValue(watch),
                    Configuration = configuration,
                    ConfigureLogging = logging => LogToConsole(logging, configuration),
                };
                var screen = new UpScreen(parsed.InvocationConfiguration.Output, surroundings.Command);
                return await UntilStopped.RunAsync(
                    screen,
                    token => screen.ShowStepsAsync(steps => UpSession.StartAsync(options, steps, token)),
                    session =>
                    {
                        screen.ShowReady(
                            session,
                            folder,
                            dataOption,
                            DetachedUp.IsThisProcess(surroundings) ? stop : "Ctrl-C"
                        );
                        DetachedUp.LeaveTerminal(surroundings);
                    },
                    cancellationToken,
                    (session, token) => session.WaitForStopAsync(token)
                );
            }
        );
        return command;
    }

    internal static void LogToConsole(ILoggingBuilder logging, IConfiguration configuration) =>
        logging
            .AddFilter("Microsoft", LogLevel.Warning)
            // The verb itself reports errors of the start. Later errors of an application's background service are critical.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical)
            // Successful deliveries are logged at this level.
            .AddFilter(nameof(ClerkSync), LogLevel.Debug)
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddConsole(console => console.FormatterName = LineFormatter.FormatterName)
            .AddConsoleFormatter<LineFormatter, LineFormatterOptions>(options =>
                options.IsColored =
                    !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            );
}
