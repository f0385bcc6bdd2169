using ClerkSync.Cli.Settings;
using ClerkSync.Cli.Trigger;
using ClerkSync.Core;

namespace ClerkSync.Cli.Doctor;

/// <summary>Asks the endpoint for its health.</summary>
internal static class EndpointCheck
{
    private const string Check = "endpoint";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Not running is a warning only: it may run elsewhere.</summary>
    public static async Task<Finding> RunAsync(
        VerbSettings settings,
        string command,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var health = new Uri(TriggerTarget.FindEndpoint(settings), "../health");
            return await AskAsync(health, command, cancellationToken);
        }
        catch (SettingException exception)
        {
            return Finding.Problem(Check, $"{exception.Setting} is malformed", exception.Message);
        }
    }

    private static async Task<Finding> AskAsync(Uri health, string command, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = !health.IsLoopback })
        {
            Timeout = Patience,
        };
        try
        {
            using var response = await client.GetAsync(health, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? Finding.Ok(Check, $"{health} is healthy")
                : Finding.Problem(Check, $"{health} answers {(int)response.StatusCode}", body);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException { InnerException: TimeoutException })
        {
            return Finding.Warning(
                Check,
                $"{health} does not answer",
                $"Start it with {command} up, or set {TriggerTarget.UrlSetting}."
            );
        }
    }
}
