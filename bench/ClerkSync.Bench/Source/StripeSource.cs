using System.Globalization;
using ClerkSync.SimulatedStripe;

namespace ClerkSync.Bench.Source;

/// <summary>A simulated Stripe with many customers, each with a subscription.</summary>
internal static class StripeSource
{
    /// <summary>Prints its URL and its key, and for each input line the number of requests so far.</summary>
    public static async Task RunAsync(int subscriptions, CancellationToken cancellationToken)
    {
        await using var stripe = await SimulatedStripeServer.StartAsync(
            new SimulatedStripeOptions
            {
                Seed = seeds =>
                {
                    seeds.AddPrice("pro_monthly", "Pro", 2000);
                    for (var i = 1; i <= subscriptions; i++)
                    {
                        var customer = string.Create(CultureInfo.InvariantCulture, $"cus_{i:d14}");
                        seeds.AddCustomer(customer);
                        seeds.Subscribe(customer, "pro_monthly", trialDays: 0, isCanceled: false);
                    }
                },
            },
            cancellationToken
        );
        Console.WriteLine(stripe.BaseUrl);
        Console.WriteLine(stripe.SecretKey);
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            Console.WriteLine(stripe.Requests.Total);
        }
    }
}
