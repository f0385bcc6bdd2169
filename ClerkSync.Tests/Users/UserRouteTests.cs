using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.LocalHost.SimulatedClerk;
using ClerkSync.LocalHost.SimulatedClerk.Objects;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Users;

/// <summary>What an application's users call, over HTTP, with tokens of the simulated Clerk.</summary>
public sealed class UserRouteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Run = """{"action":"generate","provider":"openai","model":"m","cost":0.0125}""";
    private SimulatedClerkServer _clerk = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        _clerk = await SimulatedClerkServer.StartAsync(new SimulatedClerkOptions(), CancellationToken.None);
        _app = await TestApp.StartAsync(
            database,
            ("CLERK_ISSUER", _clerk.BaseUrl),
            ("CLERK_JWT_KEY", _clerk.JwtKey),
            ("CLERK_API_URL", _clerk.BaseUrl),
            ("CLERK_SECRET_KEY", _clerk.SecretKey),
            ("ClerkSync:ApiKeys:RevealKey", Convert.ToBase64String(new byte[32])),
            ("ClerkSync:Credits:Actions:generate", "4")
        );
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _clerk.DisposeAsync();
    }

    [Fact]
    public async Task First_request_finds_its_row_before_the_webhook()
    {
        var token = SignUp(out var user);

        var me = (await SendAsync(HttpMethod.Get, "me", token)).Json();

        Assert.Equal(
            $$"""{"clerkId":"{{user.Id}}","email":"{{user.FindPrimaryEmail()}}","firstName":"Ada","lastName":null,"plan":"free","credits":10}""",
            Without(me, "createdAt").ToJsonString()
        );
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
    public async Task Nobody_gets_in_without_a_token_or_with_a_wrong_one(string method, string path)
    {
        var none = await SendAsync(new HttpMethod(method), path, token: null);
        var wrong = await SendAsync(new HttpMethod(method), path, "eyJhbGciOiJub25lIn0.e30.");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (none.Status, wrong.Status));
    }

    [Fact]
    public async Task Key_of_the_sign_up_is_revealed_once_in_a_race_too()
    {
        var token = SignUp(out _);
        var key = (await SendAsync(HttpMethod.Get, "me/api-keys", token)).Json()["apiKeys"]![0]!;

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => SendAsync(HttpMethod.Post, $"me/api-keys/{key["id"]}/reveal", token))
        );

        var revealed = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await ReportAsync((string)revealed.Json()["key"]!, "run-1")).Status);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.Gone));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Post, "me/api-keys/1/reveal", token)).Status);
    }

    [Fact]
    public async Task Key_that_is_made_works_until_it_is_revoked()
    {
        var token = SignUp(out _);
        var made = (await SendAsync(HttpMethod.Post, "me/api-keys", token, """{"name":"ci"}""")).Json();
        var key = (string)made["key"]!;

        var run = await ReportAsync(key, "run-1");
        var revoked = await SendAsync(HttpMethod.Delete, $"me/api-keys/{made["apiKey"]!["id"]}", token);
        var again = await ReportAsync(key, "run-1");

        Assert.Equal((HttpStatusCode.OK, 6), (run.Status, (int)run.Json()["balance"]!));
        Assert.Equal(HttpStatusCode.NoContent, revoked.Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (again.Status, again.Code));
    }

    [Fact]
    public async Task Run_is_charged_once_for_each_key_and_recorded_when_it_cannot_be_paid()
    {
        var token = SignUp(out _);
        var key = await MakeKeyAsync(token);

        var first = await ReportAsync(key, "run-1");
        var repeated = await ReportAsync(key, "run-1");
        await ReportAsync(key, "run-2");
        var unpaid = await ReportAsync(key, "run-3");
        var conflict = await ReportAsync(key, "run-1", Run.Replace("0.0125", "1", StringComparison.Ordinal));

        Assert.Equal(first.Body, repeated.Body);
        Assert.Equal(
            (HttpStatusCode.PaymentRequired, 4, 2),
            (unpaid.Status, (int)unpaid.Json()["required"]!, (int)unpaid.Json()["current"]!)
        );
        Assert.Equal((HttpStatusCode.Conflict, "idempotency_conflict"), (conflict.Status, conflict.Code));
        var usage = (await SendAsync(HttpMethod.Get, "me/usage", token)).Json();
        Assert.Equal((3, 0.0375m), ((int)usage["total"]!["runs"]!, (decimal)usage["total"]!["cost"]!));
        Assert.Equal("openai", (string?)Assert.Single(usage["byProvider"]!.AsArray())!["provider"]);
        Assert.Equal(3, (int)Assert.Single(usage["byDay"]!.AsArray())!["total"]!["runs"]!);
        Assert.Equal("insufficient", (string?)usage["recent"]![0]!["outcome"]);
        var credits = (await SendAsync(HttpMethod.Get, "me/credits?limit=2", token)).Json();
        Assert.Equal((2, 2), ((int)credits["balance"]!, credits["transactions"]!.AsArray().Count));
        Assert.NotNull(credits["next"]);
    }

    [Fact]
    public async Task Credits_are_not_the_callers_to_name()
    {
        var key = await MakeKeyAsync(SignUp(out _));

        var answer = await ReportAsync(key, "run-1", $$"""{"credits":0,"balance":99,{{Run[1..]}}""");

        Assert.Equal((4, 6), ((int)answer.Json()["credits"]!, (int)answer.Json()["balance"]!));
    }

    [Fact]
    public async Task Key_in_a_cookie_is_none()
    {
        var key = await MakeKeyAsync(SignUp(out _));

        var answer = await SendAsync(HttpMethod.Post, "usage", key, Run, isCookie: true, idempotencyKey: "run-1");

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"action":null,"provider":"p","model":"m","cost":1}""")]
    [InlineData("""{"action":"a","provider":"p","model":"m","cost":-1}""")]
    [InlineData("""{"action":"a","provider":"p","model":"m","cost":"1e999"}""")]
    public async Task Run_that_cannot_be_understood_is_refused_and_not_recorded(string body)
    {
        var token = SignUp(out _);
        var key = await MakeKeyAsync(token);

        var answer = await ReportAsync(key, "run-1", body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Equal(0, (int)(await SendAsync(HttpMethod.Get, "me/usage", token)).Json()["total"]!["runs"]!);
    }

    [Fact]
    public async Task Banned_and_deleted_users_are_kept_out_by_token_and_key()
    {
        var token = SignUp(out var user);
        var key = await MakeKeyAsync(token);
        await database.ExecuteAsync($"update users set banned = true where clerk_id = '{user.Id}'");
        var banned = await SendAsync(HttpMethod.Get, "me", token);
        var bannedKey = await ReportAsync(key, "run-1");
        await _app.DeliverAsync(UserEvent.Deleted(user.Id));
        var deleted = await SendAsync(HttpMethod.Get, "me", token);

        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (banned.Status, banned.Code));
        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (bannedKey.Status, bannedKey.Code));
        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (deleted.Status, deleted.Code));
        Assert.Null(await database.FindUserAsync(user.Id));
    }

    [Fact]
    public async Task User_who_is_deleted_softly_is_kept_out_by_token_and_key()
    {
        var token = SignUp(out var user);
        var key = await MakeKeyAsync(token);
        await using var soft = await TestApp.StartAsync(database, ("ClerkSync:DeleteMode", "soft"));
        await soft.DeliverAsync(UserEvent.Deleted(user.Id));

        var byToken = await SendAsync(HttpMethod.Get, "me", token);
        var byKey = await ReportAsync(key, "run-1");

        Assert.NotNull(await database.FindUserAsync(user.Id));
        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (byToken.Status, byToken.Code));
        Assert.Equal((HttpStatusCode.Forbidden, "user_barred"), (byKey.Status, byKey.Code));
    }

    [Theory]
    [InlineData("GET", "me")]
    [InlineData("GET", "me/api-keys")]
    [InlineData("POST", "me/api-keys")]
    [InlineData("POST", "me/api-keys/{id}/reveal")]
    [InlineData("GET", "me/credits")]
    [InlineData("GET", "me/usage")]
    public async Task Answer_is_kept_by_nobody_on_the_way(string method, string path)
    {
        var token = SignUp(out _);
        var key = (await SendAsync(HttpMethod.Get, "me/api-keys", token)).Json()["apiKeys"]![0]!["id"];
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri($"api/{path.Replace("{id}", $"{key}", StringComparison.Ordinal)}", UriKind.Relative)
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = method == "POST" ? new StringContent("""{"name":"ci"}""") : null;

        using var response = await _app.Http.SendAsync(request);

        Assert.True(response.IsSuccessStatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Refusal_says_how_to_come_in()
    {
        using var response = await _app.Http.GetAsync(new Uri("api/me", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Cookie_reads_from_anywhere_and_writes_only_from_its_own_origin()
    {
        var token = SignUp(out _);

        var read = await SendAsync(HttpMethod.Get, "me", token, origin: "https://evil.example", isCookie: true);
        var foreign = await SendAsync(
            HttpMethod.Post,
            "me/api-keys",
            token,
            """{"name":"x"}""",
            "https://evil.example",
            isCookie: true
        );
        var own = await SendAsync(
            HttpMethod.Post,
            "me/api-keys",
            token,
            """{"name":"x"}""",
            _app.Http.BaseAddress!.GetLeftPart(UriPartial.Authority),
            isCookie: true
        );

        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.Equal((HttpStatusCode.Forbidden, "foreign_origin"), (foreign.Status, foreign.Code));
        Assert.Equal(HttpStatusCode.Created, own.Status);
    }

    [Fact]
    public async Task Operator_finds_a_user_and_changes_plan_and_credits()
    {
        var token = SignUp(out var user);
        await SendAsync(HttpMethod.Get, "me", token);
        var path = $"ops/users/{user.Id}";

        var found = await OperateAsync(
            HttpMethod.Get,
            $"ops/users?email={user.FindPrimaryEmail()!.ToUpperInvariant()}"
        );
        var plan = await OperateAsync(HttpMethod.Post, $"{path}/plan", """{"plan":"pro","bonusCredits":5}""");
        var given = await OperateAsync(
            HttpMethod.Post,
            $"{path}/credits",
            """{"delta":-3,"reason":"test","idempotencyKey":"k"}"""
        );
        var repeated = await OperateAsync(
            HttpMethod.Post,
            $"{path}/credits",
            """{"delta":-3,"reason":"test","idempotencyKey":"k"}"""
        );
        var tooMany = await OperateAsync(HttpMethod.Post, $"{path}/credits", """{"delta":-100,"reason":"test"}""");
        var shown = await OperateAsync(HttpMethod.Get, path);

        Assert.Equal(user.Id, (string?)found.Json()["clerkId"]);
        Assert.Equal(("pro", 15), ((string?)plan.Json()["plan"], (int)plan.Json()["balance"]!));
        Assert.Equal(("applied", "repeated"), (given.Outcome, repeated.Outcome));
        Assert.Equal(HttpStatusCode.PaymentRequired, tooMany.Status);
        Assert.Equal(12, (int)shown.Json()["user"]!["credits"]!);
    }

    [Theory]
    [InlineData("plan", """{"plan":"gold"}""", 400)]
    [InlineData("plan", """{"plan":"pro","bonusCredits":-1}""", 400)]
    [InlineData("plan", """{"plan":"pro"}""", 404)]
    [InlineData("credits", """{"delta":0,"reason":"x"}""", 400)]
    [InlineData("credits", """{"delta":1,"reason":""}""", 400)]
    [InlineData("credits", """{"delta":1,"reason":"x"}""", 404)]
    public async Task Operator_is_told_what_is_wrong(string what, string body, int status)
    {
        var answer = await OperateAsync(HttpMethod.Post, $"ops/users/user_nobody/{what}", body);

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
    public async Task What_Postgres_cannot_store_is_no_fault_of_ours(
        string method,
        string path,
        string? body,
        int status
    )
    {
        var answer = await OperateAsync(new HttpMethod(method), path, body);

        Assert.Equal(status, (int)answer.Status);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\u0000")]
    [InlineData(" ")]
    public async Task Key_has_a_name_that_can_be_read(string name)
    {
        var token = SignUp(out _);

        var answer = await SendAsync(HttpMethod.Post, "me/api-keys", token, $$"""{"name":"{{name}}"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("action")]
    [InlineData("provider")]
    [InlineData("model")]
    [InlineData("cost")]
    [InlineData("customerId")]
    public async Task Field_that_is_wrong_is_named_and_not_repeated(string field)
    {
        var key = await MakeKeyAsync(SignUp(out _));
        var run = JsonNode.Parse(Run)!;
        run[field] = field == "cost" ? -1234567 : new string('q', 300);

        var answer = await ReportAsync(key, "run-1", run.ToJsonString());

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Contains($" {field} ", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("qqq", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task Run_without_an_idempotency_key_is_refused(string? idempotencyKey)
    {
        var key = await MakeKeyAsync(SignUp(out _));

        var answer = await SendAsync(HttpMethod.Post, "usage", key, Run, idempotencyKey: idempotencyKey);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Contains("Idempotency-Key", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16 * 1024, HttpStatusCode.OK)]
    [InlineData((16 * 1024) + 1, HttpStatusCode.BadRequest)]
    public async Task Run_takes_at_most_16_KiB(int length, HttpStatusCode status)
    {
        var key = await MakeKeyAsync(SignUp(out _));

        var answer = await ReportAsync(key, "run-1", Run.PadRight(length));

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("0.0000000001")]
    [InlineData("1234567.1234567891")]
    [InlineData("1e-10")]
    public async Task Cost_is_kept_to_the_last_decimal(string cost)
    {
        var token = SignUp(out _);
        var key = await MakeKeyAsync(token);

        var answer = await ReportAsync(key, "run-1", Run.Replace("0.0125", cost, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var usage = (await SendAsync(HttpMethod.Get, "me/usage", token)).Json();
        Assert.Equal(
            decimal.Parse(cost, NumberStyles.Float, CultureInfo.InvariantCulture),
            usage["recent"]![0]!["cost"]!.GetValue<decimal>()
        );
    }

    [Fact]
    public async Task Same_run_at_once_is_charged_once_and_answered_alike()
    {
        var token = SignUp(out _);
        var key = await MakeKeyAsync(token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReportAsync(key, "run-1")));

        Assert.Single(answers.Select(answer => (answer.Status, answer.Body)).Distinct());
        Assert.Equal(6, (int)(await SendAsync(HttpMethod.Get, "me", token)).Json()["credits"]!);
    }

    [Fact]
    public async Task Key_of_another_user_is_neither_revealed_nor_revoked()
    {
        var owner = SignUp(out _);
        var other = SignUp(out _);
        await SendAsync(HttpMethod.Get, "me", other);
        var key = (await SendAsync(HttpMethod.Get, "me/api-keys", owner)).Json()["apiKeys"]![0]!["id"];

        var revealed = await SendAsync(HttpMethod.Post, $"me/api-keys/{key}/reveal", other);
        var revoked = await SendAsync(HttpMethod.Delete, $"me/api-keys/{key}", other);

        Assert.Equal((HttpStatusCode.NotFound, "api_key_not_found"), (revealed.Status, revealed.Code));
        Assert.Equal((HttpStatusCode.NotFound, "api_key_not_found"), (revoked.Status, revoked.Code));
        Assert.Single((await SendAsync(HttpMethod.Get, "me/api-keys", owner)).Json()["apiKeys"]!.AsArray());
    }

    [Theory]
    [InlineData("GET", "me")]
    [InlineData("GET", "me/api-keys")]
    [InlineData("POST", "me/api-keys")]
    [InlineData("GET", "me/credits")]
    [InlineData("GET", "me/usage")]
    public async Task Without_a_database_the_session_is_told_to_come_again(string method, string path)
    {
        await using var app = await TestApp.StartAsync(
            ("DATABASE_URL", "Host=127.0.0.1;Port=1;Username=nobody;Database=none"),
            ("CLERK_ISSUER", _clerk.BaseUrl),
            ("CLERK_JWT_KEY", _clerk.JwtKey)
        );
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"api/{path}", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SignUp(out _));

        using var response = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Contains("database_unavailable", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private string SignUp(out SimulatedUser user)
    {
        user = _clerk.Users.Create(new NewUser { FirstName = "Ada", Emails = [$"{Guid.NewGuid():n}@example.com"] });
        return _clerk.Tokens.Create(_clerk.Sessions.Create(user.Id));
    }

    private async Task<string> MakeKeyAsync(string token) =>
        (string)(await SendAsync(HttpMethod.Post, "me/api-keys", token, """{"name":"ci"}""")).Json()["key"]!;

    private Task<Answer> ReportAsync(string key, string idempotencyKey, string body = Run) =>
        SendAsync(HttpMethod.Post, "usage", key, body, idempotencyKey: idempotencyKey);

    private Task<Answer> OperateAsync(HttpMethod method, string path, string? body = null) =>
        SendAsync(method, path, token: null, body, functionKey: TestApp.FunctionKey);

    private async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        string? body = null,
        string? origin = null,
        bool isCookie = false,
        string? idempotencyKey = null,
        string? functionKey = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri($"api/{path}", UriKind.Relative));
        if (token is not null && !isCookie)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        Add("Cookie", isCookie ? $"a=b; __session={token}" : null);
        Add("Origin", origin);
        Add("Idempotency-Key", idempotencyKey);
        Add("x-functions-key", functionKey);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _app.Http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), RetryAfter: null);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }
    }

    private static JsonObject Without(JsonNode json, string property)
    {
        var copy = json.DeepClone().AsObject();
        Assert.True(copy.Remove(property));
        return copy;
    }
}
