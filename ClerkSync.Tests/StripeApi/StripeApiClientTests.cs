using System.Text;
using System.Text.Json.Nodes;
using ClerkSync.Core.Access;
using ClerkSync.Core.StripeApi;
using ClerkSync.Tests.Access;
using ClerkSync.Tests.SimulatedStripe;

namespace ClerkSync.Tests.StripeApi;

/// <summary>The data that ClerkSync reads from Stripe, tested with the simulated Stripe.</summary>
public sealed class StripeApiClientTests
{
    [Fact]
    public async Task Every_subscription_is_read_in_pages_of_one_hundred()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var price = await stripe.CreatePriceAsync();
        var customer = await stripe.CreateCustomerAsync();
        for (var i = 0; i < 201; i++)
        {
            await stripe.V1.Subscriptions.CreateAsync(
                new() { Customer = customer.Id, Items = [new() { Price = price.Id }] }
            );
        }

        await stripe.V1.Subscriptions.CancelAsync((await stripe.V1.Subscriptions.ListAsync()).First().Id);
        var requests = stripe.Server.Requests.Total;

        var read = await ReadAsync(CreateClient(stripe));

        Assert.Equal(201, read.Select(listed => listed.Subscription.Id).Distinct().Count());
        Assert.Equal("canceled", read[0].Subscription.Status);
        Assert.Equal(3, stripe.Server.Requests.Total - requests);
    }

    [Fact]
    public async Task Subscription_has_its_prices_period_customer_and_payment()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var clock = await stripe.CreateClockAsync();
        var made = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), clock: clock);
        await stripe.V1.Customers.UpdateAsync(
            made.CustomerId,
            new()
            {
                Metadata = new() { ["clerkUserId"] = "user_1", ["note"] = "user_2" },
            }
        );
        await stripe.V1.Subscriptions.UpdateAsync(made.Id, new() { PauseCollection = new() { Behavior = "void" } });

        var read = Assert.Single(await ReadAsync(CreateClient(stripe)));

        var subscription = read.Subscription;
        Assert.Equal(("user_1", 2000), (read.ClerkId, read.AmountPaid));
        Assert.StartsWith("pi_", read.PaymentIntent);
        Assert.Equal("pro_monthly", Assert.Single(subscription.Prices).LookupKey);
        Assert.Equal(
            (made.CustomerId, "active", "void"),
            (subscription.CustomerId, subscription.Status, subscription.PauseBehavior)
        );
        Assert.Equal(StripeDriver.Start.AddMonths(1), subscription.PeriodEnd);
    }

    [Fact]
    public async Task Period_of_the_subscription_is_used_if_the_item_has_no_period()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var clock = await stripe.CreateClockAsync();
        await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), clock: clock);

        var read = Assert.Single(await ReadAsync(CreateClient(stripe, handler: new OldVersionHandler())));

        Assert.Equal(StripeDriver.Start.AddMonths(1), read.Subscription.PeriodEnd);
        Assert.Equal(StripeDriver.Start, read.Subscription.PeriodStart);
    }

    [Fact]
    public async Task Refunds_and_disputes_name_the_payment_of_the_invoice()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var made = await stripe.SubscribeAsync(await stripe.CreatePriceAsync(), "pm_card_createDispute");
        var charge = (await stripe.V1.Charges.ListAsync(new() { Customer = made.CustomerId })).Single();
        await stripe.V1.Refunds.CreateAsync(new() { Charge = charge.Id, Amount = 500 });
        var client = CreateClient(stripe);

        var listed = Assert.Single(await ReadAsync(client));
        var reversals = await client
            .ListReversalsAsync(DateTimeOffset.UnixEpoch, CancellationToken.None)
            .SelectMany(page => page)
            .ToListAsync();
        var later = await client
            .ListReversalsAsync(DateTimeOffset.UtcNow.AddDays(1), CancellationToken.None)
            .SelectMany(page => page)
            .ToListAsync();

        Assert.Equal(
            [
                new Reversal(listed.PaymentIntent!, 500, false, false),
                new Reversal(listed.PaymentIntent!, 0, true, false),
            ],
            reversals
        );
        Assert.Empty(later);
    }

    [Fact]
    public async Task Features_are_read_by_product()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var pro = await stripe.CreatePriceAsync(feature: "export");
        var plain = await stripe.CreatePriceAsync("plain");

        var features = await CreateClient(stripe).GetFeaturesAsync(CancellationToken.None);

        Assert.Equal(["export"], features[pro.ProductId]);
        Assert.Empty(features[plain.ProductId]);
    }

    [Fact]
    public async Task Customer_is_known_unknown_or_of_the_other_mode()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var known = await stripe.CreateCustomerAsync();
        var deleted = await stripe.CreateCustomerAsync();
        await stripe.V1.Customers.DeleteAsync(deleted.Id);
        var client = CreateClient(stripe);
        var live = CreateClient(stripe, stripe.Server.LiveSecretKey);

        Assert.Equal(CustomerState.Known, await client.GetCustomerStateAsync(known.Id, CancellationToken.None));
        Assert.Equal(CustomerState.Unknown, await client.GetCustomerStateAsync(deleted.Id, CancellationToken.None));
        Assert.Equal(CustomerState.Unknown, await client.GetCustomerStateAsync("cus_none", CancellationToken.None));
        Assert.Equal(CustomerState.OtherMode, await live.GetCustomerStateAsync(known.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Rate_limited_request_is_retried()
    {
        await using var stripe = await StripeDriver.StartAsync();
        for (var i = 0; i < 6; i++)
        {
            await stripe.CreatePriceAsync($"price_{i}");
        }

        stripe.Server.Requests.PerSecond = 3;

        Assert.Equal(6, (await CreateClient(stripe).GetFeaturesAsync(CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Rejected_key_is_reported_without_the_key()
    {
        const string key = "sk_test_0123456789abcdefWXYZ";
        await using var stripe = await StripeDriver.StartAsync();

        var rejected = await Assert.ThrowsAsync<StripeApiException>(() =>
            CreateClient(stripe, key).TestKeyAsync(CancellationToken.None)
        );

        Assert.Equal(StripeApiErrorKind.KeyRejected, rejected.Kind);
        Assert.StartsWith("Stripe rejected the secret key (HTTP 401)", rejected.Message);
        Assert.DoesNotContain("WXYZ", rejected.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permission_that_a_restricted_key_lacks_is_named()
    {
        await using var stripe = await StripeDriver.StartAsync();
        var client = CreateClient(stripe, stripe.Server.CreateRestrictedKey("subscription"));

        var tested = await Assert.ThrowsAsync<StripeApiException>(() => client.TestKeyAsync(CancellationToken.None));
        var rejected = await Assert.ThrowsAsync<StripeApiException>(() =>
            client.GetFeaturesAsync(CancellationToken.None)
        );

        Assert.Equal((StripeApiErrorKind.NotPermitted, StripeApiErrorKind.NotPermitted), (tested.Kind, rejected.Kind));
        Assert.Contains("give the key the permission rak_customer_read.", tested.Message, StringComparison.Ordinal);
        Assert.Contains("give the key the permission rak_product_read.", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documented_permissions_are_sufficient()
    {
        await using var stripe = await StripeDriver.StartAsync();
        await stripe.SubscribeAsync(await stripe.CreatePriceAsync(feature: "export"));
        var key = stripe.Server.CreateRestrictedKey("customer", "subscription", "product", "charge", "dispute");
        var client = CreateClient(stripe, key);

        await client.TestKeyAsync(CancellationToken.None);

        Assert.Single(await ReadAsync(client));
        Assert.Empty(
            await client
                .ListReversalsAsync(DateTimeOffset.UnixEpoch, CancellationToken.None)
                .SelectMany(page => page)
                .ToListAsync()
        );
        Assert.Single(await client.GetFeaturesAsync(CancellationToken.None));
        Assert.Equal(CustomerState.Unknown, await client.GetCustomerStateAsync("cus_none", CancellationToken.None));
    }

    [Theory]
    [InlineData("pk_test_0123456789abcdef", "publishable key")]
    [InlineData("whsec_0123456789abcdef", "signing secret")]
    [InlineData(" sk_test_0123456789abcdef", "spaces")]
    [InlineData("sk_test_0123", "cut off")]
    [InlineData("sk_test_0123456789abcd…", "cut off")]
    [InlineData("abcdef", "Enter a Stripe secret key")]
    public void Value_that_is_not_a_key_is_rejected_with_what_it_is(string text, string why)
    {
        var rejected = Assert.Throws<ClerkSync.Core.SettingException>(() => StripeSecretKey.Parse(text));

        Assert.StartsWith("Enter a Stripe secret key (sk_test_… or sk_live_…)", rejected.Message);
        Assert.Contains(why, rejected.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Trim(), rejected.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk_live_0123456789abcdef", true, false)]
    [InlineData("rk_test_0123456789abcdef", false, true)]
    public void Printed_key_shows_only_its_kind_and_its_end(string text, bool isLive, bool isRestricted)
    {
        var key = StripeSecretKey.Parse(text);

        Assert.Equal((isLive, isRestricted), (key.IsLive, key.IsRestricted));
        Assert.Equal($"{text[..8]}…cdef", $"{key}");
    }

    /// <summary>Runs Stripe, the client and the decision together, over the life of a subscription.</summary>
    [Theory]
    [InlineData("pm_card_visa", "", 10, "")]
    [InlineData("pm_card_visa", "", 20, "")]
    [InlineData("pm_card_chargeCustomerFail", "", 15, "UnpaidTrial")]
    [InlineData("pm_card_chargeCustomerFail", "", 40, "AccessNotPaid")]
    [InlineData(null, "cancel", 15, "TrialExpiredStillPremium")]
    [InlineData(null, "pause", 15, "UnpaidTrial")]
    [InlineData("pm_card_createDispute", "", 15, "RefundedOrDisputed")]
    public async Task Account_that_keeps_its_plan_gets_the_code_of_its_subscription(
        string? method,
        string without,
        int days,
        string code
    )
    {
        await using var stripe = await StripeDriver.StartAsync();
        var clock = await stripe.CreateClockAsync();
        var price = await stripe.CreatePriceAsync();
        await stripe.SubscribeAsync(price, method, clock, 14, without.Length > 0 ? without : null);
        await stripe.AdvanceAsync(clock, days);
        var client = CreateClient(stripe);

        var listed = Assert.Single(await ReadAsync(client));
        var isDisputed = await client
            .ListReversalsAsync(DateTimeOffset.UnixEpoch, CancellationToken.None)
            .AnyAsync(page =>
                page.Any(reversal => reversal.PaymentIntent == listed.PaymentIntent && reversal.IsDisputed)
            );
        var account = Accounts
            .Of("pro", listed.Subscription with { IsDisputed = isDisputed })
            .With(Accounts.Features, null);
        var finding = AccessDecision.Decide(
            account,
            Accounts.Mapping with
            {
                TrialEnd = null,
            },
            new(),
            StripeDriver.Start.AddDays(days)
        );

        Assert.Equal(code, $"{finding?.Code}");
    }

    private static StripeApiClient CreateClient(
        StripeDriver stripe,
        string? key = null,
        HttpMessageHandler? handler = null
    ) =>
        new(
            StripeSecretKey.Parse(key ?? stripe.Server.SecretKey),
            new Uri(stripe.Server.BaseUrl),
            new HttpClient(handler ?? new SocketsHttpHandler()),
            TimeProvider.System
        );

    private static async Task<IReadOnlyList<ListedSubscription>> ReadAsync(StripeApiClient client) =>
        await client.ListSubscriptionsAsync(CancellationToken.None).SelectMany(page => page).ToListAsync();

    /// <summary>Moves the period to where Stripe had it before 2025.</summary>
    private sealed class OldVersionHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken);
            var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            foreach (var subscription in json["data"]!.AsArray())
            {
                var item = subscription!["items"]!["data"]![0]!.AsObject();
                foreach (var name in (string[])["current_period_start", "current_period_end"])
                {
                    item.Remove(name, out var time);
                    subscription[name] = time;
                }
            }

            response.Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
            return response;
        }
    }
}
