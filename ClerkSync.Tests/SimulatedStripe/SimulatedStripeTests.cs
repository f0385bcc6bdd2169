using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.Tests.Interop;
using Stripe;

namespace ClerkSync.Tests.SimulatedStripe;

/// <summary>The simulated Stripe, tested through Stripe's own client where possible.</summary>
public sealed class SimulatedStripeTests
{
    [Theory]
    [InlineData("customers")]
    [InlineData("subscriptions")]
    [InlineData("prices")]
    [InlineData("products")]
    [InlineData("entitlements/features")]
    [InlineData("invoices")]
    [InlineData("charges")]
    [InlineData("refunds")]
    [InlineData("disputes")]
    [InlineData("test_helpers/test_clocks")]
    public async Task Objects_have_the_same_members_as_Stripes_fixtures(string path)
    {
        await using var stripe = await StripeDriver.StartAsync();
        var price = await stripe.CreatePriceAsync(feature: "export");
        await stripe.SubscribeAsync(price, "pm_card_createDispute", await stripe.CreateClockAsync());
        await stripe.V1.Refunds.CreateAsync(
            new RefundCreateOptions { Charge = (await stripe.V1.Charges.ListAsync()).First().Id }
        );
        var fixtures = JsonNode.Parse(
            typeof(SimulatedStripeTests).Assembly.GetManifestResourceStream("stripe-fixtures.json")!
        )!["resources"]!;

        var made = JsonNode.Parse(await GetAsync(stripe, $"v1/{path}?limit=1"))!["data"]![0]!.AsObject();

        var fixture = fixtures[(string)made["object"]!]!.AsObject();
        Assert.Equal(fixture.Select(member => member.Key).Order(), made.Select(member => member.Key).Order());
        Assert.All(made, member => AssertSameKind(member.Key, member.Value, fixture[member.Key]));
    }

    [Fact]
    public async Task Pages_return_every_subscription_once()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var price = await stripe.CreatePriceAsync();
        var made = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            made.Add((await stripe.SubscribeAsync(price)).Id);
        }

        var requests = stripe.Server.Requests.Total;
        var walked = new List<string>();
        await foreach (var one in stripe.V1.Subscriptions.ListAutoPagingAsync(new() { Status = "all", Limit = 10 }))
        {
            walked.Add(one.Id);
        }

        made.Reverse();
        Assert.Equal(made, walked);
        Assert.Equal(3, stripe.Server.Requests.Total - requests);
    }

    [Fact]
    public async Task List_without_a_status_hides_canceled_subscriptions()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var subscription = await stripe.SubscribeAsync(await stripe.CreatePriceAsync());
        await stripe.V1.Subscriptions.CancelAsync(subscription.Id);

        var shown = await stripe.V1.Subscriptions.ListAsync();
        var all = await stripe.V1.Subscriptions.ListAsync(new() { Status = "all", Customer = subscription.CustomerId });

        Assert.Empty(shown);
        Assert.Equal("canceled", Assert.Single(all).Status);
    }

    [Fact]
    public async Task Expansion_replaces_ids_with_objects()
    {
        await using var stripe = await StripeDriver.StartAsync();
        await stripe.SubscribeAsync(await stripe.CreatePriceAsync());

        var listed = await stripe.V1.Subscriptions.ListAsync(
            new() { Expand = ["data.customer", "data.latest_invoice.payments"] }
        );

        var subscription = Assert.Single(listed);
        Assert.Equal(subscription.CustomerId, subscription.Customer.Id);
        Assert.Equal("pro_monthly", subscription.Items.Data[0].Price.LookupKey);
        Assert.StartsWith("pi_", Assert.Single(subscription.LatestInvoice.Payments).Payment.PaymentIntentId);
    }

    [Fact]
    public async Task Expansion_of_more_than_four_levels_is_rejected()
    {
        await using var stripe = await StripeDriver.StartAsync();

        var rejected = await Assert.ThrowsAsync<StripeException>(() =>
            stripe.V1.Subscriptions.ListAsync(new() { Expand = ["data.items.data.price.product"] })
        );

        Assert.Equal(HttpStatusCode.BadRequest, rejected.HttpStatusCode);
    }

    [Theory]
    [InlineData("sk_test_wrong")]
    [InlineData("pk_test_wrong")]
    public async Task Wrong_key_gives_401(string key)
    {
        await using var stripe = await StripeDriver.StartAsync();

        var rejected = await Assert.ThrowsAsync<StripeException>(() =>
            stripe.CreateClient(key).V1.Customers.ListAsync()
        );

        Assert.Equal(HttpStatusCode.Unauthorized, rejected.HttpStatusCode);
        Assert.Equal("invalid_request_error", rejected.StripeError.Type);
        Assert.DoesNotContain(key, rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restricted_key_allows_only_its_permissions()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var client = stripe.CreateClient(stripe.Server.CreateRestrictedKey("subscription"));

        var read = await client.V1.Subscriptions.ListAsync();
        var rejected = await Assert.ThrowsAsync<StripeException>(() => client.V1.Customers.ListAsync());
        var written = await Assert.ThrowsAsync<StripeException>(() => client.V1.Subscriptions.CancelAsync("sub_1"));

        Assert.Empty(read);
        Assert.Equal(HttpStatusCode.Forbidden, rejected.HttpStatusCode);
        Assert.Contains("'rak_customer_read'", rejected.Message, StringComparison.Ordinal);
        Assert.Contains("'rak_subscription_write'", written.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_above_the_rate_limit_gives_429_and_an_outage_gives_500()
    {
        await using var stripe = await StripeDriver.StartAsync();
        stripe.Server.Requests.PerSecond = 0;
        var limited = await Assert.ThrowsAsync<StripeException>(() => stripe.V1.Customers.ListAsync());
        stripe.Server.Requests.PerSecond = null;
        stripe.Server.Requests.FailAfter = 0;
        var failed = await Assert.ThrowsAsync<StripeException>(() => stripe.V1.Customers.ListAsync());

        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "rate_limit"),
            (limited.HttpStatusCode, limited.StripeError.Code)
        );
        Assert.Equal(
            (HttpStatusCode.InternalServerError, "api_error"),
            (failed.HttpStatusCode, failed.StripeError.Type)
        );
    }

    [Fact]
    public async Task Deleted_customer_is_returned_as_deleted_and_is_not_listed()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var subscription = await stripe.SubscribeAsync(await stripe.CreatePriceAsync());

        await stripe.V1.Customers.DeleteAsync(subscription.CustomerId);

        Assert.True((await stripe.V1.Customers.GetAsync(subscription.CustomerId)).Deleted);
        Assert.Empty(await stripe.V1.Customers.ListAsync());
        Assert.Equal("canceled", (await stripe.V1.Subscriptions.GetAsync(subscription.Id)).Status);
    }

    [Fact]
    public async Task Error_about_an_id_of_the_other_mode_names_that_mode()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var customer = await stripe.CreateCustomerAsync();

        var rejected = await Assert.ThrowsAsync<StripeException>(() =>
            stripe.CreateClient(stripe.Server.LiveSecretKey).V1.Customers.GetAsync(customer.Id)
        );

        Assert.Equal("resource_missing", rejected.StripeError.Code);
        Assert.Contains("a similar object exists in test mode", rejected.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pm_card_visa", null, "active")]
    [InlineData("pm_card_chargeCustomerFail", null, "past_due")]
    [InlineData(null, "create_invoice", "past_due")]
    [InlineData(null, "pause", "paused")]
    [InlineData(null, "cancel", "canceled")]
    public async Task Payment_method_determines_the_status_after_a_trial(
        string? method,
        string? without,
        string expected
    )
    {
        await using var stripe = await StripeDriver.StartAsync();
        var clock = await stripe.CreateClockAsync();
        var trial = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), method, clock, 14, without);

        await stripe.AdvanceAsync(clock, 15);

        var ended = await stripe.V1.Subscriptions.GetAsync(trial.Id);
        Assert.Equal(("trialing", expected), (trial.Status, ended.Status));
        Assert.Equal(StripeDriver.Start.AddDays(14), ended.TrialEnd);
    }

    [Fact]
    public async Task Renewal_moves_the_period_and_is_paid()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var clock = await stripe.CreateClockAsync();
        var subscription = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), clock: clock);

        await stripe.AdvanceAsync(clock, 70);

        var renewed = await stripe.V1.Subscriptions.GetAsync(subscription.Id);
        var invoices = await stripe.V1.Invoices.ListAsync(new() { Customer = subscription.CustomerId });
        Assert.Equal(StripeDriver.Start.AddMonths(3), renewed.Items.Data[0].CurrentPeriodEnd);
        Assert.Equal(["paid", "paid", "paid"], invoices.Select(invoice => invoice.Status));
    }

    [Fact]
    public async Task Subscription_with_an_unpaid_renewal_is_past_due_and_then_canceled()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var clock = await stripe.CreateClockAsync();
        var subscription = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), clock: clock);
        await stripe.V1.Customers.UpdateAsync(
            subscription.CustomerId,
            new() { InvoiceSettings = new() { DefaultPaymentMethod = "pm_card_chargeCustomerFail" } }
        );

        await stripe.AdvanceAsync(clock, 32);
        var unpaid = await stripe.V1.Subscriptions.GetAsync(subscription.Id);
        await stripe.AdvanceAsync(clock, 60);
        var canceled = await stripe.V1.Subscriptions.GetAsync(subscription.Id);

        Assert.Equal(("past_due", "canceled"), (unpaid.Status, canceled.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scheduled_cancellation_takes_effect_when_it_is_due(bool atPeriodEnd)
    {
        await using var stripe = await StripeDriver.StartAsync();
        var clock = await stripe.CreateClockAsync();
        var subscription = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), clock: clock);
        await stripe.V1.Subscriptions.UpdateAsync(
            subscription.Id,
            atPeriodEnd ? new() { CancelAtPeriodEnd = true } : new() { CancelAt = StripeDriver.Start.AddDays(20) }
        );

        await stripe.AdvanceAsync(clock, 19);
        var before = await stripe.V1.Subscriptions.GetAsync(subscription.Id);
        await stripe.AdvanceAsync(clock, 32);
        var after = await stripe.V1.Subscriptions.GetAsync(subscription.Id);

        Assert.Equal(("active", "canceled"), (before.Status, after.Status));
    }

    [Fact]
    public async Task Price_change_keeps_the_period_and_an_unknown_price_changes_nothing()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var other = await stripe.CreatePriceAsync("enterprise_monthly");
        var subscription = await stripe.SubscribeAsync(await stripe.CreatePriceAsync());
        var item = subscription.Items.Data[0];
        SubscriptionUpdateOptions To(string price) => new() { Items = [new() { Id = item.Id, Price = price }] };

        var rejected = await Assert.ThrowsAsync<StripeException>(() =>
            stripe.V1.Subscriptions.UpdateAsync(subscription.Id, To("price_none"))
        );
        var kept = await stripe.V1.Subscriptions.GetAsync(subscription.Id);
        var changed = await stripe.V1.Subscriptions.UpdateAsync(subscription.Id, To(other.Id));

        Assert.Equal("resource_missing", rejected.StripeError.Code);
        Assert.Equal(item.Price.Id, kept.Items.Data[0].Price.Id);
        Assert.Equal(
            (item.Id, other.Id, item.CurrentPeriodEnd),
            (changed.Items.Data[0].Id, changed.Items.Data[0].Price.Id, changed.Items.Data[0].CurrentPeriodEnd)
        );
    }

    [Fact]
    public async Task Subscription_with_paused_collection_stays_active_without_new_invoices()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var clock = await stripe.CreateClockAsync();
        var subscription = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), clock: clock);
        await stripe.V1.Subscriptions.UpdateAsync(
            subscription.Id,
            new() { PauseCollection = new() { Behavior = "void" } }
        );

        await stripe.AdvanceAsync(clock, 40);

        var paused = await stripe.V1.Subscriptions.GetAsync(subscription.Id);
        Assert.Equal(("active", "void"), (paused.Status, paused.PauseCollection.Behavior));
        Assert.Single(await stripe.V1.Invoices.ListAsync(new() { Subscription = subscription.Id }));
    }

    [Fact]
    public async Task Subscription_without_a_test_clock_follows_the_clock_of_the_simulation()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var trial = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), trialDays: 7);

        stripe.Server.Advance(TimeSpan.FromDays(8));

        Assert.Equal("active", (await stripe.V1.Subscriptions.GetAsync(trial.Id)).Status);
    }

    [Fact]
    public async Task Refund_and_dispute_do_not_change_the_subscription()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var subscription = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), "pm_card_createDispute");
        var charge = (await stripe.V1.Charges.ListAsync(new() { Customer = subscription.CustomerId })).Single();

        var refund = await stripe.V1.Refunds.CreateAsync(new() { Charge = charge.Id, Amount = 500 });

        var dispute = (await stripe.V1.Disputes.ListAsync()).Single();
        Assert.True(charge.Disputed);
        Assert.Equal((charge.PaymentIntentId, charge.Id), (dispute.PaymentIntentId, refund.ChargeId));
        Assert.False((await stripe.V1.Charges.GetAsync(charge.Id)).Refunded);
        Assert.Equal("active", (await stripe.V1.Subscriptions.GetAsync(subscription.Id)).Status);
    }

    [Theory]
    [InlineData("winning_evidence", "won")]
    [InlineData("losing_evidence", "lost")]
    [InlineData("They used it.", "under_review")]
    public async Task Test_mode_evidence_decides_a_dispute(string text, string expected)
    {
        await using var stripe = await StripeDriver.StartAsync();
        await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), "pm_card_createDispute");
        var dispute = (await stripe.V1.Disputes.ListAsync()).Single();

        var decided = await stripe.V1.Disputes.UpdateAsync(
            dispute.Id,
            new() { Evidence = new() { UncategorizedText = text } }
        );

        Assert.Equal(("needs_response", expected), (dispute.Status, decided.Status));
    }

    [Theory]
    [InlineData("pm_card_visa", HttpStatusCode.OK)]
    [InlineData("pm_card_createDispute", HttpStatusCode.BadRequest)]
    [InlineData("pm_card_chargeCustomerFail", HttpStatusCode.BadRequest)]
    public async Task Successful_payment_without_a_dispute_can_be_disputed_later(string method, HttpStatusCode expected)
    {
        await using var stripe = await StripeDriver.StartAsync();
        await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), method);
        var charge = (await stripe.V1.Charges.ListAsync()).Single();
        using var http = CreateHttp(stripe);

        using var response = await http.PostAsync(
            "v1/simulate/disputes",
            new FormUrlEncodedContent([new("charge", charge.Id)])
        );

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Features_of_a_product_are_entitlements_of_its_customers()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var price = await stripe.CreatePriceAsync(feature: "export");
        var subscription = await stripe.SubscribeAsync(price);

        var features = await stripe.V1.Products.Features.ListAsync(price.ProductId);
        var active = await stripe.V1.Entitlements.ActiveEntitlements.ListAsync(
            new() { Customer = subscription.CustomerId }
        );

        Assert.Equal("export", Assert.Single(features).EntitlementFeature.LookupKey);
        Assert.Equal("export", Assert.Single(active).LookupKey);
    }

    [NodeFact]
    public async Task Stripes_client_for_Node_works_with_the_simulated_Stripe()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var input = new { stripe.Server.BaseUrl, Key = stripe.Server.SecretKey };

        var seen = JsonNode.Parse(await Node.RunAsync("stripe-client.mjs", JsonSerializer.Serialize(input)))!;

        Assert.Equal(30, (int)seen["walked"]!);
        Assert.Equal("trialing,active", (string)seen["statuses"]!);
        Assert.Equal("Zoë 😀", (string)seen["name"]!);
        Assert.Equal("pro", (string)seen["product"]!);
        Assert.Equal(401, (int)seen["rejected"]!);
        Assert.Equal("resource_missing", (string)seen["missing"]!);
    }

    private static async Task<string> GetAsync(StripeDriver stripe, string path)
    {
        using var http = CreateHttp(stripe);
        return await http.GetStringAsync(path);
    }

    private static HttpClient CreateHttp(StripeDriver stripe)
    {
        var http = new HttpClient { BaseAddress = new Uri(stripe.Server.BaseUrl) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stripe.Server.SecretKey);
        return http;
    }

    /// <summary>Asserts that both values have the same JSON kind. Either value can be null.</summary>
    private static void AssertSameKind(string name, JsonNode? made, JsonNode? fixture)
    {
        static string KindOf(JsonNode node) =>
            node.GetValueKind() is var kind && kind is JsonValueKind.True or JsonValueKind.False
                ? "flag"
                : kind.ToString();

        Assert.True(made is null || fixture is null || KindOf(made) == KindOf(fixture), name);
    }
}
