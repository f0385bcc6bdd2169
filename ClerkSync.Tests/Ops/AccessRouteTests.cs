using System.Net;
using System.Text.Json.Nodes;
using ClerkSync.Functions.Ops.Timers;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedStripe;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ClerkSync.Tests.Ops;

/// <summary>The access routes over HTTP, and the nightly access check.</summary>
public sealed class AccessRouteTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Mapping =
        """{"users":{"customerId":"private_metadata.stripe_customer_id","plan":"public_metadata.plan","prices":{"pro_monthly":"pro"}}}""";

    private FakeClerkApi _clerk = null!;
    private StripeDriver _stripe = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync(
            "truncate users, access_incidents, access_runs, access_settings, clerk_instance, sync_runs cascade"
        );
        _clerk = await FakeClerkApi.StartAsync();
        _stripe = await StripeDriver.StartAsync();
        _app = await StartAsync(("STRIPE_SECRET_KEY", _stripe.Server.SecretKey));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _stripe.DisposeAsync();
        await _clerk.DisposeAsync();
    }

    [Fact]
    public async Task Check_with_a_stored_mapping_opens_an_incident()
    {
        var customer = (await _stripe.SubscribeAsync(await _stripe.CreatePriceAsync())).CustomerId;
        await AddUserAsync("user_1", "free", customer);

        var fields = await AskAsync(HttpMethod.Get, "ops/access/fields");
        var stored = await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);
        var mapping = await AskAsync(HttpMethod.Get, "ops/access/mapping");
        var run = await _app.RunToEndAsync("ops/access/check");
        var report = run["result"]!;
        var incident = (await AskAsync(HttpMethod.Get, "ops/access/incidents?account=user_1")).Json()["incidents"]![0]!;
        var entry = (await AskAsync(HttpMethod.Get, "ops/access/ledger?limit=1")).Json()["entries"]![0]!;

        Assert.Contains("private_metadata.stripe_customer_id", fields.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(customer, fields.Body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, stored.Body), (mapping.Status, mapping.Body));
        Assert.Equal(7, (int)mapping.Json()["policies"]!["pastDueGraceDays"]!);
        Assert.Equal(
            ("access", "succeeded", 1, 1),
            ((string?)run["kind"], (string?)run["status"], (int)report["found"]!, (int)report["steps"]!["opened"]!)
        );
        Assert.Equal(("user_1", "paid_no_access"), ((string?)incident["clerkId"], (string?)incident["code"]));
        Assert.Equal("public_metadata.plan", (string?)incident["changes"]![0]!["field"]);
        Assert.Equal(("opened", "user_1"), ((string?)entry["step"], (string?)entry["clerkId"]));
    }

    /// <remarks>Otherwise, many free sign-ups hide the metadata of paying users.</remarks>
    [Fact]
    public async Task Fields_are_sampled_only_from_users_with_metadata()
    {
        await AddUserAsync("user_1", "free", "cus_1");
        await database.ExecuteAsync(
            """
            insert into users (clerk_id, clerk_updated_at, clerk_event_at)
            select 'user_new' || i, now() + interval '1 day', now() from generate_series(1, 200) i
            """
        );

        var fields = (await AskAsync(HttpMethod.Get, "ops/access/fields")).Json();

        Assert.Equal(1, (int)fields["sampled"]!);
        Assert.NotEmpty(fields["fields"]!.AsArray());
    }

    [Fact]
    public async Task Incidents_and_ledger_entries_are_returned_in_pages()
    {
        for (var i = 0; i < 3; i++)
        {
            await AddUserAsync($"user_{i}", "pro", null);
        }

        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);
        await _app.RunToEndAsync("ops/access/check");

        var first = (await AskAsync(HttpMethod.Get, "ops/access/incidents?limit=2")).Json();
        var last = (await AskAsync(HttpMethod.Get, $"ops/access/incidents?limit=2&after={first["next"]}")).Json();
        var newest = (await AskAsync(HttpMethod.Get, "ops/access/ledger?limit=2")).Json();
        var older = (await AskAsync(HttpMethod.Get, $"ops/access/ledger?limit=2&after={newest["next"]}")).Json();

        Assert.Equal(
            ["user_0", "user_1", "user_2"],
            first["incidents"]!.AsArray().Concat(last["incidents"]!.AsArray()).Select(one => (string?)one!["clerkId"])
        );
        Assert.Null(last["next"]);
        Assert.True((long)newest["entries"]![1]!["id"]! > (long)older["entries"]![0]!["id"]!);
    }

    [Fact]
    public async Task Check_of_one_account_does_not_check_the_others()
    {
        await AddUserAsync("user_1", "pro", null);
        await AddUserAsync("user_2", "pro", null);
        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);

        var report = await AskAsync(HttpMethod.Post, "ops/access/check?account=user_2");

        Assert.Equal((HttpStatusCode.OK, 1), (report.Status, (int)report.Json()["checked"]!));
        Assert.Equal(["user_2"], await database.QueryAsync<string>("select clerk_id from access_incidents"));
    }

    [Fact]
    public async Task Prices_are_proposed_for_existing_plans_until_they_are_mapped()
    {
        await _stripe.CreatePriceAsync();
        await AddUserAsync("user_1", "pro", null);

        var before = (await AskAsync(HttpMethod.Get, "ops/access/prices")).Json()["prices"]!;
        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);
        var after = (await AskAsync(HttpMethod.Get, "ops/access/prices")).Json()["prices"]!;

        Assert.Equal(
            ("pro_monthly", "pro"),
            ((string?)before.AsArray().Single()!["price"], (string?)before[0]!["plan"])
        );
        Assert.Empty(after.AsArray());
    }

    [Fact]
    public async Task Status_reports_the_configuration_the_mapping_and_the_open_incidents()
    {
        await AddUserAsync("user_1", "pro", null);

        var before = (await AskAsync(HttpMethod.Get, "ops/access/status")).Json();
        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);
        await _app.RunToEndAsync("ops/access/check");
        var after = (await AskAsync(HttpMethod.Get, "ops/access/status")).Json();

        Assert.Equal(
            ("sk_test_…ests", true, false, 0),
            (
                (string?)before["clerk"]!["key"],
                (bool)before["stripe"]!["isConfigured"]!,
                (bool)before["isMapped"]!,
                (int)before["openIncidents"]!
            )
        );
        Assert.All((string[])["source", "checkedAt", "isComplete"], name => Assert.Null(before[name]));
        Assert.DoesNotContain(_stripe.Server.SecretKey, before.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            ("clerk", true, true, 1),
            (
                (string?)after["source"],
                (bool)after["isMapped"]!,
                (bool)after["isComplete"]!,
                (int)after["openIncidents"]!
            )
        );
    }

    [Fact]
    public async Task Missing_mapping_returns_404_when_read_and_409_when_checked()
    {
        var mapping = await AskAsync(HttpMethod.Get, "ops/access/mapping");
        var check = await AskAsync(HttpMethod.Post, "ops/access/check");

        Assert.Equal((HttpStatusCode.NotFound, "mapping_not_found"), (mapping.Status, mapping.Code));
        Assert.Equal((HttpStatusCode.Conflict, "mapping_missing"), (check.Status, check.Code));
    }

    [Fact]
    public async Task Check_without_a_Stripe_key_names_the_missing_setting()
    {
        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);
        await using var app = await StartAsync();

        var answer = await app.AskAsync(HttpMethod.Post, "ops/access/check");

        Assert.Equal((HttpStatusCode.Conflict, "setting_missing"), (answer.Status, answer.Code));
        Assert.Contains("STRIPE_SECRET_KEY", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_check_is_resumed_without_a_Clerk_key()
    {
        await using var app = await TestApp.StartAsync(
            database,
            ("STRIPE_API_URL", _stripe.Server.BaseUrl),
            ("STRIPE_SECRET_KEY", _stripe.Server.SecretKey)
        );
        await AddUserAsync("user_1", "pro", null);
        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);
        await database.ExecuteAsync(
            """
            insert into sync_runs (kind, owner, options, updated_at)
            values ('access', gen_random_uuid(), '{}', now() - interval '3 minutes')
            """
        );

        await ActivatorUtilities
            .CreateInstance<ResumeRuns>(app.Get<IServiceProvider>())
            .RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Equal(
            ["succeeded 2 1"],
            await database.QueryAsync<string>(
                "select concat_ws(' ', status, attempts, result ->> 'found') from sync_runs where attempts > 1"
            )
        );
    }

    [Fact]
    public async Task Rejected_Stripe_key_makes_the_check_incomplete()
    {
        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);
        await using var app = await StartAsync(("STRIPE_SECRET_KEY", "sk_test_made0up0for0the0tests"));

        var run = await app.RunToEndAsync("ops/access/check");

        Assert.Equal("incomplete", (string?)run["status"]);
        Assert.StartsWith("Stripe rejected the secret key (HTTP 401)", (string?)run["result"]!["problem"]);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"users":null}""")]
    [InlineData("""{"users":{"customerId":"private_metadata.id"}}""")]
    [InlineData("""{"users":{"customerId":"id","plan":"public_metadata.plan"}}""")]
    [InlineData("""{"users":{"customerId":"private_metadata.id","plan":"sessions.plan"}}""")]
    [InlineData("""{"users":{"customerId":"private_metadata.\u0000","plan":"public_metadata.plan"}}""")]
    [InlineData("""{"users":{"customerId":"private_metadata.id","paln":"public_metadata.plan"}}""")]
    [InlineData("""{"users":{"customerId":"private_metadata.id","plan":"public_metadata.plan","freePlan":""}}""")]
    [InlineData(
        """{"users":{"customerId":"private_metadata.id","plan":"public_metadata.plan"},"policies":{"pastDueGraceDays":-1}}"""
    )]
    [InlineData(
        """{"users":{"customerId":"public.absent.customer","plan":"public.absent.plan","table":{"schema":"public","name":"absent","key":"id"}}}"""
    )]
    [InlineData(
        """{"users":{"customerId":"public_metadata.id","plan":"public_metadata.plan","databasePlan":"public_metadata.plan"}}"""
    )]
    public async Task Invalid_mapping_is_rejected(string body)
    {
        var answer = await AskAsync(HttpMethod.Put, "ops/access/mapping", body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_body"), (answer.Status, answer.Code));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from access_settings"));
    }

    [Theory]
    [InlineData("GET", "ops/access/incidents?limit=0")]
    [InlineData("GET", "ops/access/incidents?user=user_1")]
    [InlineData("GET", "ops/access/ledger?after=x")]
    [InlineData("GET", "ops/access/fields?organizations=perhaps")]
    [InlineData("POST", "ops/access/check?account=")]
    public async Task Invalid_query_parameter_is_rejected(string method, string path)
    {
        var answer = await AskAsync(new HttpMethod(method), path);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_query"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Connection_with_the_configured_key_succeeds()
    {
        var clerk = await ConnectAsync("clerk", FakeClerkApi.Key);
        var stripe = await ConnectAsync("stripe", _stripe.Server.SecretKey);

        Assert.Equal(("connected", "sk_test_…ests"), ((string?)clerk.Json()["status"], (string?)clerk.Json()["key"]));
        Assert.StartsWith("Clerk connected — sk_test_…ests", (string?)clerk.Json()["detail"]);
        Assert.Equal("connected", (string?)stripe.Json()["status"]);
    }

    [Fact]
    public async Task Valid_key_that_is_not_configured_is_discarded_and_its_setting_is_named()
    {
        var other = _stripe.Server.CreateRestrictedKey("customer", "subscription", "product", "charge", "dispute");

        var answer = await ConnectAsync("stripe", other);

        Assert.Equal(
            ("not_configured", "STRIPE_SECRET_KEY"),
            ((string?)answer.Json()["status"], (string?)answer.Json()["setting"])
        );
        Assert.Contains("set STRIPE_SECRET_KEY", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(other, answer.Body + string.Concat(_app.Logs), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk", "pk_test_made0up0for0the0tests", "publishable key")]
    [InlineData("clerk", "sk_test_another0made0up0key0", "Clerk rejected the secret key (HTTP 401)")]
    [InlineData("clerk", "sk_live_made0up0for0the0tests", "different modes")]
    [InlineData("stripe", "sk_test_another0made0up0key0", "Stripe rejected the secret key (HTTP 401)")]
    [InlineData("stripe", " sk_test_another0made0up0key0", "spaces")]
    public async Task Rejected_key_is_not_returned_or_logged(string service, string key, string why)
    {
        var answer = await ConnectAsync(service, key);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "key_rejected"), (answer.Status, answer.Code));
        Assert.Contains(why, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("made0up", answer.Body + string.Concat(_app.Logs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_another_instance_is_rejected()
    {
        await database.ExecuteAsync("insert into clerk_instance (clerk_id) values ('ins_other')");

        var answer = await ConnectAsync("clerk", FakeClerkApi.Key);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "key_rejected"), (answer.Status, answer.Code));
        Assert.Contains("ins_other", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rate_limit_is_reported_within_ten_seconds()
    {
        _clerk.Always = Answers.TooMany(20);

        var answer = await ConnectAsync("clerk", FakeClerkApi.Key).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal((HttpStatusCode.BadGateway, "clerk_unavailable"), (answer.Status, answer.Code));
        Assert.Contains("Clerk rate limit hit (HTTP 429)", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nightly_check_opens_incidents_and_logs_their_number()
    {
        await AddUserAsync("user_1", "pro", null);
        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);

        await Timer(_app).RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Equal(["user_1"], await database.QueryAsync<string>("select clerk_id from access_incidents"));
        Assert.Contains(_app.Logs, line => line.Contains("1 incidents opened, 0 reopened", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Incomplete_nightly_check_is_logged()
    {
        await AskAsync(HttpMethod.Put, "ops/access/mapping", Mapping);
        await using var app = await StartAsync(("STRIPE_SECRET_KEY", "sk_test_made0up0for0the0tests"));

        await Timer(app).RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Contains(
            app.Logs,
            line => line.Contains("could not be checked completely: Stripe rejected", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Nightly_check_without_a_key_or_a_mapping_does_nothing()
    {
        await using var app = await StartAsync();

        await Timer(app).RunAsync(new TimerInfo(), CancellationToken.None);
        await Timer(_app).RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Contains(app.Logs, line => line.Contains("STRIPE_SECRET_KEY is not set", StringComparison.Ordinal));
        Assert.Contains(_app.Logs, line => line.Contains("No source of access is mapped", StringComparison.Ordinal));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from access_runs"));
    }

    private static CheckAccess Timer(TestApp app) =>
        ActivatorUtilities.CreateInstance<CheckAccess>(app.Get<IServiceProvider>());

    private Task<TestApp> StartAsync(params (string, string)[] settings) =>
        TestApp.StartAsync(database, [.. _clerk.Settings, ("STRIPE_API_URL", _stripe.Server.BaseUrl), .. settings]);

    private Task<Answer> ConnectAsync(string service, string key) =>
        AskAsync(
            HttpMethod.Post,
            "access/connection",
            new JsonObject { ["service"] = service, ["key"] = key }.ToJsonString()
        );

    private Task<Answer> AskAsync(HttpMethod method, string path, string? body = null) =>
        _app.AskAsync(method, path, body: body);

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
