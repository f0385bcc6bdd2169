using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Settings;
using ClerkSync.Core.StripeApi;

namespace ClerkSync.Cli.Clerk;

internal static class OpenVerb
{
    private const string Clerk = "clerk";
    private const string Stripe = "stripe";

    public static Command Create(Surroundings surroundings)
    {
        var data = new DataOption();
        var page = new Argument<string>("PAGE")
        {
            Description = "clerk or stripe. Default: clerk.",
            DefaultValueFactory = _ => Clerk,
        };
        page.AcceptOnlyFromAmong(Clerk, Stripe);
        var command = new Verb(
            "open",
            "Opens the page of the simulated Clerk or Stripe in the browser, or prints the link if there is no browser.",
            $"""
            The link works once. The link that up printed stops working.

            Examples:
              {surroundings.Command} open
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
                var settings = VerbSettings.Read(surroundings, data.Find(parsed, surroundings));
                var up = $"{surroundings.Command} up{data.Repeat(parsed, surroundings)}";
                var (name, link) =
                    parsed.GetValue(page) == Stripe
                        ? ("Stripe", await CreateStripeLinkAsync(settings, up, cancellationToken))
                        : ("Clerk", await CreateClerkLinkAsync(settings, up, cancellationToken));
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    TryOpen(link, surroundings) ? $"The page of the simulated {name} opens in your browser." : link
                );
                return ExitCode.Success;
            }
        );
        return command;
    }

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
            throw new FailedException($"The simulated Stripe does not run at {url}. Start it with {up} --access.");
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
