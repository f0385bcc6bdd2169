using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Cli.Settings;
using ClerkSync.LocalHost.Up;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedStripe;

namespace ClerkSync.Tests.Cli;

/// <summary><c>up --access</c>: a simulated Stripe beside the simulated Clerk, with sample accounts in both.</summary>
public sealed class UpAccessTests : IAsyncLifetime, IProgress<string>
{
    private const string Map =
        "access map --customer private_metadata.stripe_customer_id --plan public_metadata.plan "
        + "--price pro_monthly=pro enterprise_monthly=enterprise";

    private readonly CliFolder _folder = new();
    private readonly List<string> _messages = [];
    private string _databaseUrl = "";

    public async Task InitializeAsync() => _databaseUrl = await TestPostgres.CreateDatabaseAsync(isEmpty: true);

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    void IProgress<string>.Report(string value) => _messages.Add(value);

    [Fact]
    public async Task Simulated_Clerk_and_Stripe_produce_incidents_and_an_edit_closes_one()
    {
        await using var session = await StartAsync(access: true);
        await SettleAsync(session);

        var fields = await _folder.RunAsync("access fields");
        await _folder.RunAsync(Map);
        var check = await _folder.RunAsync("access check");
        var incidents = await ListAsync();
        var radia = incidents.Single(incident => (string?)incident!["code"] == "paid_no_access")!;
        session.Clerk!.Users.Update(
            (string)radia["clerkId"]!,
            user => user with { Metadata = user.Metadata with { Public = JsonElement.Parse("""{"plan":"pro"}""") } }
        );
        await SettleAsync(session);
        var again = await _folder.RunAsync($"access check {radia["clerkId"]}");

        Assert.Contains("private_metadata.stripe_customer_id", fields.Output, StringComparison.Ordinal);
        Assert.Contains("Checked 8 accounts: 3 with an incident", check.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["access_not_paid", "paid_no_access", "wrong_plan"],
            incidents.Select(incident => (string?)incident!["code"]).Order()
        );
        Assert.Equal("No incidents.", again.Output.Split('\n')[0]);
    }

    [Fact]
    public async Task Next_up_keeps_the_sample_accounts_until_access_is_turned_off()
    {
        await using (var first = await StartAsync(access: true))
        {
            await SettleAsync(first);
            await _folder.RunAsync(Map);
            await _folder.RunAsync("access check");
        }

        int users;
        await using (var second = await StartAsync(access: null))
        {
            users = second.Clerk!.Users.Count;
            var check = await _folder.RunAsync("access check");
            Assert.Contains(
                "3 with an incident, 0 opened, 0 reopened, 0 closed",
                check.Output,
                StringComparison.Ordinal
            );
        }

        await using (var third = await StartAsync(access: false))
        {
            Assert.Null(third.Stripe);
            Assert.False(_folder.Data.ReadSettings().ContainsKey("STRIPE_SECRET_KEY"));
        }

        await using var fourth = await StartAsync(access: null);
        Assert.Null(fourth.Stripe);
        Assert.Equal(8, users);
    }

    [Fact]
    public async Task Up_without_access_simulates_no_Stripe()
    {
        await using var session = await StartAsync(access: null);

        Assert.Null(session.Stripe);
        Assert.Equal(0, session.Clerk!.Users.Count);
    }

    [Fact]
    public async Task Key_of_a_real_Stripe_is_stored_and_no_Stripe_is_simulated()
    {
        const string key = "rk_test_made0up0for0the0tests";
        await using (await StartAsync(access: true, ("STRIPE_SECRET_KEY", key))) { }

        await using var next = await StartAsync(access: null);

        Assert.Null(next.Stripe);
        Assert.Equal(key, _folder.Data.ReadSettings()["STRIPE_SECRET_KEY"]);
        Assert.Contains(_messages, line => line.StartsWith("No Stripe is simulated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Payments_for_users_of_a_real_Clerk_are_not_simulated()
    {
        var rejection = await Assert.ThrowsAsync<UpException>(() =>
            StartAsync(access: true, ("CLERK_WEBHOOK_SIGNING_SECRET", TestApp.Secret))
        );

        Assert.Contains("STRIPE_SECRET_KEY", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_posted_to_the_connection_route_is_stored_for_the_next_up()
    {
        await using var stripe = await StripeDriver.StartAsync();
        await using var session = await StartAsync(
            access: null,
            ("STRIPE_API_URL", stripe.Server.BaseUrl),
            ("STRIPE_SECRET_KEY", stripe.Server.SecretKey)
        );
        var other = stripe.Server.CreateRestrictedKey("customer", "subscription", "product", "charge", "dispute");

        var configured = await ConnectAsync(session, stripe.Server.SecretKey);
        var kept = await ConnectAsync(session, other);

        Assert.Equal("connected", (string?)configured["status"]);
        Assert.Equal("kept", (string?)kept["status"]);
        Assert.Contains(_folder.Data.SettingsFile, (string?)kept["detail"], StringComparison.Ordinal);
        Assert.Equal(other, _folder.Data.ReadSettings()["STRIPE_SECRET_KEY"]);
        Assert.Equal(_databaseUrl, _folder.Data.ReadSettings()["DATABASE_URL"]);
    }

    private static async Task<JsonNode> ConnectAsync(UpSession session, string key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(session.Endpoint, "../access/connection"));
        request.Headers.Add("x-functions-key", session.FunctionKey);
        request.Content = new StringContent(
            new JsonObject { ["service"] = "stripe", ["key"] = key }.ToJsonString(),
            Encoding.UTF8,
            "application/json"
        );
        using var response = await http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static async Task SettleAsync(UpSession session) =>
        Assert.True(await session.Clerk!.WaitUntilIdleAsync(TimeSpan.FromSeconds(20), CancellationToken.None));

    private async Task<JsonArray> ListAsync() =>
        JsonNode.Parse((await _folder.RunAsync("access incidents --json")).Output)!.AsArray();

    private Task<UpSession> StartAsync(bool? access, params (string, string)[] environment) =>
        UpSession.StartAsync(
            new UpOptions
            {
                Data = _folder.Data,
                Access = access,
                Configuration = VerbSettings
                    .FromEnvironment(_folder.Around([("DATABASE_URL", _databaseUrl), .. environment]))
                    .Configuration,
            },
            this,
            CancellationToken.None
        );
}
