using ClerkSync.LocalHost.SimulatedClerk;

namespace ClerkSync.LocalHost.Up;

/// <summary>The simulated Clerk of a data folder.</summary>
internal static class LocalClerk
{
    /// <summary>What its clients need, before it runs; its keys are made the first time.</summary>
    public static ClerkAddress FindAddress(DataFolder data, int port) =>
        new($"http://127.0.0.1:{port}", ClerkKeys.Ensure(data.ClerkFolder).SecretKey);

    /// <summary>Starts it.</summary>
    public static Task<SimulatedClerkServer> StartAsync(
        DataFolder data,
        int port,
        Uri endpoint,
        string webhookSecret,
        CancellationToken cancellationToken
    ) =>
        SimulatedClerkServer.StartAsync(
            new SimulatedClerkOptions
            {
                Port = port,
                DataFolder = data.ClerkFolder,
                Endpoint = endpoint,
                WebhookSecret = webhookSecret,
            },
            cancellationToken
        );
}

/// <summary>What a client of a Clerk needs.</summary>
/// <param name="Url">Where its Backend API is, without <c>/v1</c>; also the issuer of its tokens.</param>
/// <param name="SecretKey">Opens it.</param>
internal sealed record ClerkAddress(string Url, string SecretKey);
