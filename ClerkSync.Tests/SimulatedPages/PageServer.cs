using System.Net;
using System.Reflection;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedStripe;

namespace ClerkSync.Tests.SimulatedPages;

/// <summary>A simulated service with a page, and a client without its key.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private const string Prefix = "page/";

    private readonly IAsyncDisposable _server;
    private readonly string _pageUrl;

    private PageServer(IAsyncDisposable server, string baseUrl, string pageUrl, string secretKey)
    {
        _server = server;
        _pageUrl = pageUrl;
        SecretKey = secretKey;
        Http = new HttpClient { BaseAddress = new Uri(baseUrl) };
    }

    public HttpClient Http { get; }

    public string SecretKey { get; }

    /// <summary>The token in the link of the page, which is redeemed for the key.</summary>
    public string Token => new Uri(_pageUrl).Fragment[1..];

    /// <param name="service"><c>clerk</c> or <c>stripe</c>.</param>
    public static async Task<PageServer> StartAsync(string service)
    {
        if (service == "clerk")
        {
            var clerk = await SimulatedClerkServer.StartAsync(new SimulatedClerkOptions(), CancellationToken.None);
            return new PageServer(clerk, clerk.BaseUrl, clerk.PageUrl, clerk.SecretKey);
        }

        var stripe = await SimulatedStripeServer.StartAsync(new SimulatedStripeOptions(), CancellationToken.None);
        return new PageServer(stripe, stripe.BaseUrl, stripe.PageUrl, stripe.SecretKey);
    }

    /// <summary>Returns the content of all files of the page, by path.</summary>
    public static IReadOnlyDictionary<string, byte[]> ReadFiles(string service)
    {
        var assembly = (service == "clerk" ? typeof(SimulatedClerkServer) : typeof(SimulatedStripeServer)).Assembly;
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name, name => Read(assembly, name));
    }

    public async Task<(HttpStatusCode Status, string Body)> RedeemAsync(string token)
    {
        using var response = await Http.PostAsync("/page/key", new StringContent(token));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
