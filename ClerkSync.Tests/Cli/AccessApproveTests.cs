using System.Text.Json.Nodes;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedStripe;

namespace ClerkSync.Tests.Cli;

/// <summary><c>access map --source postgres</c> and <c>access approve</c>, with the simulated Stripe.</summary>
public sealed class AccessApproveTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Map =
        "access map --source postgres --table app.accounts --customer customer --plan plan --price pro_monthly=pro";

    private readonly string _role = $"test_access_{Guid.NewGuid():n}";
    private readonly CliFolder _folder = new();
    private StripeDriver _stripe = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync(
            $"""
            truncate users, access_incidents, access_settings cascade;
            create schema app;
            create table app.accounts (clerk_id text primary key, customer text, plan text, email text);
            create role {_role};
            grant usage on schema app to {_role};
            grant select (clerk_id, customer, plan), update (customer, plan) on app.accounts to {_role};
            """
        );
        _stripe = await StripeDriver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _stripe.DisposeAsync();
        await database.ExecuteAsync($"drop schema app cascade; drop role {_role}");
        _folder.Dispose();
    }

    [Fact]
    public async Task Wrong_plan_in_a_table_becomes_an_incident_and_approval_repairs_it()
    {
        var mapped = await RunAsync($"{Map} --role {_role}");
        var number = await OpenIncidentAsync();
        var answered = await ApproveAsync($"access approve {number}", "y\n");

        Assert.Equal(0, mapped.ExitCode);
        Assert.Contains("app.accounts.plan", mapped.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (answered.ExitCode, answered.Errors));
        Assert.Contains("The row of app.accounts with clerk_id = user_1:", answered.Output, StringComparison.Ordinal);
        Assert.Matches("plan +\"free\" +\"pro\"", answered.Output);
        Assert.EndsWith("Written, and verified: user_1 has no incident.\n", answered.Output);
        Assert.Equal("pro", await ReadPlanAsync());
        Assert.Contains("approved", (await RunAsync("access ledger")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unmapped_prices_are_listed_with_the_plan_that_matches_their_name()
    {
        await _stripe.CreatePriceAsync();

        var proposed = await RunAsync(Map.Replace(" --price pro_monthly=pro", "", StringComparison.Ordinal));
        var mapped = await RunAsync("access map --price pro_monthly=pro");
        var withRejectedKey = await _folder.RunAsync(
            "access map --free-plan free",
            [.. Settings[..2], ("STRIPE_SECRET_KEY", "sk_test_made0up0for0the0tests")]
        );

        Assert.Matches("pro_monthly .+ pro *\n", proposed.Output);
        Assert.EndsWith("access map --price pro_monthly=pro\n", proposed.Output);
        Assert.DoesNotContain("not mapped:", mapped.Output, StringComparison.Ordinal);
        Assert.Equal(0, withRejectedKey.ExitCode);
        Assert.StartsWith("No prices are proposed: Stripe rejected the secret key", withRejectedKey.Errors);
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("\n")]
    [InlineData("")]
    [InlineData("yesterday\n")]
    public async Task Approval_without_a_yes_writes_nothing(string answer)
    {
        await RunAsync($"{Map} --role {_role}");
        var number = await OpenIncidentAsync();

        var result = await ApproveAsync($"access approve {number}", answer);

        Assert.Equal((1, "Nothing was written. Answer y, or give --yes.\n"), (result.ExitCode, result.Errors));
        Assert.Equal("free", await ReadPlanAsync());
    }

    [Fact]
    public async Task Yes_option_skips_the_question_and_json_prints_the_check()
    {
        await RunAsync($"{Map} --role {_role}");
        var number = await OpenIncidentAsync();

        var result = await RunAsync($"access approve {number} --yes --json");
        var again = await RunAsync($"access approve {number} --yes");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(0, (int)JsonNode.Parse(result.Output)!["found"]!);
        Assert.Equal("pro", await ReadPlanAsync());
        Assert.Equal(
            (1, $"Incident {number} is closed: the last check no longer found it.\n"),
            (again.ExitCode, again.Errors)
        );
    }

    [Fact]
    public async Task Incident_that_remains_after_the_repair_is_shown()
    {
        await RunAsync($"{Map} --role {_role}");
        var price = await _stripe.CreatePriceAsync();
        var customer = (await _stripe.SubscribeAsync(price)).CustomerId;
        await _stripe.V1.Subscriptions.CreateAsync(new() { Customer = customer, Items = [new() { Price = price.Id }] });
        await AddAsync("user_1", customer, "free");
        await RunAsync("access check");

        var result = await RunAsync($"access approve {await FindNumberAsync()} --yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("Make these changes yourself: in Stripe, sub_\\w+: \"active\" → \"canceled\"", result.Output);
        Assert.Contains("Written. user_1 still has an incident:", result.Output, StringComparison.Ordinal);
        Assert.Contains("two_live_subscriptions", result.Output, StringComparison.Ordinal);
        Assert.Equal("pro", await ReadPlanAsync());
    }

    [Fact]
    public async Task Change_in_Clerk_is_left_to_the_user_with_the_command_that_verifies_it()
    {
        await RunAsync(
            "access map --customer private_metadata.customer --plan public_metadata.plan --price pro_monthly=pro"
        );
        var customer = (await _stripe.SubscribeAsync(await _stripe.CreatePriceAsync())).CustomerId;
        await AddUserAsync("user_1", $$"""{"customer":"{{customer}}"}""");
        await RunAsync("access check");
        var number = await FindNumberAsync();

        var result = await RunAsync($"access approve {number} --yes");

        Assert.Equal(
            (
                1,
                $"ClerkSync cannot correct incident {number}: it writes only known values to mapped columns of the application's table. "
                    + "Make these changes yourself: in Clerk, public_metadata.plan: absent → \"pro\". Then clerksync access check user_1 verifies it.\n"
            ),
            (result.ExitCode, result.Errors)
        );
    }

    [Fact]
    public async Task Approval_without_a_Stripe_key_writes_nothing()
    {
        await RunAsync($"{Map} --role {_role}");
        var number = await OpenIncidentAsync();

        var result = await _folder.RunAsync($"access approve {number} --yes", [.. Settings.SkipLast(1)]);

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("STRIPE_SECRET_KEY is not set.", result.Errors);
        Assert.Equal("free", await ReadPlanAsync());
    }

    [Fact]
    public async Task Failed_check_after_the_repair_reports_that_the_repair_is_written()
    {
        await RunAsync($"{Map} --role {_role}");
        var number = await OpenIncidentAsync();

        var result = await _folder.RunAsync(
            $"access approve {number} --yes",
            [.. Settings.SkipLast(1), ("STRIPE_SECRET_KEY", "sk_test_0123456789abcdefWXYZ")]
        );

        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("Written, but not verified: Stripe rejected the secret key (HTTP 401)", result.Errors);
        Assert.Equal("pro", await ReadPlanAsync());
    }

    [Fact]
    public async Task Row_that_changed_since_the_incident_is_not_written()
    {
        await RunAsync($"{Map} --role {_role}");
        var number = await OpenIncidentAsync();
        await database.ExecuteAsync("update app.accounts set plan = 'team'");

        var result = await RunAsync($"access approve {number} --yes");

        Assert.Equal(
            (
                1,
                "app.accounts no longer has a row for the account with the values that the incident shows. "
                    + "To check again: clerksync access check user_1.\n"
            ),
            (result.ExitCode, result.Errors)
        );
    }

    [Fact]
    public async Task Approval_without_a_role_explains_how_to_create_one()
    {
        await RunAsync(Map);
        var number = await OpenIncidentAsync();

        var result = await RunAsync($"access approve {number} --yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("infra/postgres/access.sql", result.Errors, StringComparison.Ordinal);
        Assert.Contains("access map --role ROLE", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access approve")]
    [InlineData("access approve twelve")]
    [InlineData("access approve 1 --json")]
    [InlineData("access map --table app.accounts --customer customer --plan plan")]
    [InlineData("access map --source mysql --customer customer --plan plan")]
    [InlineData("access map --source postgres --customer customer --plan other.plan")]
    [InlineData(
        "access map --customer private_metadata.id --plan public_metadata.plan --database-plan public_metadata.copy"
    )]
    public async Task Invalid_command_line_exits_with_2(string line)
    {
        var result = await RunAsync(line);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("access approve 4711", "There is no incident 4711.")]
    [InlineData("access map --source postgres --table app.none --customer a --plan b", "There is no table app.none")]
    [InlineData("access map --source postgres --table accounts --customer a --plan b", "There is no table accounts")]
    [InlineData(
        "access map --source postgres --table app.accounts --customer customer --plan plans",
        "app.accounts has no column plans"
    )]
    public async Task Missing_incident_table_or_column_is_named(string line, string sentence)
    {
        var result = await RunAsync(line);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(sentence, result.Errors);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from access_settings"));
    }

    [Fact]
    public async Task Users_table_is_the_default_and_a_new_source_starts_without_paths()
    {
        await database.ExecuteAsync("alter table users add column if not exists stripe_customer_id text");
        var own = await RunAsync("access map --source postgres --customer stripe_customer_id --plan users.plan --json");
        var unmapped = await RunAsync("access map --source clerk --plan public_metadata.plan");
        var kept = JsonNode.Parse((await RunAsync("access map --free-plan none --json")).Output)!["users"]!;

        var table = JsonNode.Parse(own.Output)!["users"]!;
        Assert.Equal("public.users.plan", (string?)table["plan"]);
        Assert.Equal(("users", "clerk_id"), ((string?)table["table"]!["name"], (string?)table["table"]!["key"]));
        Assert.Equal(2, unmapped.ExitCode);
        Assert.Equal(
            ("public.users.stripe_customer_id", "none"),
            ((string?)kept["customerId"], (string?)kept["freePlan"])
        );
        await database.ExecuteAsync("alter table users drop column stripe_customer_id");
    }

    private (string, string)[] Settings =>
        [
            ("DATABASE_URL", database.ConnectionString),
            ("STRIPE_API_URL", _stripe.Server.BaseUrl),
            ("STRIPE_SECRET_KEY", _stripe.Server.SecretKey),
        ];

    private Task<CliResult> RunAsync(string line) => _folder.RunAsync(line, Settings);

    private Task<CliResult> ApproveAsync(string line, string answer)
    {
        _folder.Input = answer;
        return RunAsync(line);
    }

    /// <summary>Adds a user who pays for pro but has the free plan, and runs a check.</summary>
    private async Task<long> OpenIncidentAsync()
    {
        var customer = (await _stripe.SubscribeAsync(await _stripe.CreatePriceAsync())).CustomerId;
        await AddAsync("user_1", customer, "free");
        await RunAsync("access check");
        return await FindNumberAsync();
    }

    private Task<long> FindNumberAsync() => database.ScalarAsync<long>("select id from access_incidents where is_open");

    private async Task AddAsync(string clerkId, string customer, string plan)
    {
        await AddUserAsync(clerkId);
        await database.ExecuteAsync(
            "insert into app.accounts (clerk_id, customer, plan) values (@clerkId, @customer, @plan)",
            new
            {
                clerkId,
                customer,
                plan,
            }
        );
    }

    private Task AddUserAsync(string clerkId, string privateMetadata = "{}") =>
        database.ExecuteAsync(
            """
            insert into users (clerk_id, private_metadata, clerk_updated_at, clerk_event_at)
            values (@clerkId, @privateMetadata::jsonb, now(), now())
            """,
            new { clerkId, privateMetadata }
        );

    private Task<string> ReadPlanAsync() => database.ScalarAsync<string>("select plan from app.accounts");
}
