using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClerkSync.Cli.Settings;
using ClerkSync.Cli.Trigger;

namespace ClerkSync.Cli.Clerk;

/// <summary>A client of the simulated Clerk. It applies the events that are sent through it to its own data, then delivers them.</summary>
/// <param name="clerk">Where it is.</param>
/// <param name="key">Its secret key.</param>
internal sealed class SimulatedClerkClient(Uri clerk, string? key) : IEventSender, IDisposable
{
    // Longer than it waits for the endpoint.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = Patience,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>Finds the one that the settings name.</summary>
    /// <exception cref="FailedException">They name none, or it does not run.</exception>
    public static async Task<SimulatedClerkClient> GetRunningAsync(
        VerbSettings settings,
        string command,
        CancellationToken cancellationToken
    )
    {
        if (TriggerTarget.FindSimulatedClerk(settings) is not { } address)
        {
            throw new FailedException(
                $"The settings name no simulated Clerk. Start one with {command} up; with a real Clerk, give a new data folder (--data)."
            );
        }

        var client = new SimulatedClerkClient(address.Url, address.Key);
        if (await client.IsRunningAsync(cancellationToken))
        {
            return client;
        }

        client.Dispose();
        throw new FailedException($"The simulated Clerk does not run at {address.Url}. Start it with {command} up.");
    }

    /// <summary>Whether it runs.</summary>
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
            : throw new HttpRequestException(attempt!.Answer);
    }

    /// <summary>The user who has an email; null when there is none.</summary>
    public async Task<string?> FindUserIdAsync(string email, CancellationToken cancellationToken)
    {
        var users = await _client.GetStringAsync(
            new Uri(clerk, $"v1/users?email_address={Uri.EscapeDataString(email)}"),
            cancellationToken
        );
        return JsonNode.Parse(users)!.AsArray() is [{ } user, ..] ? (string?)user["id"] : null;
    }

    /// <summary>Signs a user in.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="lifeInSeconds">Null means 60 s.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
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

    /// <summary>Makes a link that opens its page with the key, once. Earlier links stop working.</summary>
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

/// <summary>What the simulated Clerk says of an attempt.</summary>
/// <param name="Status">Null when the endpoint did not answer.</param>
/// <param name="Answer">The endpoint's answer, or why there is none.</param>
internal sealed record SimulatedClerkAttempt(int? Status, string Answer);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SimulatedClerkAttempt))]
internal sealed partial class SimulatedClerkJson : JsonSerializerContext;
