using System.Net;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Ops;

/// <summary>The operator routes for users.</summary>
public sealed class UserOpsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private UserApp _app = null!;

    public async Task InitializeAsync() => _app = await UserApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Operator_finds_a_user_and_changes_plan_and_credits()
    {
        var token = _app.SignUp(out var user);
        await _app.SendAsync(HttpMethod.Get, "me", token);
        var path = $"ops/users/{user.Id}";

        var found = await _app.OperateAsync(
            HttpMethod.Get,
            $"ops/users?email={user.FindPrimaryEmail()!.ToUpperInvariant()}"
        );
        var plan = await _app.OperateAsync(HttpMethod.Post, $"{path}/plan", """{"plan":"pro","bonusCredits":5}""");
        var given = await _app.OperateAsync(
            HttpMethod.Post,
            $"{path}/credits",
            """{"delta":-3,"reason":"test","idempotencyKey":"k"}"""
        );
        var repeated = await _app.OperateAsync(
            HttpMethod.Post,
            $"{path}/credits",
            """{"delta":-3,"reason":"test","idempotencyKey":"k"}"""
        );
        var tooMany = await _app.OperateAsync(HttpMethod.Post, $"{path}/credits", """{"delta":-100,"reason":"test"}""");
        var shown = await _app.OperateAsync(HttpMethod.Get, path);

        Assert.Equal(user.Id, (string?)found.Json()["clerkId"]);
        Assert.Equal(("pro", 15), ((string?)plan.Json()["plan"], (int)plan.Json()["balance"]!));
        Assert.Equal(("applied", "repeated"), (given.Outcome, repeated.Outcome));
        Assert.Equal(HttpStatusCode.PaymentRequired, tooMany.Status);
        Assert.Equal(12, (int)shown.Json()["user"]!["credits"]!);
    }

    [Theory]
    [InlineData("ops/users")]
    [InlineData("ops/users?email=")]
    public async Task Search_without_an_email_is_rejected(string path)
    {
        var answer = await _app.OperateAsync(HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_query"), (answer.Status, answer.Code));
        Assert.Contains("email", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_sees_public_metadata_as_an_object()
    {
        await _app.SendAsync(HttpMethod.Get, "me", _app.SignUp(out var user));
        await database.ExecuteAsync(
            $$"""update users set public_metadata = '{"tier":["é", 1]}' where clerk_id = '{{user.Id}}'"""
        );

        var answer = await _app.OperateAsync(HttpMethod.Get, $"ops/users/{user.Id}");

        Assert.Equal("é", (string?)answer.Json()["user"]!["publicMetadata"]!["tier"]![0]);
    }

    [Theory]
    [InlineData("plan", """{"plan":"gold"}""", 400)]
    [InlineData("plan", """{"plan":"pro","bonusCredits":-1}""", 400)]
    [InlineData("plan", """{"plan":"pro"}""", 404)]
    [InlineData("credits", """{"delta":0,"reason":"x"}""", 400)]
    [InlineData("credits", """{"delta":1,"reason":""}""", 400)]
    [InlineData("credits", """{"delta":1,"reason":"x"}""", 404)]
    public async Task Invalid_change_or_unknown_user_is_rejected(string route, string body, int status)
    {
        var answer = await _app.OperateAsync(HttpMethod.Post, $"ops/users/user_nobody/{route}", body);

        Assert.Equal(status, (int)answer.Status);
    }

    [Theory]
    [InlineData("GET", "ops/users?email=%00", null, 404)]
    [InlineData("GET", "ops/users/%EF%BF%BD", null, 404)]
    [InlineData("POST", "ops/users/%20/plan", """{"plan":"pro"}""", 404)]
    [InlineData("POST", "ops/users/%20/credits", """{"delta":1,"reason":"x"}""", 404)]
    [InlineData("POST", "ops/users/user_nobody/plan", """{"plan":"pro","idempotencyKey":" "}""", 400)]
    [InlineData("POST", "ops/users/user_nobody/credits", """{"delta":1,"reason":" "}""", 400)]
    [InlineData("POST", "ops/users/user_nobody/credits", """{"delta":1,"reason":"\ud800"}""", 400)]
    [InlineData("POST", "ops/users/user_nobody/credits", """{"delta":1,"reason":"\ufffd"}""", 400)]
    [InlineData("POST", "ops/users/user_nobody/credits", """{"delta":1,"reason":"x","idempotencyKey":"\u0000"}""", 400)]
    public async Task Text_that_Postgres_cannot_store_is_not_a_server_error(
        string method,
        string path,
        string? body,
        int status
    )
    {
        var answer = await _app.OperateAsync(new HttpMethod(method), path, body);

        Assert.Equal(status, (int)answer.Status);
    }
}
