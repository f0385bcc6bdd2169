using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.AspNetCore.Functions;
using ClerkSync.Core.Users;
using ClerkSync.Functions.Users;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Http;

namespace ClerkSync.Tests.Users;

/// <summary>The checks that an application's function makes before it works, and the standard responses.</summary>
public sealed class CurrentUserTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly KestrelFunction Function = FunctionFinder.Find([typeof(GetMe)]).Single();

    private UserApp _app = null!;

    private CurrentUser CurrentUser => _app.Functions.Get<CurrentUser>();

    public async Task InitializeAsync() => _app = await UserApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Row_is_created_only_by_the_method_that_gets_or_creates_it()
    {
        var request = Request(_app.SignUp(out var ada));

        var found = await CurrentUser.GetCurrentUserAsync(request, None);
        var required = await CurrentUser.RequireUserAsync(request, None);
        var created = await CurrentUser.GetOrCreateCurrentUserAsync(request, None);
        var foundThen = await CurrentUser.GetCurrentUserAsync(request, None);

        Assert.Null(found);
        Assert.Equal((null, HttpStatusCode.Unauthorized), (required.User, required.Rejection?.StatusCode));
        Assert.Equal((ada.Id, ada.Id), (created.User?.ClerkId, foundThen?.ClerkId));
    }

    [Fact]
    public async Task Request_without_a_session_or_of_a_banned_user_has_no_current_user()
    {
        var request = Request(_app.SignUp(out var ada));
        await CurrentUser.GetOrCreateCurrentUserAsync(request, None);
        await database.ExecuteAsync("update users set banned = true where clerk_id = @Id", new { ada.Id });

        Assert.Null(await CurrentUser.GetCurrentUserAsync(Request(token: null), None));
        Assert.Null(await CurrentUser.GetCurrentUserAsync(request, None));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await CurrentUser.RequireUserAsync(request, None)).Rejection?.StatusCode
        );
    }

    [Fact]
    public async Task Caller_has_the_organization_and_the_actor_of_the_session()
    {
        _app.SignUp(out var ada);
        var acme = _app.Clerk.Organizations.Create(
            new NewOrganization
            {
                Name = "Acme",
                Slug = $"acme-{Guid.NewGuid():n}",
                CreatedBy = ada.Id,
            }
        );
        var session = _app.Clerk.Sessions.Create(ada.Id, acme.Organization.Id);
        var others = new JsonObject { ["act"] = new JsonObject { ["sub"] = "user_support" } };

        var caller = await CurrentUser.GetOrCreateCurrentUserAsync(
            Request(_app.Clerk.Tokens.Create(session, lifeInSeconds: null, others)),
            None
        );

        Assert.Equal(
            (acme.Organization.Id, "org:admin", "user_support"),
            (caller.Session?.Organization?.Id.Value, caller.Session?.Organization?.Role, caller.Session?.Actor)
        );
    }

    [Theory]
    [InlineData("free", 3, false, true, false, false)]
    [InlineData("pro", 4, true, false, true, true)]
    [InlineData("enterprise", 5, true, false, false, true)]
    public async Task Plan_and_credit_checks_follow_the_settings(
        string plan,
        long credits,
        bool hasCredits,
        bool isFree,
        bool isPro,
        bool isProOrHigher
    )
    {
        var user = await CreateAsync() with { Plan = plan, Credits = credits };

        Assert.Equal(
            (hasCredits, isFree, isPro, isProOrHigher),
            (
                CurrentUser.HasCredits(user, "generate"),
                CurrentUser.IsFreePlan(user),
                CurrentUser.IsOnPlan(user, "pro"),
                CurrentUser.IsProOrHigher(user)
            )
        );
        Assert.Equal((4, 1), (CurrentUser.GetCreditsRequired("generate"), CurrentUser.GetCreditsRequired("other")));
    }

    [Fact]
    public async Task Standard_responses_have_their_status_and_its_details()
    {
        var request = Request(token: null);

        var unauthorized = await ReadAsync(await CurrentUser.UnauthorizedAsync(request));
        var unpaid = await ReadAsync(await CurrentUser.PaymentRequiredAsync(request, required: 4, current: 3));
        var upgrade = await ReadAsync(await CurrentUser.UpgradeRequiredAsync(request));

        Assert.Equal((401, "unauthorized"), ((int)unauthorized["status"]!, (string?)unauthorized["code"]));
        Assert.Equal((402, 4, 3), ((int)unpaid["status"]!, (int)unpaid["required"]!, (int)unpaid["current"]!));
        Assert.Equal((403, "/pricing"), ((int)upgrade["status"]!, (string?)upgrade["upgrade_url"]));
    }

    private async Task<User> CreateAsync() =>
        (await CurrentUser.GetOrCreateCurrentUserAsync(Request(_app.SignUp(out _)), None)).User!;

    private KestrelRequest Request(string? token)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = HttpMethods.Get;
        request.Headers.Authorization = token is null ? null : $"Bearer {token}";
        return new KestrelRequest(
            new KestrelContext(
                Function,
                new FunctionInvoker(Function, []),
                _app.Functions.Get<IServiceProvider>(),
                new RouteValueDictionary(),
                None
            ),
            request,
            Stream.Null
        );
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseData response)
    {
        response.Body.Position = 0;
        var body = (await JsonNode.ParseAsync(response.Body))!;
        Assert.Equal((int)response.StatusCode, (int)body["status"]!);
        return body;
    }
}
