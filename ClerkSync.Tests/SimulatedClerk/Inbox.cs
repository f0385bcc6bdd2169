using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>An endpoint that stores the requests it receives and responds with the status that a test chooses.</summary>
internal sealed class Inbox : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = [];

    private Inbox(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.Single() + "/webhooks");

    /// <summary>The requests in order of arrival.</summary>
    public IReadOnlyList<Received> Received => [.. _received];

    public IEnumerable<string> Types => Received.Select(received => received.Type);

    /// <summary>Returns the response status for the n-th request, counted from 1.</summary>
    public Func<int, int> Answer { get; set; } = _ => 200;

    public static async Task<Inbox> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var inbox = new Inbox(app);
        app.Run(inbox.ReceiveAsync);
        await app.StartAsync();
        return inbox;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context
            .Request.Headers.Where(header => header.Key.StartsWith("svix-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        _received.Enqueue(new Received(headers, await reader.ReadToEndAsync()));
        context.Response.StatusCode = Answer(_received.Count);
    }
}

internal sealed record Received(IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string SvixId => Headers["svix-id"];

    public JsonNode Event => JsonNode.Parse(Body)!;

    public string Type => Event["type"]!.GetValue<string>();
}
