using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClerkSync.Tests.Drivers;

/// <summary>The endpoint of a managed identity, for Azure's own credential.</summary>
/// <remarks>
/// Source: Microsoft Learn, "How to use managed identities for Azure resources on an Azure VM to acquire an access token".
/// </remarks>
internal sealed class IdentityEndpoint : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new();
    private readonly WebApplication _app;
    private readonly TimeSpan _life;
    private readonly HttpClient _http;
    private int _asked;

    private IdentityEndpoint(WebApplication app, TimeSpan life)
    {
        _app = app;
        _life = life;
        // Every request of the credential is sent to this endpoint, regardless of its URL.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync });
    }

    public int Asked => _asked;

    public bool IsUnavailable { get; set; }

    /// <summary>The time before each response.</summary>
    public TimeSpan Delay { get; set; }

    /// <param name="life">The lifetime of each token.</param>
    public static async Task<IdentityEndpoint> StartAsync(TimeSpan life)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var endpoint = new IdentityEndpoint(app, life);
        app.Run(endpoint.AnswerAsync);
        await app.StartAsync();
        return endpoint;
    }

    /// <summary>Creates the credential that <see cref="DefaultAzureCredential"/> uses in Azure. Its identity is new, because a process shares one cache.</summary>
    public ManagedIdentityCredential CreateCredential() =>
        new(
            new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId($"{Guid.NewGuid()}"))
            {
                Transport = new HttpClientTransport(_http),
            }
        );

    public bool IsAlive(string token) => _ends.TryGetValue(token, out var end) && DateTimeOffset.UtcNow < end;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext _, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        await Task.Delay(Delay);
        if (IsUnavailable)
        {
            context.Response.StatusCode = 500;
            return;
        }

        var token = $"token-{Guid.NewGuid():n}";
        var end = DateTimeOffset.FromUnixTimeSeconds((DateTimeOffset.UtcNow + _life).ToUnixTimeSeconds());
        _ends[token] = end;
        await context.Response.WriteAsJsonAsync(
            new
            {
                access_token = token,
                expires_on = $"{end.ToUnixTimeSeconds()}",
                resource = "https://ossrdbms-aad.database.windows.net",
                token_type = "Bearer",
            }
        );
    }
}
