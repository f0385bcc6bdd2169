using System.Net;
using ClerkSync.AspNetCore;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ClerkSync.Tests.AspNetCore;

/// <summary>The checks that an endpoint of an ASP.NET Core application makes and the responses that it returns.</summary>
public sealed class HttpContextCallersTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private SimulatedClerkServer _clerk = null!;
    private WebApp _app = null!;

    public async Task InitializeAsync()
    {
        _clerk = await SimulatedClerkServer.StartAsync(
            new SimulatedClerkOptions { InstanceId = FakeClerkApi.InstanceId },
            CancellationToken.None
        );
        _app = await StartAsync(database.AppUrl);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
    }

    [Fact]
    public async Task Only_GetOrCreateCurrentUserAsync_creates_a_row()
    {
        var (id, token) = SignUp();

        var found = await _app.AskAsync(HttpMethod.Get, "find", token);
        var required = await _app.AskAsync(HttpMethod.Get, "require", token);
        var created = await _app.AskAsync(HttpMethod.Get, "create", token);
        var foundAgain = await _app.AskAsync(HttpMethod.Get, "find", token);

        Assert.Equal("nobody", found.Body);
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "unknown_user"),
            (required.Status, (string?)required.Json()["code"])
        );
        Assert.Equal((id, id), (created.Body, foundAgain.Body));
    }

    [Fact]
    public async Task Request_without_a_session_or_a_key_gets_the_same_error_as_from_a_function()
    {
        var session = await _app.AskAsync(HttpMethod.Get, "create");
        var key = await _app.AskAsync(HttpMethod.Get, "key", "csk_wrong");

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (session.Status, (string?)session.Json()["code"]));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (key.Status, (string?)key.Json()["code"]));
    }

    [Fact]
    public async Task Database_outage_gives_503_with_Retry_After()
    {
        await using var app = await StartAsync("Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        var (_, token) = SignUp();

        var answer = await app.AskAsync(HttpMethod.Get, "require", token);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "database_unavailable"),
            (answer.Status, (string?)answer.Json()["code"])
        );
        Assert.NotNull(answer.RetryAfter);
    }

    [Theory]
    [InlineData("pay", HttpStatusCode.PaymentRequired, "insufficient_credits")]
    [InlineData("upgrade", HttpStatusCode.Forbidden, "upgrade_required")]
    public async Task Rejections_for_credits_and_plans_have_a_status_and_a_code(
        string path,
        HttpStatusCode status,
        string code
    )
    {
        var answer = await _app.AskAsync(HttpMethod.Get, path);

        Assert.Equal((status, code), (answer.Status, (string?)answer.Json()["code"]));
    }

    private Task<WebApp> StartAsync(string databaseUrl) =>
        WebApp.StartAsync(
            databaseUrl,
            app =>
            {
                app.MapGet("find", async (HttpContext http) => (await http.GetCurrentUserAsync())?.ClerkId ?? "nobody");
                Map("require", async http => Answer(await http.RequireUserAsync()));
                Map("create", async http => Answer(await http.GetOrCreateCurrentUserAsync()));
                Map("key", async http => Answer(await http.RequireApiKeyAsync()));
                Map("pay", http => http.PaymentRequiredAsync(required: 4, current: 1));
                Map("upgrade", http => http.UpgradeRequiredAsync());

                // The cast is needed, because as a RequestDelegate the endpoint would lose its result.
                void Map(string path, Func<HttpContext, Task<IResult>> endpoint) =>
                    app.MapGet(path, (Delegate)endpoint);
            },
            settings: [("CLERK_ISSUER", _clerk.BaseUrl), ("CLERK_JWT_KEY", _clerk.JwtKey)]
        );

    private static IResult Answer(HttpCaller caller) =>
        caller.IsRejected ? caller.Rejection : Results.Text(caller.User.ClerkId);

    private (string Id, string Token) SignUp()
    {
        var user = _clerk.Users.Create(new NewUser { Emails = [$"{Guid.NewGuid():n}@example.com"] });
        return (user.Id, _clerk.Tokens.Create(_clerk.Sessions.Create(user.Id)));
    }
}
