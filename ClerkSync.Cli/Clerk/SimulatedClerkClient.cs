using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClerkSync.Cli.Settings;
using ClerkSync.Cli.Trigger;
using ClerkSync.Core.Disclosure;

namespace ClerkSync.Cli.Clerk;

/// <summary>A client of the simulated Clerk. The simulated Clerk applies an event to its own data, then delivers it.</summary>
/// <param name="clerk">The base URL.</param>
/// <param name="key">The secret key of the simulated Clerk.</param>
internal sealed class SimulatedClerkClient(Uri clerk, string? key) : IEventSender, IDisposable
{
    // Longer than the simulated Clerk waits for the endpoint.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = Patience,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>Finds the simulated Clerk of the settings.</summary>
    /// <param name="up">The command that starts it, for messages.</param>
    /// <exception cref="FailedException">The settings name none, or it is not running.</exception>
    public static async Task<SimulatedClerkClient> GetRunningAsync(
        VerbSettings settings,
        string up,
        CancellationToken cancellationToken
    )
    {
        if (TriggerTarget.FindSimulatedClerk(settings) is not { } address)
        {
            throw new FailedException(
                $"The settings name no simulated Clerk. Start one with {up}; if you use a real Clerk, choose a new data folder (--data)."
            );
        }

        var client = new SimulatedClerkClient(address.Url, address.Key);
        if (await client.IsRunningAsync(cancellationToken))
        {
            return client;
        }

        client.Dispose();
        throw new FailedException($"The simulated Clerk is not running at {address.Url}. Start it with {up}.");
    }

    public async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(clerk, "simulate/settings"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<EndpointAnswer> SendAsync(
        string svixId,
        string body,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        using var response = await _client.PostAsync(
            new Uri(clerk, $"simulate/events?svix_id={Uri.EscapeDataString(svixId)}"),
            new StringContent(body, Encoding.UTF8, "application/json"),
            cancellationToken
        );
        response.EnsureSuccessStatusCode();
        var attempt = await response.Content.ReadFromJsonAsync(
            SimulatedClerkJson.Default.SimulatedClerkAttempt,
            cancellationToken
        );
        return attempt is { Status: { } status }
            ? new EndpointAnswer(status, attempt.Answer)
            : throw new NoAnswerException(attempt!.Answer.TrimEnd('.'));
    }

    /// <summary>Finds a user by email; null when there is none.</summary>
    public async Task<string?> FindUserIdAsync(string email, CancellationToken cancellationToken)
    {
        var users = await _client.GetStringAsync(
            new Uri(clerk, $"v1/users?email_address={Uri.EscapeDataString(email)}"),
            cancellationToken
        );
        return JsonNode.Parse(users)!.AsArray() is [{ } user, ..] ? (string?)user["id"] : null;
    }

    /// <summary>Signs a user in.</summary>
    /// <param name="lifeInSeconds">The lifetime of the token. Null means 60.</param>
    /// <returns>A session token.</returns>
    public async Task<string> CreateTokenAsync(string userId, int? lifeInSeconds, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(
            "simulate/tokens",
            new JsonObject { ["userId"] = userId, ["expiresInSeconds"] = lifeInSeconds },
            cancellationToken
        );
        return (string)answer["token"]!;
    }

    /// <summary>Creates a link that opens the page with the key. It works once; earlier links stop working.</summary>
    public async Task<string> CreatePageLinkAsync(CancellationToken cancellationToken) =>
        (string)(await PostAsync("simulate/page-link", new JsonObject(), cancellationToken))["url"]!;

    public void Dispose() => _client.Dispose();

    private async Task<JsonNode> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri(clerk, path), content, cancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
    }
}

/// <summary>The result of a delivery attempt.</summary>
/// <param name="Status">Null when the endpoint did not answer.</param>
/// <param name="Answer">The body of the endpoint's response, or the reason why there is none.</param>
internal sealed record SimulatedClerkAttempt(int? Status, string Answer);

/// <summary>The endpoint did not answer the simulated Clerk.</summary>
/// <param name="reason">The simulated Clerk's words for it.</param>
internal sealed class NoAnswerException(string reason) : HttpRequestException(reason), IUserMessage;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SimulatedClerkAttempt))]
internal sealed partial class SimulatedClerkJson : JsonSerializerContext;
