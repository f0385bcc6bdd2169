using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Usage;

/// <summary>Reports of runs over HTTP.</summary>
public sealed class UsageRouteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private UserApp _app = null!;

    public async Task InitializeAsync() => _app = await UserApp.StartAsync(database);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Run_is_charged_once_per_key_and_recorded_even_if_unpaid()
    {
        var token = _app.SignUp(out _);
        var key = await _app.MakeKeyAsync(token);

        var first = await _app.ReportAsync(key, "run-1");
        var repeated = await _app.ReportAsync(key, "run-1");
        await _app.ReportAsync(key, "run-2");
        var unpaid = await _app.ReportAsync(key, "run-3");
        var conflict = await _app.ReportAsync(
            key,
            "run-1",
            UserApp.Run.Replace("0.0125", "1", StringComparison.Ordinal)
        );

        Assert.Equal(first.Body, repeated.Body);
        Assert.Equal(
            (HttpStatusCode.PaymentRequired, 4, 2),
            (unpaid.Status, (int)unpaid.Json()["required"]!, (int)unpaid.Json()["current"]!)
        );
        Assert.Equal((HttpStatusCode.Conflict, "idempotency_conflict"), (conflict.Status, conflict.Code));
        var usage = (await _app.SendAsync(HttpMethod.Get, "me/usage", token)).Json();
        Assert.Equal("""{"runs":2,"cost":0.025,"credits":8,"insufficient":1}""", usage["total"]!.ToJsonString());
        Assert.Equal("openai", (string?)Assert.Single(usage["byProvider"]!.AsArray())!["provider"]);
        Assert.Equal(2, (int)Assert.Single(usage["byDay"]!.AsArray())!["total"]!["runs"]!);
        Assert.Equal("insufficient", (string?)usage["recent"]![0]!["outcome"]);
        var credits = (await _app.SendAsync(HttpMethod.Get, "me/credits?limit=2", token)).Json();
        Assert.Equal((2, 2), ((int)credits["balance"]!, credits["transactions"]!.AsArray().Count));
        Assert.NotNull(credits["next"]);
    }

    [Fact]
    public async Task Concurrent_reports_of_one_run_are_charged_once_and_get_the_same_response()
    {
        var token = _app.SignUp(out _);
        var key = await _app.MakeKeyAsync(token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _app.ReportAsync(key, "run-1")));

        Assert.Single(answers.Select(answer => (answer.Status, answer.Body)).Distinct());
        Assert.Equal(6, (int)(await _app.SendAsync(HttpMethod.Get, "me", token)).Json()["credits"]!);
    }

    [Fact]
    public async Task Caller_cannot_set_the_credits_of_a_run()
    {
        var key = await _app.MakeKeyAsync(_app.SignUp(out _));

        var answer = await _app.ReportAsync(key, "run-1", $$"""{"credits":0,"balance":99,{{UserApp.Run[1..]}}""");

        Assert.Equal((4, 6), ((int)answer.Json()["credits"]!, (int)answer.Json()["balance"]!));
    }

    [Theory]
    [InlineData("0.0000000001")]
    [InlineData("1234567.1234567891")]
    [InlineData("1e-10")]
    public async Task Cost_is_stored_exactly(string cost)
    {
        var token = _app.SignUp(out _);
        var key = await _app.MakeKeyAsync(token);

        var answer = await _app.ReportAsync(
            key,
            "run-1",
            UserApp.Run.Replace("0.0125", cost, StringComparison.Ordinal)
        );

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var usage = (await _app.SendAsync(HttpMethod.Get, "me/usage", token)).Json();
        Assert.Equal(
            decimal.Parse(cost, NumberStyles.Float, CultureInfo.InvariantCulture),
            usage["recent"]![0]!["cost"]!.GetValue<decimal>()
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"action":null,"provider":"p","model":"m","cost":1}""")]
    [InlineData("""{"action":"a","provider":"p","model":"m","cost":-1}""")]
    [InlineData("""{"action":"a","provider":"p","model":"m","cost":"1e999"}""")]
    public async Task Malformed_run_is_rejected_and_not_recorded(string body)
    {
        var token = _app.SignUp(out _);
        var key = await _app.MakeKeyAsync(token);

        var answer = await _app.ReportAsync(key, "run-1", body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Equal(0, (int)(await _app.SendAsync(HttpMethod.Get, "me/usage", token)).Json()["total"]!["runs"]!);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"provider":"p","model":"m","cost":1}""")]
    public async Task Error_about_an_incomplete_body_lists_all_required_members(string body)
    {
        var key = await _app.MakeKeyAsync(_app.SignUp(out _));

        var answer = await _app.ReportAsync(key, "run-1", body);

        Assert.Contains("action, provider, model, cost, as", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("action")]
    [InlineData("provider")]
    [InlineData("model")]
    [InlineData("cost")]
    [InlineData("customerId")]
    public async Task Error_about_an_invalid_field_names_it_without_its_value(string field)
    {
        var key = await _app.MakeKeyAsync(_app.SignUp(out _));
        var run = JsonNode.Parse(UserApp.Run)!;
        run[field] = field == "cost" ? -1234567 : new string('q', 300);

        var answer = await _app.ReportAsync(key, "run-1", run.ToJsonString());

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Contains($" {field} ", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("qqq", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task Run_without_an_idempotency_key_is_rejected(string? idempotencyKey)
    {
        var key = await _app.MakeKeyAsync(_app.SignUp(out _));

        var answer = await _app.SendAsync(HttpMethod.Post, "usage", key, UserApp.Run, idempotencyKey: idempotencyKey);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Contains("Idempotency-Key", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16 * 1024, HttpStatusCode.OK)]
    [InlineData((16 * 1024) + 1, HttpStatusCode.BadRequest)]
    public async Task Body_of_a_run_can_have_at_most_16_KiB(int length, HttpStatusCode status)
    {
        var key = await _app.MakeKeyAsync(_app.SignUp(out _));

        var answer = await _app.ReportAsync(key, "run-1", UserApp.Run.PadRight(length));

        Assert.Equal(status, answer.Status);
    }
}
