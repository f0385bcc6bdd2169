using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedStripe;

namespace ClerkSync.Tests.Cli;

/// <summary>The verbs of <c>access</c>, with the simulated Stripe.</summary>
public sealed class AccessVerbTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Map =
        "access map --customer private_metadata.stripe_customer_id --plan public_metadata.plan --price pro_monthly=pro";

    private readonly CliFolder _folder = new();
    private StripeDriver _stripe = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync("truncate users, access_incidents, access_overrides, access_settings cascade");
        _stripe = await StripeDriver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _stripe.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task First_check_opens_an_incident_and_a_corrected_plan_closes_it()
    {
        var customer = (await _stripe.SubscribeAsync(await _stripe.CreatePriceAsync())).CustomerId;
        await AddUserAsync("user_1", "free", customer);

        var mapped = await RunAsync(Map);
        var first = await RunAsync("access check");
        var incidents = JsonNode.Parse((await RunAsync("access incidents --json")).Output)!.AsArray();
        await database.ExecuteAsync("""update users set public_metadata = '{"plan":"pro"}'""");
        var second = await RunAsync("access check user_1");
        var ledger = await RunAsync("access ledger user_1");

        Assert.Equal(0, mapped.ExitCode);
        Assert.Equal(1, first.ExitCode);
        Assert.Contains(
            "Checked 1 account: 1 with an incident, 1 opened, 0 reopened, 0 closed.",
            first.Output,
            StringComparison.Ordinal
        );
        Assert.Equal("paid_no_access", (string)Assert.Single(incidents)!["code"]!);
        Assert.Contains("public_metadata.plan: \"free\" → \"pro\"", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, "No incidents."), (second.ExitCode, second.Output.Split('\n')[0]));
        Assert.Matches("(?s)closed.*opened", ledger.Output);
    }

    [Fact]
    public async Task Override_prevents_an_incident_until_it_is_revoked()
    {
        await AddUserAsync("user_1", "pro", null);
        await RunAsync(Map);
        var given = await RunAsync("access override user_1 plan:pro --reason gift --json");
        var allowed = await RunAsync("access check");
        var number = (long)JsonNode.Parse(given.Output)![0]!["id"]!;
        await RunAsync($"access override --revoke {number}");
        var after = await RunAsync("access check");

        Assert.Equal((0, 1), (allowed.ExitCode, after.ExitCode));
    }

    [Fact]
    public async Task Policies_are_shown_and_set_and_the_next_check_uses_them()
    {
        await RunAsync(Map);
        var subscription = await _stripe.SubscribeAsync(await _stripe.CreatePriceAsync());
        var charge = (await _stripe.V1.Charges.ListAsync()).Single();
        await _stripe.V1.Refunds.CreateAsync(new() { Charge = charge.Id });
        await AddUserAsync("user_1", "pro", subscription.CustomerId);

        var shown = await RunAsync("access policies");
        var denied = await RunAsync("access check");
        var set = await RunAsync(
            "access policies --grace 0 --stale-after 9 --full-refund grant --disputes lost --paused-collection deny --json"
        );
        var granted = await RunAsync("access check");
        var again = await RunAsync("access policies");

        Assert.Matches(
            "(?s)grace +7 days.*stale after +3 days.*refund +deny.*disputes +opened.*by-behavior",
            shown.Output
        );
        Assert.Equal(
            """{"pastDueGraceDays":0,"staleAfterDays":9,"pausedCollection":"Deny","disputes":"DenyWhenLost","fullRefundDenies":false}""",
            JsonNode.Parse(set.Output)!["policies"]!.ToJsonString()
        );
        Assert.Equal((1, 0), (denied.ExitCode, granted.ExitCode));
        Assert.Matches("(?s)grace +0 days.*stale after +9 days.*refund +grant.*disputes +lost.*deny", again.Output);
    }

    [Fact]
    public async Task Policies_without_a_mapping_are_rejected_and_point_to_access_map()
    {
        var result = await RunAsync("access policies --grace 3");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("access map", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access")]
    [InlineData("access policies --grace 91")]
    [InlineData("access policies --stale-after 0")]
    [InlineData("access policies --full-refund maybe")]
    [InlineData("access policies --disputes won")]
    [InlineData("access policies --paused-collection void")]
    [InlineData("access map")]
    [InlineData("access map --customer private_metadata.id")]
    [InlineData("access map --customer id --plan public_metadata.plan")]
    [InlineData("access map --customer private_metadata.id --plan sessions.plan")]
    [InlineData(Map + " --price pro")]
    [InlineData("access override user_1 plan --reason gift")]
    [InlineData("access override user_1 premium:pro --reason gift")]
    [InlineData("access override user_1 elsewhere")]
    [InlineData("access override user_1 elsewhere --reason gift --until soon")]
    public async Task Invalid_command_line_exits_with_2(string line)
    {
        var result = await RunAsync(line);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Check_without_a_mapping_or_a_valid_pair_of_keys_reports_why()
    {
        var unmapped = await RunAsync("access check");
        await RunAsync(Map);
        var keyless = await _folder.RunAsync("access check", [.. Settings.SkipLast(1)]);
        var mixed = await _folder.RunAsync(
            "access check",
            [.. Settings, ("CLERK_SECRET_KEY", "sk_live_0123456789abcdefghijklmnopqrstuvwxyzABCDEF")]
        );

        Assert.Equal(1, unmapped.ExitCode);
        Assert.Contains("access map", unmapped.Errors, StringComparison.Ordinal);
        Assert.Equal(3, keyless.ExitCode);
        Assert.StartsWith("STRIPE_SECRET_KEY is not set.", keyless.Errors);
        Assert.Equal(3, mixed.ExitCode);
        Assert.Contains("different modes", mixed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_that_users_can_write_causes_a_warning()
    {
        var result = await RunAsync("access map --customer private_metadata.id --plan unsafe_metadata.plan");

        Assert.Contains(
            "The plan is in unsafe_metadata, which users can write",
            result.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Rejected_Stripe_key_makes_the_check_incomplete_and_is_never_printed()
    {
        const string key = "sk_test_0123456789abcdefWXYZ";
        await RunAsync(Map);

        var result = await _folder.RunAsync("access check", [.. Settings.SkipLast(1), ("STRIPE_SECRET_KEY", key)]);

        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("Incomplete: Stripe rejected the secret key (HTTP 401)", result.Errors);
        Assert.DoesNotContain("WXYZ", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from access_runs where error like '%WXYZ%'"));
    }

    private (string, string)[] Settings =>
        [
            ("DATABASE_URL", database.ConnectionString),
            ("STRIPE_API_URL", _stripe.Server.BaseUrl),
            ("STRIPE_SECRET_KEY", _stripe.Server.SecretKey),
        ];

    private Task<CliResult> RunAsync(string line) => _folder.RunAsync(line, Settings);

    private Task AddUserAsync(string clerkId, string plan, string? customer) =>
        database.ExecuteAsync(
            """
            insert into users (clerk_id, public_metadata, private_metadata, clerk_updated_at, clerk_event_at)
            values (@clerkId, jsonb_build_object('plan', @plan::text), jsonb_build_object('stripe_customer_id', @customer::text), now(), now())
            """,
            new
            {
                clerkId,
                plan,
                customer,
            }
        );
}
