using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using ClerkSync.AspNetCore;
using ClerkSync.Functions;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClerkSync.Tests.AspNetCore;

/// <summary>The routes in an ASP.NET Core application, with real HTTP and a real Postgres.</summary>
public sealed class MapClerkSyncTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Party = "https://app.example.com";

    [Fact]
    public async Task Signed_delivery_creates_a_row_once()
    {
        await using var app = await WebApp.StartAsync(database.AppUrl);
        var user = UserEvent.Created(UserEvent.NewId());

        var svixId = $"msg_{Guid.NewGuid():n}";

        var answers = new[] { await app.DeliverAsync(user, svixId), await app.DeliverAsync(user, svixId) };

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Contains("\"outcome\":\"applied\"", answers[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"duplicate\"", answers[1].Body, StringComparison.Ordinal);
        Assert.NotNull(await database.FindUserAsync(user.Id));
        Assert.Equal(HttpStatusCode.OK, (await app.AskAsync(HttpMethod.Get, "api/health")).Status);
    }

    [Fact]
    public async Task Chunked_delivery_is_applied()
    {
        await using var app = await WebApp.StartAsync(database.AppUrl);
        var user = UserEvent.Created(UserEvent.NewId());
        var request = Delivery
            .Sign(Encoding.UTF8.GetBytes(user.ToJson().ToJsonString()), $"msg_{Guid.NewGuid():n}", TestApp.Secret)
            .ToRequest(new Uri(app.Http.BaseAddress!, "api/webhooks/clerk"));
        request.Headers.TransferEncodingChunked = true;

        var answer = await app.SendAsync(request);

        Assert.Contains("\"outcome\":\"applied\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_above_the_size_limit_is_rejected(bool isChunked)
    {
        await using var app = await WebApp.StartAsync(database.AppUrl);
        var request = new HttpRequestMessage(HttpMethod.Post, "api/webhooks/clerk")
        {
            Content = new ByteArrayContent(new byte[(2 * 1024 * 1024) + 1]),
        };
        request.Headers.TransferEncodingChunked = isChunked;

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await app.SendAsync(request)).Status);
    }

    [Fact]
    public async Task Unsigned_delivery_is_rejected_with_a_problem_response()
    {
        await using var app = await WebApp.StartAsync(database.AppUrl);

        var answer = await app.AskAsync(HttpMethod.Post, "api/webhooks/clerk");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("missing_headers", (string?)answer.Json()["code"]);
    }

    [Fact]
    public async Task Ops_routes_do_not_exist_without_a_policy()
    {
        await using var app = await WebApp.StartAsync(database.AppUrl);

        Assert.Equal(HttpStatusCode.NotFound, (await app.AskAsync(HttpMethod.Get, "api/ops/deliveries")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.AskAsync(HttpMethod.Post, "api/ops/drift")).Status);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("guest", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.OK)]
    public async Task Policy_of_the_application_protects_the_ops_routes(string? role, HttpStatusCode expected)
    {
        await using var app = await WebApp.StartAsync(
            database.AppUrl,
            web => web.MapClerkSync(opsPolicy: "operators"),
            services =>
            {
                services.AddAuthentication("roles").AddScheme<AuthenticationSchemeOptions, RoleInToken>("roles", null);
                services.AddAuthorization(options =>
                    options.AddPolicy("operators", policy => policy.RequireRole("operator"))
                );
            }
        );

        var answer = await app.AskAsync(HttpMethod.Get, "api/ops/deliveries", role);

        Assert.Equal(expected, answer.Status);
        Assert.Equal(HttpStatusCode.OK, (await app.AskAsync(HttpMethod.Get, "api/health")).Status);
    }

    [Fact]
    public async Task Webhook_needs_no_authentication_even_if_the_fallback_policy_requires_it()
    {
        await using var app = await WebApp.StartAsync(
            database.AppUrl,
            configure: services =>
            {
                services.AddAuthentication("roles").AddScheme<AuthenticationSchemeOptions, RoleInToken>("roles", null);
                services
                    .AddAuthorizationBuilder()
                    .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            }
        );

        Assert.Equal("applied", (await app.DeliverAsync(UserEvent.Created(UserEvent.NewId()))).Outcome);
    }

    [Theory]
    [InlineData(Party, Party)]
    [InlineData("https://evil.example", null)]
    public async Task Only_pages_of_authorized_parties_can_call_the_routes(string origin, string? allowed)
    {
        await using var app = await WebApp.StartAsync(database.AppUrl, settings: ("CLERK_AUTHORIZED_PARTIES", Party));
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "api/me/api-keys");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/me");
        request.Headers.Add("Origin", origin);

        using var before = await app.Http.SendAsync(preflight);
        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(allowed, AllowedOrigin(before));
        Assert.Equal((HttpStatusCode.Unauthorized, allowed), (answer.StatusCode, AllowedOrigin(answer)));
    }

    [Theory]
    [InlineData("AzureWebJobs.ClerkSyncRecordUsage.Disabled", "true", HttpStatusCode.NotFound)]
    [InlineData("AzureWebJobs_ClerkSyncRecordUsage_Disabled", "1", HttpStatusCode.NotFound)]
    [InlineData("AzureWebJobs.ClerkSyncRecordUsage.Disabled", "false", HttpStatusCode.Unauthorized)]
    public async Task Function_that_a_setting_disables_has_no_route(string name, string value, HttpStatusCode expected)
    {
        await using var app = await WebApp.StartAsync(database.AppUrl, settings: (name, value));

        Assert.Equal(expected, (await app.AskAsync(HttpMethod.Post, "api/usage")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.AskAsync(HttpMethod.Get, "api/health")).Status);
    }

    [Fact]
    public async Task Application_can_set_the_route_prefix()
    {
        await using var app = await WebApp.StartAsync(
            database.AppUrl,
            web => web.MapClerkSync(routePrefix: "clerk/sync")
        );

        Assert.Equal(HttpStatusCode.OK, (await app.AskAsync(HttpMethod.Get, "clerk/sync/health")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.AskAsync(HttpMethod.Get, "api/health")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MapClerkSync_without_AddClerkSync_is_rejected(bool hasFunctions)
    {
        var builder = WebApplication.CreateBuilder();
        if (hasFunctions)
        {
            builder.Configuration["DATABASE_URL"] = "Host=127.0.0.1";
            builder.Services.AddClerkSyncFunctions(builder.Configuration);
        }

        var app = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapClerkSync());

        Assert.Contains("builder.Services.AddClerkSync", error.Message, StringComparison.Ordinal);
    }

    private static string? AllowedOrigin(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;

    /// <summary>Authenticates every bearer token. The token is the name of the role.</summary>
    private sealed class RoleInToken(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var role = Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], Scheme.Name);
            return Task.FromResult(
                role.Length == 0
                    ? AuthenticateResult.NoResult()
                    : AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name))
            );
        }
    }
}
