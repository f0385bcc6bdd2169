using ClerkSync.SimulatedStripe;
using Stripe;

namespace ClerkSync.Tests.SimulatedStripe;

/// <summary>A simulated Stripe, Stripe's own client, and a small catalog.</summary>
internal sealed class StripeDriver : IAsyncDisposable
{
    public static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private StripeDriver(SimulatedStripeServer server)
    {
        Server = server;
        Client = CreateClient(server.SecretKey);
    }

    public SimulatedStripeServer Server { get; }

    public StripeClient Client { get; }

    public V1Services V1 => Client.V1;

    public static async Task<StripeDriver> StartAsync(TimeProvider? time = null) =>
        new(
            await SimulatedStripeServer.StartAsync(
                new SimulatedStripeOptions { Time = time ?? TimeProvider.System },
                CancellationToken.None
            )
        );

    public StripeClient CreateClient(string key) =>
        new(new StripeClientOptions { ApiKey = key, ApiBase = Server.BaseUrl });

    public async Task<Price> CreatePriceAsync(
        string lookupKey = "pro_monthly",
        string interval = "month",
        string? feature = null
    )
    {
        var product = await V1.Products.CreateAsync(new ProductCreateOptions { Name = lookupKey });
        if (feature is not null)
        {
            var made = await V1.Entitlements.Features.CreateAsync(new() { Name = feature, LookupKey = feature });
            await V1.Products.Features.CreateAsync(product.Id, new() { EntitlementFeature = made.Id });
        }

        return await V1.Prices.CreateAsync(
            new PriceCreateOptions
            {
                Product = product.Id,
                Currency = "usd",
                UnitAmount = 2000,
                LookupKey = lookupKey,
                Recurring = new PriceRecurringOptions { Interval = interval },
            }
        );
    }

    public Task<Customer> CreateCustomerAsync(string? method = "pm_card_visa", string? clock = null) =>
        V1.Customers.CreateAsync(
            new CustomerCreateOptions
            {
                TestClock = clock,
                InvoiceSettings = method is null
                    ? null
                    : new CustomerInvoiceSettingsOptions { DefaultPaymentMethod = method },
            }
        );

    public async Task<Subscription> SubscribeAsync(
        Price price,
        string? method = "pm_card_visa",
        string? clock = null,
        int? trialDays = null,
        string? withoutMethod = null
    ) =>
        await V1.Subscriptions.CreateAsync(
            new SubscriptionCreateOptions
            {
                Customer = (await CreateCustomerAsync(method, clock)).Id,
                Items = [new SubscriptionItemOptions { Price = price.Id }],
                TrialPeriodDays = trialDays,
                TrialSettings = withoutMethod is null
                    ? null
                    : new() { EndBehavior = new() { MissingPaymentMethod = withoutMethod } },
            }
        );

    public async Task<string> CreateClockAsync() =>
        (await V1.TestHelpers.TestClocks.CreateAsync(new() { FrozenTime = Start })).Id;

    public Task AdvanceAsync(string clock, int days) =>
        V1.TestHelpers.TestClocks.AdvanceAsync(clock, new() { FrozenTime = Start.AddDays(days) });

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
