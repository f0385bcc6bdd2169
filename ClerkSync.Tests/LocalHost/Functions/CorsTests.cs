using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.LocalHost.Functions;

/// <summary>Cross-origin requests of a front end, as a browser sends them.</summary>
public sealed class CorsTests : IAsyncLifetime
{
    private const string Party = "https://app.example.com";

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await StartAsync($"{Party}/ http://localhost:5173");

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("me", "GET", "authorization", Party)]
    [InlineData("me/api-keys", "POST", "authorization,content-type", "http://localhost:5173")]
    [InlineData("me/api-keys/0f8fad5b-d9cb-469f-a165-70867728950e", "DELETE", "authorization", Party)]
    [InlineData("usage", "POST", "authorization,content-type,idempotency-key", Party)]
    public async Task Preflight_from_an_authorized_party_is_allowed(
        string path,
        string method,
        string headers,
        string origin
    )
    {
        using var answer = await PreflightAsync(_app, path, method, headers, origin);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(origin, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(method, Header(answer, "Access-Control-Allow-Methods"));
        Assert.Equal(headers, Header(answer, "Access-Control-Allow-Headers"));
        Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://app.example.com.evil.example")]
    [InlineData("http://app.example.com")]
    [InlineData("https://app.example.com:8443")]
    [InlineData("null")]
    public async Task Preflight_from_another_origin_is_not_allowed(string origin)
    {
        using var answer = await PreflightAsync(_app, "me", "GET", "authorization", origin);

        Assert.Null(Header(answer, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData(Party, Party)]
    [InlineData("https://evil.example", null)]
    public async Task Only_an_authorized_party_can_read_the_response(string origin, string? allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/me");
        request.Headers.Add("Origin", origin);

        using var answer = await _app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(allowed, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task No_origin_is_allowed_without_authorized_parties()
    {
        await using var app = await StartAsync("");

        using var answer = await PreflightAsync(app, "me", "GET", "authorization", Party);

        Assert.Null(Header(answer, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public void Sample_settings_give_Core_Tools_the_same_origins_without_credentials()
    {
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")))!;

        Assert.Equal((string?)sample["Values"]!["CLERK_AUTHORIZED_PARTIES"], (string?)sample["Host"]!["CORS"]);
        Assert.False((bool)sample["Host"]!["CORSCredentials"]!);
    }

    private static Task<TestApp> StartAsync(string parties) =>
        TestApp.StartAsync(
            ("DATABASE_URL", "Host=127.0.0.1;Port=1;Username=nobody;Database=none"),
            ("CLERK_AUTHORIZED_PARTIES", parties)
        );

    private static async Task<HttpResponseMessage> PreflightAsync(
        TestApp app,
        string path,
        string method,
        string headers,
        string origin
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, $"api/{path}");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return await app.Http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
