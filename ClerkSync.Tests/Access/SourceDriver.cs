using ClerkSync.Core;
using ClerkSync.Core.Access;
using ClerkSync.Core.Access.Checks;
using ClerkSync.Core.Access.Repairs;
using ClerkSync.Core.StripeApi;
using ClerkSync.Tests.Drivers;
using ClerkSync.Tests.SimulatedStripe;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Stripe;

namespace ClerkSync.Tests.Access;

/// <summary>An application that stores access in a table, a role that can repair the table, and the simulated Stripe.</summary>
internal sealed class SourceDriver : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private Price _price = null!;

    private SourceDriver(TestDatabase database, StripeDriver stripe)
    {
        _database = database;
        Stripe = stripe;
        _services = CreateServices(database.ConnectionString);
        Mapping = new AccessMapping
        {
            Table = new SourceTable
            {
                Schema = "app",
                Name = "accounts",
                Key = "clerk_id",
                Role = Role,
            },
            CustomerId = "app.accounts.customer",
            Plan = "app.accounts.plan",
            Prices = new Dictionary<string, string> { ["pro_monthly"] = "pro" },
        };
    }

    /// <summary>The role. Its name is unique, because all databases of the server share their roles.</summary>
    public string Role { get; } = $"test_access_{Guid.NewGuid():n}";

    public StripeDriver Stripe { get; }

    /// <summary>Maps the customer and the plan to <c>app.accounts</c>.</summary>
    public AccessMapping Mapping { get; set; }

    public AccessRepairs Repairs => Get<AccessRepairs>();

    /// <summary>Starts with empty tables.</summary>
    public static async Task<SourceDriver> StartAsync(TestDatabase database)
    {
        var driver = new SourceDriver(database, await StripeDriver.StartAsync());
        driver._price = await driver.Stripe.CreatePriceAsync();
        await database.ExecuteAsync(
            $"""
            truncate users, organizations, tombstones, access_incidents, access_runs, access_overrides, access_customers, access_settings cascade;
            alter table access_ledger disable trigger all;
            delete from access_ledger;
            alter table access_ledger enable trigger all;
            drop schema if exists app cascade;
            create schema app;
            create table app.accounts (clerk_id text primary key, customer text, plan text, email text default 'ada@example.com');
            create role {driver.Role};
            grant usage on schema app to {driver.Role};
            grant select (clerk_id, customer, plan), update (customer, plan) on app.accounts to {driver.Role};
            """
        );
        return driver;
    }

    public static ServiceProvider CreateServices(string databaseUrl) =>
        new ServiceCollection()
            .AddClerkSyncCore(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(
                        new Dictionary<string, string?>
                        {
                            ["DATABASE_URL"] = databaseUrl,
                            ["CLERK_WEBHOOK_SIGNING_SECRET"] = "whsec_dGhpcyBpcyBhIHNlY3JldCBmb3IgdGVzdHM=",
                        }
                    )
                    .Build()
            )
            .BuildServiceProvider();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Adds a user without metadata in Clerk, and the row of the application.</summary>
    public async Task AddAsync(string clerkId, string? customer, string? plan)
    {
        await AddUserAsync(clerkId);
        await _database.ExecuteAsync(
            "insert into app.accounts (clerk_id, customer, plan) values (@clerkId, @customer, @plan)",
            new
            {
                clerkId,
                customer,
                plan,
            }
        );
    }

    public Task AddUserAsync(string clerkId, string publicMetadata = "{}", string privateMetadata = "{}") =>
        _database.ExecuteAsync(
            """
            insert into users (clerk_id, public_metadata, private_metadata, clerk_updated_at, clerk_event_at)
            values (@clerkId, @publicMetadata::jsonb, @privateMetadata::jsonb, now(), now())
            """,
            new
            {
                clerkId,
                publicMetadata,
                privateMetadata,
            }
        );

    /// <summary>Creates a customer who pays for pro.</summary>
    public async Task<string> SubscribeAsync() => (await Stripe.SubscribeAsync(_price)).CustomerId;

    /// <summary>Creates a customer who has canceled the subscription.</summary>
    public async Task<string> CancelAsync()
    {
        var subscription = await Stripe.SubscribeAsync(_price);
        await Stripe.V1.Subscriptions.CancelAsync(subscription.Id);
        return subscription.CustomerId;
    }

    public async Task<AccessCheckReport> CheckAsync(string? onlyClerkId = null)
    {
        var settings = new AccessSettings { Users = Mapping };
        await Get<AccessSettingsTable>().SaveAsync(settings, CancellationToken.None);
        return await Get<AccessCheck>()
            .RunAsync(
                new StripeApiClient(
                    StripeSecretKey.Parse(Stripe.Server.SecretKey),
                    new Uri(Stripe.Server.BaseUrl),
                    new HttpClient(),
                    TimeProvider.System
                ),
                settings,
                onlyClerkId,
                _ => { },
                CancellationToken.None
            );
    }

    public Task<IReadOnlyList<AccessIncident>> ListAsync() =>
        Get<AccessIncidents>().ListOpenAsync(null, CancellationToken.None);

    /// <summary>Runs a check, and finds the repair of its only incident.</summary>
    public async Task<AccessRepair> FindOnlyRepairAsync()
    {
        await CheckAsync();
        return (await Repairs.FindAsync((await ListAsync()).Single().Id, CancellationToken.None))!;
    }

    public Task<AccessApproval> ApproveAsync(AccessRepair repair) =>
        Repairs.ApproveAsync(repair, "tests", CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Stripe.DisposeAsync();
        await _database.ExecuteAsync($"drop schema app cascade; drop role {Role}");
    }
}
