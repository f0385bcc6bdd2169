using ClerkSync.Core.StripeApi;
using ClerkSync.SimulatedStripe;

namespace ClerkSync.LocalHost.Up;

/// <summary>The simulated Stripe of <c>up</c>.</summary>
internal static class LocalStripe
{
    /// <summary>Starts the server with the sample accounts.</summary>
    public static Task<SimulatedStripeServer> StartAsync(LocalPort port, CancellationToken cancellationToken) =>
        SimulatedStripeServer.StartAsync(
            new SimulatedStripeOptions
            {
                Port = port.Number,
                Socket = port.Socket,
                Seed = SampleAccounts.AddTo,
                CheckCommand = "./clerksync access check",
            },
            cancellationToken
        );

    /// <summary>The settings that clients need.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> SettingsOf(SimulatedStripeServer stripe) =>
        [new(StripeAccount.UrlSetting, stripe.BaseUrl), new(StripeSecretKey.Setting, stripe.SecretKey)];
}
