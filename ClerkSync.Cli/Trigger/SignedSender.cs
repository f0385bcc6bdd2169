using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Svix;

namespace ClerkSync.Cli.Trigger;

/// <summary>Delivers messages as Svix does. Each attempt has a new signature.</summary>
internal sealed class SignedSender(Uri endpoint, Webhook webhook) : IEventSender, IDisposable
{
    // Svix's timeout is 15 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            // Svix treats a redirect as a failure.
            AllowAutoRedirect = false,
            UseProxy = !endpoint.IsLoopback,
        }
    )
    {
        Timeout = Patience,
    };

    /// <inheritdoc/>
    public async Task<EndpointAnswer> SendAsync(
        string svixId,
        string body,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Add("svix-id", svixId);
        request.Headers.Add("svix-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("svix-signature", webhook.Sign(svixId, now, body));
        using var response = await _client.SendAsync(request, cancellationToken);
        return new EndpointAnswer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(cancellationToken)
        );
    }

    public void Dispose() => _client.Dispose();
}
