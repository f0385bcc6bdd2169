using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Clerk;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.StripeApi;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Up;

internal static class OpenVerb
{
    private const string Console = "console";
    private const string Clerk = "clerk";
    private const string Stripe = "stripe";

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var page = new Argument<string>("PAGE")
        {
            Description = "console, clerk or stripe. Default: clerk.",
            DefaultValueFactory = _ => Clerk,
        };
        page.AcceptOnlyFromAmong(Console, Clerk, Stripe);
        var command = new Verb(
            "open",
            "Opens the console or the page of the simulated Clerk or Stripe. Prints the link if there is no browser.",
            $"""
            The link to a simulated Clerk or Stripe works once. The earlier link that up printed stops working. For the console the function
            key is printed too.

            Examples:
              {surroundings.Command} open
              {surroundings.Command} open console
              {surroundings.Command} open stripe
            """
        )
        {
            page,
            data,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var folder = data.Find(parsed, surroundings);
                var settings = VerbSettings.Read(surroundings, folder);
                var up = $"{surroundings.Command} up{data.Repeat(parsed, surroundings)}";
                var (name, link, key) = parsed.GetValue(page) switch
                {
                    Console => (
                        "The console",
                        FindConsole(folder, surroundings.Command),
                        UpSettings.EnsureFunctionKey(folder)
                    ),
                    Stripe => (
                        "The page of the simulated Stripe",
                        await CreateStripeLinkAsync(settings, up, cancellationToken),
                        null
                    ),
                    _ => (
                        "The page of the simulated Clerk",
                        await CreateClerkLinkAsync(settings, up, cancellationToken),
                        (string?)null
                    ),
                };
                var output = parsed.InvocationConfiguration.Output;
                await output.WriteLineAsync(TryOpen(link, surroundings) ? $"{name} opens in your browser." : link);
                if (key is not null)
                {
                    await output.WriteLineAsync($"Function key  {key}");
                }

                return ExitCode.Success;
            }
        );
        return command;
    }

    private static string FindConsole(DataFolder data, string command) =>
        StatusVerb.Get(data, command).Console?.ToString()
        ?? throw new FailedException("A setting turns the console off: AzureWebJobs.ClerkSyncGetConsole.Disabled.");

    private static async Task<string> CreateClerkLinkAsync(
        VerbSettings settings,
        string up,
        CancellationToken cancellationToken
    )
    {
        using var clerk = await SimulatedClerkClient.GetRunningAsync(settings, up, cancellationToken);
        return await clerk.CreatePageLinkAsync(cancellationToken);
    }

    private static async Task<string> CreateStripeLinkAsync(
        VerbSettings settings,
        string up,
        CancellationToken cancellationToken
    )
    {
        if (
            !Uri.TryCreate(settings.Configuration[StripeAccount.UrlSetting], UriKind.Absolute, out var url)
            || !url.IsLoopback
        )
        {
            throw new FailedException($"The settings name no simulated Stripe. Start one with {up} --access.");
        }

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            DefaultRequestHeaders = { Authorization = new("Bearer", settings.Configuration[StripeSecretKey.Setting]) },
        };
        try
        {
            using var response = await client.PostAsync(
                new Uri(url, "v1/simulate/page-link"),
                content: null,
                cancellationToken
            );
            response.EnsureSuccessStatusCode();
            return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!["url"]!;
        }
        catch (HttpRequestException)
        {
            throw new FailedException($"The simulated Stripe is not running at {url}. Start it with {up} --access.");
        }
    }

    private static bool TryOpen(string link, Surroundings surroundings)
    {
        if (
            OperatingSystem.IsLinux()
            && (surroundings.FindVariable("DISPLAY") ?? surroundings.FindVariable("WAYLAND_DISPLAY")) is null
        )
        {
            return false;
        }

        try
        {
            using var browser = Process.Start(new ProcessStartInfo(link) { UseShellExecute = true });
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
