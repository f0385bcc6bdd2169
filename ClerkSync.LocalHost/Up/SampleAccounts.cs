using System.Text.Json;
using System.Text.Json.Nodes;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;
using ClerkSync.SimulatedStripe.Objects;

namespace ClerkSync.LocalHost.Up;

/// <summary>
/// Sample users of the simulated Clerk and the simulated Stripe. For three of them, access and payment differ. Clerk stores its users;
/// Stripe stores nothing and gets the same customers at every start.
/// </summary>
internal static class SampleAccounts
{
    private static readonly Account[] All =
    [
        new("Ada", "Lovelace", "pro", new("pro_monthly")),
        new("Grace", "Hopper", "enterprise", new("enterprise_monthly")),
        new("Alan", "Turing", "pro", new("pro_monthly", TrialDays: 14)),
        new("Radia", "Perlman", "free", new("pro_monthly")),
        new("Edsger", "Dijkstra", "pro", new("pro_monthly", IsCanceled: true)),
        new("Margaret", "Hamilton", "pro", new("enterprise_monthly")),
        // An abandoned checkout: a customer who never subscribed.
        new("Leslie", "Lamport", "free", new(null)),
        new("Frances", "Allen", null, null),
    ];

    /// <summary>Adds two prices and the customers.</summary>
    public static void AddTo(Seeds stripe)
    {
        stripe.AddPrice("pro_monthly", "Pro", 2000);
        stripe.AddPrice("enterprise_monthly", "Enterprise", 20_000);
        foreach (var account in All.Where(account => account.Paid is not null))
        {
            stripe.AddCustomer(account.CustomerId, $"{account.FirstName} {account.LastName}", account.Email);
            if (account.Paid is { Price: { } price } paid)
            {
                stripe.Subscribe(account.CustomerId, price, paid.TrialDays, paid.IsCanceled);
            }
        }
    }

    /// <summary>Adds the users, unless an earlier start has.</summary>
    public static void AddTo(SimulatedClerkServer clerk)
    {
        // A killed start may have added some.
        var there = clerk.Users.All().Select(user => user.FindPrimaryEmail()).ToHashSet();
        foreach (var account in All.Where(account => !there.Contains(account.Email)))
        {
            clerk.Users.Create(
                new NewUser
                {
                    FirstName = account.FirstName,
                    LastName = account.LastName,
                    Emails = [account.Email],
                    Metadata = account.ToMetadata(),
                }
            );
        }
    }

    /// <param name="Plan">The plan in Clerk's public metadata; null when there is none.</param>
    /// <param name="Paid">Null when the user has no customer in Stripe.</param>
    private sealed record Account(string FirstName, string LastName, string? Plan, Payment? Paid)
    {
        public string CustomerId => $"cus_Sample{FirstName}";

        public string Email => $"{FirstName}.{LastName}@sample.example".ToLowerInvariant();

        public Metadata ToMetadata() =>
            new()
            {
                Public = Plan is null ? null : ToJson("plan", Plan),
                Private = Paid is null ? null : ToJson("stripe_customer_id", CustomerId),
            };

        private static JsonElement ToJson(string name, string value) =>
            JsonElement.Parse(new JsonObject { [name] = value }.ToJsonString());
    }

    /// <param name="Price">The lookup key of the price; null for a customer who never subscribed.</param>
    private sealed record Payment(string? Price, int TrialDays = 0, bool IsCanceled = false);
}
