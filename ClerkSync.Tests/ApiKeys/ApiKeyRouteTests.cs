using System.Net;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.ApiKeys;

/// <summary>API keys over HTTP. Owners create, reveal and revoke their keys.</summary>
public sealed class ApiKeyRouteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private UserApp _app = null!;

    public async Task InitializeAsync() => _app = await UserApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Sign_up_key_is_revealed_once_even_to_concurrent_requests()
    {
        var token = _app.SignUp(out _);
        var key = (await _app.SendAsync(HttpMethod.Get, "me/api-keys", token)).Json()["apiKeys"]![0]!;

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => _app.SendAsync(HttpMethod.Post, $"me/api-keys/{key["id"]}/reveal", token))
        );

        var revealed = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await _app.ReportAsync((string)revealed.Json()["key"]!, "run-1")).Status);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.Gone));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _app.SendAsync(HttpMethod.Post, "me/api-keys/1/reveal", token)).Status
        );
    }

    [Fact]
    public async Task Created_key_works_until_it_is_revoked()
    {
        var token = _app.SignUp(out _);
        var made = (await _app.SendAsync(HttpMethod.Post, "me/api-keys", token, """{"name":"ci"}""")).Json();
        var key = (string)made["key"]!;

        var run = await _app.ReportAsync(key, "run-1");
        var revoked = await _app.SendAsync(HttpMethod.Delete, $"me/api-keys/{made["apiKey"]!["id"]}", token);
        var again = await _app.ReportAsync(key, "run-1");

        Assert.Equal((HttpStatusCode.OK, 6), (run.Status, (int)run.Json()["balance"]!));
        Assert.Equal(HttpStatusCode.NoContent, revoked.Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (again.Status, again.Code));
    }

    [Fact]
    public async Task Key_of_another_user_cannot_be_revealed_or_revoked()
    {
        var owner = _app.SignUp(out _);
        var other = _app.SignUp(out _);
        await _app.SendAsync(HttpMethod.Get, "me", other);
        var key = (await _app.SendAsync(HttpMethod.Get, "me/api-keys", owner)).Json()["apiKeys"]![0]!["id"];

        var revealed = await _app.SendAsync(HttpMethod.Post, $"me/api-keys/{key}/reveal", other);
        var revoked = await _app.SendAsync(HttpMethod.Delete, $"me/api-keys/{key}", other);

        Assert.Equal((HttpStatusCode.NotFound, "api_key_not_found"), (revealed.Status, revealed.Code));
        Assert.Equal((HttpStatusCode.NotFound, "api_key_not_found"), (revoked.Status, revoked.Code));
        Assert.Single((await _app.SendAsync(HttpMethod.Get, "me/api-keys", owner)).Json()["apiKeys"]!.AsArray());
    }

    [Fact]
    public async Task Key_name_can_contain_any_visible_characters()
    {
        var token = _app.SignUp(out _);

        var answer = await _app.SendAsync(HttpMethod.Post, "me/api-keys", token, """{"name":"Büro 🚀"}""");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("Büro 🚀", (string?)answer.Json()["apiKey"]!["name"]);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\u0000")]
    [InlineData("a\\nb")]
    [InlineData("a\\u202eb")]
    [InlineData("a\\u2066b")]
    [InlineData("a\\u2028b")]
    [InlineData(" ")]
    public async Task Invalid_key_name_is_rejected(string name)
    {
        var token = _app.SignUp(out _);

        var answer = await _app.SendAsync(HttpMethod.Post, "me/api-keys", token, $$"""{"name":"{{name}}"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Key_in_a_cookie_is_rejected()
    {
        var key = await _app.MakeKeyAsync(_app.SignUp(out _));

        var answer = await _app.SendAsync(
            HttpMethod.Post,
            "usage",
            key,
            UserApp.Run,
            isCookie: true,
            idempotencyKey: "run-1"
        );

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (answer.Status, answer.Code));
    }
}
