using ClerkSync.Core.StripeApi;
using ClerkSync.SimulatedStripe;

namespace ClerkSync.LocalHost.Up;

/// <summary>The simulated Stripe of <c>up</c>.</summary>
internal static class LocalStripe
{
    /// <summary>Starts the server with the sample accounts.</summary>
    /// <param name="dataOption">The <c>--data</c> option for the command to paste; may be empty.</param>
    public static Task<SimulatedStripeServer> StartAsync(
        LocalPort port,
        string dataOption,
        CancellationToken cancellationToken
    ) =>
        SimulatedStripeServer.StartAsync(
            new SimulatedStripeOptions
            {
                Port = port.Number,
                Socket = port.Socket,
                Seed = SampleAccounts.AddTo,
                CheckCommand = $"./clerksync access check{dataOption}",
            },
            cancellationToken
        );

    /// <summary>The settings that clients need.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> SettingsOf(SimulatedStripeServer stripe) =>
        [new(StripeAccount.UrlSetting, stripe.BaseUrl), new(StripeSecretKey.Setting, stripe.SecretKey)];
}
