using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Svix;

namespace ClerkSync.SimulatedClerk.Deliveries;

/// <summary>Sends messages as Svix does, with a new signature for each attempt.</summary>
internal sealed class WebhookSender(Uri endpoint, string secret, TimeProvider time) : IDisposable
{
    private const int KeptLength = 500;

    private readonly Webhook _webhook = new(secret);
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            // Svix treats a redirect as a failure.
            AllowAutoRedirect = false,
            UseProxy = !endpoint.IsLoopback,
        }
    )
    {
        Timeout = RetrySchedule.Patience,
    };

    /// <summary>Sends a message once. An error is returned as the attempt's response.</summary>
    /// <exception cref="OperationCanceledException">The token is canceled.</exception>
    public async Task<SimulatedAttempt> SendAsync(SimulatedMessage message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var request = CreateRequest(message, now);
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return Attempt((int)response.StatusCode, answer.Length > KeptLength ? answer[..KeptLength] : answer);
        }
        catch (HttpRequestException exception)
        {
            return Attempt(null, Describe(exception));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Attempt(null, $"No answer within {RetrySchedule.Patience.TotalSeconds} s.");
        }

        SimulatedAttempt Attempt(int? status, string answer) =>
            new(now, status, answer, (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Returns the kind of the error. A library's error text differs between operating systems.</summary>
    private static string Describe(HttpRequestException exception) =>
        exception.InnerException switch
        {
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nothing listens there",
            SocketException socket => $"{socket.SocketErrorCode}",
            _ => $"{exception.HttpRequestError}",
        };

    private HttpRequestMessage CreateRequest(SimulatedMessage message, DateTimeOffset now)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(message.Body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Add("svix-id", message.Id);
        request.Headers.Add("svix-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("svix-signature", _webhook.Sign(message.Id, now, message.Body));
        return request;
    }
}
