using ClerkSync.Core;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.StripeApi;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedStripe;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Stripe;

namespace ClerkSync.Tests.Access;

/// <summary>Complete checks, with accounts in Postgres and payments in the simulated Stripe.</summary>
public sealed class AccessCheckTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly AccessSettings Settings = new()
    {
        Users = new AccessMapping
        {
            CustomerId = "private_metadata.stripe.customer",
            Plan = "public_metadata.plan",
            Prices = new Dictionary<string, string> { ["pro_monthly"] = "pro" },
        },
        Organizations = new AccessMapping
        {
            CustomerId = "private_metadata.stripe.customer",
            Plan = "public_metadata.plan",
            Prices = new Dictionary<string, string> { ["pro_monthly"] = "pro" },
        },
    };

    private StripeDriver _stripe = null!;
    private Price _price = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        await database.ExecuteAsync(
            """
            truncate users, organizations, tombstones, access_incidents, access_runs, access_overrides, access_customers cascade;
            alter table access_ledger disable trigger all;
            delete from access_ledger;
            alter table access_ledger enable trigger all;
            """
        );
        _stripe = await StripeDriver.StartAsync();
        _price = await _stripe.CreatePriceAsync();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["DATABASE_URL"] = database.ConnectionString,
                    ["CLERK_WEBHOOK_SIGNING_SECRET"] = "whsec_dGhpcyBpcyBhIHNlY3JldCBmb3IgdGVzdHM=",
                }
            )
            .Build();
        _services = new ServiceCollection().AddClerkSyncCore(configuration).BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _stripe.DisposeAsync();
    }

    [Fact]
    public async Task Incident_is_opened_once_closed_and_reopened()
    {
        var customer = await SubscribeAsync();
        await AddUserAsync("user_1", customer, "free");

        var first = await CheckAsync();
        var second = await CheckAsync();
        await SetPlanAsync("user_1", "pro");
        var third = await CheckAsync();
        await SetPlanAsync("user_1", "free");
        var fourth = await CheckAsync();

        Assert.Equal(
            [(1, 0, 0), (0, 0, 0), (0, 0, 1), (0, 1, 0)],
            new[] { first, second, third, fourth }.Select(report =>
                (report.Steps.Opened, report.Steps.Reopened, report.Steps.Closed)
            )
        );
        Assert.Equal(
            ["opened", "closed", "reopened"],
            await database.QueryAsync<string>("select step from access_ledger order by id")
        );
        Assert.Equal(
            ["The check no longer finds this."],
            await database.QueryAsync<string>(
                "select split_part(reason, ' Before:', 1) from access_ledger where step = 'closed'"
            )
        );
        var incident = Assert.Single(await ListAsync());
        Assert.Equal(("user_1", "paid_no_access", 2), (incident.ClerkId, incident.Code, incident.TimesOpened));
        Assert.Contains("\"field\": \"public_metadata.plan\"", incident.Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_checks_open_each_incident_once()
    {
        for (var i = 0; i < 5; i++)
        {
            await AddUserAsync($"user_{i}", await SubscribeAsync(), "free");
        }

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CheckAsync()));

        Assert.Equal(5, reports.Sum(report => report.Steps.Opened));
        Assert.Equal(5, await database.ScalarAsync<long>("select count(*) from access_ledger"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from access_read_accounts"));
    }

    [Fact]
    public async Task Incident_that_a_concurrent_check_opens_is_not_opened_again()
    {
        await AddUserAsync("user_1", null, "pro");

        var report = await database.MeanwhileAsync(
            """
            select pg_advisory_xact_lock(hashtextextended('clerksync.access_incidents', 0));
            insert into access_incidents (clerk_id, code, codes, reason, changes, opened_at, last_seen_at)
            values ('user_1', 'missing_stripe_id', '{missing_stripe_id}', '', '[]', now(), now());
            """,
            () => CheckAsync()
        );

        Assert.Equal((1, 0), (report.Found, report.Steps.Opened));
    }

    [Fact]
    public async Task Access_tables_are_neither_unlogged_nor_temporary() =>
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                @"select count(*) from pg_class where relname like 'access\_%' and relpersistence <> 'p'"
            )
        );

    [Fact]
    public async Task Check_with_incomplete_Stripe_data_opens_and_closes_nothing()
    {
        await AddUserAsync("user_1", await SubscribeAsync(), "free");
        await AddUserAsync("user_2", await SubscribeAsync(), "pro");
        await CheckAsync();
        await SetPlanAsync("user_1", "pro");
        await SetPlanAsync("user_2", "free");
        // The requests for refunds and disputes still succeed.
        var report = await CheckAsync(new HttpClient(new Rejecting("/v1/subscriptions")));

        Assert.False(report.IsComplete);
        Assert.Contains("Stripe", report.Problem, StringComparison.Ordinal);
        Assert.Equal("user_1", Assert.Single(await ListAsync()).ClerkId);
        Assert.Equal(
            "incomplete",
            await database.ScalarAsync<string>("select status from access_runs order by id desc limit 1")
        );
    }

    [Fact]
    public async Task Account_with_an_unreadable_customer_keeps_its_incident_and_others_are_checked()
    {
        await AddUserAsync("user_1", (await _stripe.CreateCustomerAsync()).Id, "pro");
        await CheckAsync();
        await AddUserAsync("user_2", null, "pro");

        var report = await CheckAsync(new HttpClient(new Rejecting("/v1/customers/")));

        Assert.Equal((false, 1), (report.IsComplete, report.Checked));
        Assert.Equal(
            [("user_1", "access_not_paid"), ("user_2", "missing_stripe_id")],
            (await ListAsync()).Select(incident => (incident.ClerkId, incident.Code))
        );
    }

    [Fact]
    public async Task Key_of_another_Stripe_account_opens_no_incident()
    {
        await database.ExecuteAsync(
            """
            insert into users (clerk_id, public_metadata, private_metadata, clerk_updated_at, clerk_event_at)
            select
                'user_' || n, '{"plan":"pro"}', jsonb_build_object('stripe', jsonb_build_object('customer', 'cus_' || n)), now(), now()
            from generate_series(1, 201) as n
            """
        );

        var report = await CheckAsync();

        Assert.Contains("belong to another Stripe account", report.Problem, StringComparison.Ordinal);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Cancelled_check_closes_no_incident()
    {
        await AddUserAsync("user_1", await SubscribeAsync(), "free");
        await CheckAsync();
        await SetPlanAsync("user_1", "pro");
        using var killed = new CancellationTokenSource();
        using var http = new HttpClient(new Cancelling(killed, "/features"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CheckAsync(http, cancellationToken: killed.Token)
        );

        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Each_identity_problem_has_its_own_code()
    {
        var customer = await SubscribeAsync();
        await AddUserAsync("user_shared1", customer, "pro");
        await AddUserAsync("user_shared2", customer, "pro");
        await AddUserAsync("user_unknown", "cus_none", "pro");
        await AddUserAsync("user_checkout", (await _stripe.CreateCustomerAsync()).Id, "free");
        await AddUserAsync("user_unpaid", (await _stripe.CreateCustomerAsync()).Id, "pro");
        await AddUserAsync("user_missing", null, "pro");
        var other = await SubscribeAsync("user_double");
        await AddUserAsync("user_double", await SubscribeAsync(), "pro");
        await SubscribeAsync("user_gone");
        await database.ExecuteAsync(
            "insert into tombstones (clerk_id, deleted_at) values ('user_gone', now()), ('user_left', now())"
        );

        var report = await CheckAsync();

        Assert.True(report.IsComplete, report.Problem);
        Assert.Equal(
            [
                ("user_double", "duplicate_customer"),
                ("user_gone", "deleted_user_still_billed"),
                ("user_missing", "missing_stripe_id"),
                ("user_shared1", "shared_customer"),
                ("user_shared2", "shared_customer"),
                ("user_unknown", "unknown_customer"),
                ("user_unpaid", "access_not_paid"),
            ],
            (await ListAsync()).Select(incident => (incident.ClerkId, incident.Code)).Order()
        );
        Assert.NotEqual(customer, other);
    }

    [Fact]
    public async Task Deleted_user_is_identified_by_the_customer_of_an_earlier_check()
    {
        await AddUserAsync("user_1", await SubscribeAsync(), "pro");
        await CheckAsync();
        await database.ExecuteAsync(
            "delete from users; insert into tombstones (clerk_id, deleted_at) values ('user_1', now())"
        );

        await CheckAsync();
        var billed = Assert.Single(await ListAsync());
        await _stripe.V1.Subscriptions.CancelAsync((await _stripe.V1.Subscriptions.ListAsync()).Single().Id);
        await CheckAsync();

        Assert.Equal("deleted_user_still_billed", billed.Code);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Deleted_user_whose_customer_belongs_to_another_account_has_no_incident()
    {
        await AddUserAsync("user_old", await SubscribeAsync("user_old"), "pro");
        await CheckAsync();
        await database.ExecuteAsync(
            """
            update users set clerk_id = 'user_new';
            insert into tombstones (clerk_id, deleted_at) values ('user_old', now());
            """
        );
        var known = await CheckAsync();
        await database.ExecuteAsync("truncate access_customers");
        var named = await CheckAsync();

        Assert.Equal((true, 0, true, 0), (known.IsComplete, known.Found, named.IsComplete, named.Found));
    }

    [Fact]
    public async Task Customer_whose_metadata_names_two_accounts_belongs_to_neither()
    {
        var customer = await SubscribeAsync("user_1");
        await _stripe.V1.Customers.UpdateAsync(customer, new() { Metadata = new() { ["clerk_org_id"] = "org_1" } });
        await AddUserAsync("user_1", null, "free");

        var report = await CheckAsync();

        Assert.Equal((true, 0), (report.IsComplete, report.Found));
    }

    [Fact]
    public async Task Full_refund_opens_an_incident_and_a_partial_refund_does_not()
    {
        await AddUserAsync("user_1", await SubscribeAsync(), "pro");
        var charge = (await _stripe.V1.Charges.ListAsync()).Single();
        await _stripe.V1.Refunds.CreateAsync(new() { Charge = charge.Id, Amount = 500 });
        var partial = await CheckAsync();
        await _stripe.V1.Refunds.CreateAsync(new() { Charge = charge.Id });
        await CheckAsync();

        Assert.Equal(0, partial.Found);
        Assert.Equal("refunded_or_disputed", Assert.Single(await ListAsync()).Code);
    }

    [Fact]
    public async Task Organizations_are_checked_and_overrides_apply()
    {
        await database.ExecuteAsync(
            """
            insert into organizations (clerk_id, public_metadata, clerk_updated_at, clerk_event_at)
            values ('org_1', '{"plan":"pro"}', now(), now()), ('org_2', '{"plan":"pro"}', now(), now());
            insert into access_overrides (clerk_id, kind, name, reason, actor) values ('org_2', 'plan', 'pro', 'a gift', 'tests');
            """
        );

        await CheckAsync();

        Assert.Equal("org_1", Assert.Single(await ListAsync()).ClerkId);
    }

    [Fact]
    public async Task Check_of_one_account_leaves_the_others_unchanged()
    {
        await AddUserAsync("user_1", null, "pro");
        await AddUserAsync("user_2", null, "pro");

        var report = await CheckAsync(onlyClerkId: "user_2");
        var opened = await ListAsync();
        await SetPlanAsync("user_2", "free");
        await CheckAsync(onlyClerkId: "user_1");

        Assert.Equal(1, report.Checked);
        Assert.Equal("user_2", Assert.Single(opened).ClerkId);
        Assert.Equal(["user_1", "user_2"], (await ListAsync()).Select(incident => incident.ClerkId).Order());
    }

    [Fact]
    public async Task Check_sends_one_request_per_hundred_subscriptions_and_none_per_account()
    {
        var customer = await _stripe.CreateCustomerAsync();
        for (var i = 0; i < 250; i++)
        {
            await _stripe.V1.Subscriptions.CreateAsync(
                new() { Customer = customer.Id, Items = [new() { Price = _price.Id }] }
            );
        }

        for (var i = 0; i < 50; i++)
        {
            await AddUserAsync($"user_{i}", (await _stripe.CreateCustomerAsync()).Id, "free");
        }

        var requests = _stripe.Server.Requests.Total;
        await CheckAsync();

        // Three pages of subscriptions, and one request each for refunds, disputes, products and the features of the product.
        Assert.Equal(7, _stripe.Server.Requests.Total - requests);
    }

    [Theory]
    [InlineData("update access_ledger set reason = ''")]
    [InlineData("delete from access_ledger")]
    [InlineData("truncate access_ledger")]
    public async Task Ledger_rejects_changes(string sql)
    {
        await AddUserAsync("user_1", null, "pro");
        await CheckAsync();

        var rejected = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(sql));

        Assert.Equal("CS002", rejected.SqlState);
    }

    private async Task<string> SubscribeAsync(string? clerkId = null)
    {
        var customer = await _stripe.CreateCustomerAsync();
        if (clerkId is not null)
        {
            await _stripe.V1.Customers.UpdateAsync(customer.Id, new() { Metadata = new() { ["clerk_id"] = clerkId } });
        }

        await _stripe.V1.Subscriptions.CreateAsync(
            new() { Customer = customer.Id, Items = [new() { Price = _price.Id }] }
        );
        return customer.Id;
    }

    private Task AddUserAsync(string clerkId, string? customer, string plan) =>
        database.ExecuteAsync(
            """
            insert into users (clerk_id, public_metadata, private_metadata, clerk_updated_at, clerk_event_at)
            values (
                @clerkId, jsonb_build_object('plan', @plan::text),
                jsonb_build_object('stripe', jsonb_build_object('customer', @customer::text)), now(), now()
            )
            """,
            new
            {
                clerkId,
                customer,
                plan,
            }
        );

    private Task SetPlanAsync(string clerkId, string plan) =>
        database.ExecuteAsync(
            "update users set public_metadata = jsonb_build_object('plan', @plan::text) where clerk_id = @clerkId",
            new { clerkId, plan }
        );

    private Task<AccessCheckReport> CheckAsync(
        HttpClient? http = null,
        string? onlyClerkId = null,
        CancellationToken cancellationToken = default
    ) =>
        _services
            .GetRequiredService<AccessCheck>()
            .RunAsync(
                new StripeApiClient(
                    StripeSecretKey.Parse(_stripe.Server.SecretKey),
                    new Uri(_stripe.Server.BaseUrl),
                    http ?? new HttpClient(),
                    TimeProvider.System
                ),
                Settings,
                onlyClerkId,
                _ => { },
                cancellationToken
            );

    private Task<IReadOnlyList<AccessIncident>> ListAsync() =>
        _services.GetRequiredService<AccessIncidents>().ListOpenAsync(null, CancellationToken.None);

    /// <summary>Rejects the requests to a path.</summary>
    private sealed class Rejecting(string path) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) =>
            request.RequestUri!.AbsolutePath.StartsWith(path, StringComparison.Ordinal)
                ? new(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent("""{"error":{}}""") }
                : await base.SendAsync(request, cancellationToken);
    }

    /// <summary>Cancels the check when it requests a path.</summary>
    private sealed class Cancelling(CancellationTokenSource source, string path)
        : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (request.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal))
            {
                source.Cancel();
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
