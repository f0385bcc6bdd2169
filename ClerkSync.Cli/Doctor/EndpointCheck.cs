using System.Net;
using System.Text.Json;
using ClerkSync.Cli.Settings;
using ClerkSync.Cli.Trigger;
using ClerkSync.Core;
using ClerkSync.Core.Disclosure;
using ClerkSync.Core.Health;
using ClerkSync.LocalHost.Up;

namespace ClerkSync.Cli.Doctor;

/// <summary>Requests the health report of the endpoint.</summary>
internal static class EndpointCheck
{
    private const string Check = "endpoint";

    // A longer answer does not come from ClerkSync.
    private const int LongestAnswer = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>An endpoint that does not run is only a warning, because it may run elsewhere.</summary>
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
            return Finding.Problem(Check, $"{exception.Setting} is malformed", ShownError.Describe(exception));
        }
    }

    private static async Task<Finding> AskAsync(Uri health, string command, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = !health.IsLoopback })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        try
        {
            using var response = await client.GetAsync(health, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return Describe(health, response.StatusCode, body, command);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException { InnerException: TimeoutException })
        {
            return Finding.Warning(
                Check,
                $"{TriggerTarget.Show(health)} does not answer",
                $"Start it with {command} up, or set {UpSettings.EndpointSetting}."
            );
        }
    }

    internal static Finding Describe(Uri health, HttpStatusCode status, string body, string command) =>
        status switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => Finding.Ok(
                Check,
                $"{TriggerTarget.Show(health)} is healthy"
            ),
            HttpStatusCode.NotFound => Finding.Problem(
                Check,
                $"{TriggerTarget.Show(health)} answers 404",
                $"There is no health check at this address. Correct {UpSettings.EndpointSetting}; its path is /api/webhooks/clerk."
            ),
            _ => DescribeTrouble($"{TriggerTarget.Show(health)} answers {(int)status}", FindReport(body), command),
        };

    private static Finding DescribeTrouble(string found, HealthReport? report, string command) =>
        Finding.Problem(
            Check,
            report is null ? found : $"{found}: database {report.Database}, migrations {report.Migrations}",
            report is { Migrations: "pending" }
                ? $"Run {command} migrate on the endpoint's database."
                : "Look at the endpoint's log: it says what is wrong."
        );

    /// <summary>Null when the answer does not come from ClerkSync.</summary>
    private static HealthReport? FindReport(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, CliJson.Default.HealthReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
