using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Users;

/// <summary>The routes of an application's users, and the users whose requests are rejected.</summary>
public sealed class UserRouteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private UserApp _app = null!;

    public async Task InitializeAsync() => _app = await UserApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task First_request_has_a_row_before_the_webhook_arrives()
    {
        var token = _app.SignUp(out var user);

        var me = (await _app.SendAsync(HttpMethod.Get, "me", token)).Json();

        Assert.Equal(
            $$$"""{"clerkId":"{{{user.Id}}}","email":"{{{user.FindPrimaryEmail()}}}","firstName":"Ada","lastName":null,"plan":"free","credits":10,"organization":null,"plans":["free","pro","enterprise"],"actions":{"generate":4}}""",
            Without(me, "createdAt").ToJsonString()
        );
    }

    [Fact]
    public async Task Organization_of_the_session_is_returned_with_the_role()
    {
        _app.SignUp(out var user);
        var organization = _app.Clerk.Organizations.Create(new NewOrganization { Name = "Acme", CreatedBy = user.Id });
        var session = _app.Clerk.Sessions.Create(user.Id, organization.Organization.Id);

        var token = _app.Clerk.Tokens.Create(session);

        var before = (await _app.SendAsync(HttpMethod.Get, "me", token)).Json()["organization"]!;
        await database.ExecuteAsync(
            "insert into organizations (clerk_id, name, clerk_updated_at, clerk_event_at) values (@Id, @Name, now(), now())",
            organization.Organization
        );
        var after = (await _app.SendAsync(HttpMethod.Get, "me", token)).Json()["organization"]!;

        var (id, slug) = (organization.Organization.Id, organization.Organization.Slug);
        Assert.Equal($$"""{"id":"{{id}}","name":null,"slug":"{{slug}}","role":"org:admin"}""", before.ToJsonString());
        Assert.Equal($$"""{"id":"{{id}}","name":"Acme","slug":"{{slug}}","role":"org:admin"}""", after.ToJsonString());
    }

    [Theory]
    [InlineData("GET", "me")]
    [InlineData("GET", "me/api-keys")]
    [InlineData("POST", "me/api-keys")]
    [InlineData("DELETE", "me/api-keys/1")]
    [InlineData("POST", "me/api-keys/1/reveal")]
    [InlineData("GET", "me/credits")]
    [InlineData("GET", "me/usage")]
    [InlineData("POST", "usage")]
    public async Task Request_with_a_missing_or_invalid_token_is_rejected(string method, string path)
    {
        var none = await _app.SendAsync(new HttpMethod(method), path, token: null);
        var wrong = await _app.SendAsync(new HttpMethod(method), path, "eyJhbGciOiJub25lIn0.e30.");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (none.Status, wrong.Status));
    }

    [Fact]
    public async Task Banned_or_deleted_user_is_rejected_with_a_token_or_a_key()
    {
        var token = _app.SignUp(out var user);
        var key = await _app.MakeKeyAsync(token);
        await database.ExecuteAsync($"update users set banned = true where clerk_id = '{user.Id}'");
        var banned = await _app.SendAsync(HttpMethod.Get, "me", token);
        var bannedKey = await _app.ReportAsync(key, "run-1");
        await _app.Functions.DeliverAsync(UserEvent.Deleted(user.Id));
        var deleted = await _app.SendAsync(HttpMethod.Get, "me", token);

        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (banned.Status, banned.Code));
        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (bannedKey.Status, bannedKey.Code));
        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (deleted.Status, deleted.Code));
        Assert.Null(await database.FindUserAsync(user.Id));
    }

    [Fact]
    public async Task Soft_deleted_user_is_rejected_with_a_token_or_a_key()
    {
        var token = _app.SignUp(out var user);
        var key = await _app.MakeKeyAsync(token);
        await using var soft = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));
        await soft.DeliverAsync(UserEvent.Deleted(user.Id));

        var byToken = await _app.SendAsync(HttpMethod.Get, "me", token);
        var byKey = await _app.ReportAsync(key, "run-1");

        Assert.NotNull(await database.FindUserAsync(user.Id));
        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (byToken.Status, byToken.Code));
        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (byKey.Status, byKey.Code));
    }

    [Fact]
    public async Task Cookie_can_read_from_any_origin_but_can_write_only_from_its_own()
    {
        var token = _app.SignUp(out _);

        var read = await _app.SendAsync(HttpMethod.Get, "me", token, origin: "https://evil.example", isCookie: true);
        var foreign = await _app.SendAsync(
            HttpMethod.Post,
            "me/api-keys",
            token,
            """{"name":"x"}""",
            "https://evil.example",
            isCookie: true
        );
        var own = await _app.SendAsync(
            HttpMethod.Post,
            "me/api-keys",
            token,
            """{"name":"x"}""",
            _app.Functions.Http.BaseAddress!.GetLeftPart(UriPartial.Authority),
            isCookie: true
        );

        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.Equal((HttpStatusCode.Forbidden, "foreign_origin"), (foreign.Status, foreign.Code));
        Assert.Equal(HttpStatusCode.Created, own.Status);
    }

    [Theory]
    [InlineData("GET", "me")]
    [InlineData("GET", "me/api-keys")]
    [InlineData("POST", "me/api-keys")]
    [InlineData("POST", "me/api-keys/{id}/reveal")]
    [InlineData("GET", "me/credits")]
    [InlineData("GET", "me/usage")]
    public async Task Response_is_marked_as_not_cacheable(string method, string path)
    {
        var token = _app.SignUp(out _);
        var key = (await _app.SendAsync(HttpMethod.Get, "me/api-keys", token)).Json()["apiKeys"]![0]!["id"];
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri($"api/{path.Replace("{id}", $"{key}", StringComparison.Ordinal)}", UriKind.Relative)
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = method == "POST" ? new StringContent("""{"name":"ci"}""") : null;

        using var response = await _app.Functions.Http.SendAsync(request);

        Assert.True(response.IsSuccessStatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Rejection_names_the_authentication_scheme()
    {
        using var response = await _app.Functions.Http.GetAsync(new Uri("api/me", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("GET", "me")]
    [InlineData("GET", "me/api-keys")]
    [InlineData("POST", "me/api-keys")]
    [InlineData("GET", "me/credits")]
    [InlineData("GET", "me/usage")]
    public async Task Request_without_a_database_gets_503_with_a_retry_time(string method, string path)
    {
        await using var app = await TestApp.StartAsync(
            ("DATABASE_URL", "Host=127.0.0.1;Port=1;Username=nobody;Database=none"),
            ("CLERK_ISSUER", _app.Clerk.BaseUrl),
            ("CLERK_JWT_KEY", _app.Clerk.JwtKey)
        );
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"api/{path}", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _app.SignUp(out _));

        using var response = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Contains("database_unavailable", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static JsonObject Without(JsonNode json, string property)
    {
        var copy = json.DeepClone().AsObject();
        Assert.True(copy.Remove(property));
        return copy;
    }
}
