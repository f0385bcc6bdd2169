using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization;

namespace ClerkSync.Cli.Trigger;

/// <summary>Sends events through the simulated Clerk, which takes over what they say and delivers them.</summary>
/// <param name="clerk">Where it is.</param>
/// <param name="key">Its secret key.</param>
internal sealed class SimulatedClerkSender(Uri clerk, string? key) : IEventSender, IDisposable
{
    // Longer than it waits for the endpoint.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = Patience,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

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

    public void Dispose() => _client.Dispose();
}

/// <summary>What the simulated Clerk says of an attempt.</summary>
/// <param name="Status">Null when the endpoint did not answer.</param>
/// <param name="Answer">The endpoint's answer, or why there is none.</param>
internal sealed record SimulatedClerkAttempt(int? Status, string Answer);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SimulatedClerkAttempt))]
internal sealed partial class SimulatedClerkJson : JsonSerializerContext;
