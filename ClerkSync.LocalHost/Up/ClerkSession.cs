using ClerkSync.Core.Webhooks;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.LocalHost.Up;

/// <summary>The simulated Clerk of a data folder, when it runs without <c>up</c>.</summary>
public sealed class ClerkSession : IAsyncDisposable
{
    private readonly LocalPort _port;

    private ClerkSession(SimulatedClerkServer clerk, LocalPort port) => (Clerk, _port) = (clerk, port);

    /// <summary>The running server.</summary>
    public SimulatedClerkServer Clerk { get; }

    /// <summary>Starts the simulated Clerk, and adds the settings of its clients and its endpoint to the data folder.</summary>
    /// <param name="data">The data folder. It is created if it does not exist.</param>
    /// <param name="port">The port on 127.0.0.1. Null means 7072, or another port if that one is taken.</param>
    /// <param name="endpoint">Receives the webhooks. It need not run yet.</param>
    /// <param name="progress">Receives a sentence when another port is used.</param>
    /// <exception cref="UpException">
    /// <c>up</c> uses the data folder, an earlier <c>up</c> was given a real Clerk, the port is taken, or another process uses the folder
    /// of the simulated Clerk.
    /// </exception>
    public static async Task<ClerkSession> StartAsync(
        DataFolder data,
        int? port,
        Uri endpoint,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        var settings = new AddedSettings(data);
        await settings.CheckAsync(GivenSettings.OfClerk, cancellationToken);
        var taken = LocalPort.Take(PortRange.Clerk with { Option = "--port" }, port, progress);
        SimulatedClerkServer? clerk = null;
        try
        {
            var address = LocalClerk.FindAddress(data, taken);
            var secret = LocalClerk.EnsureWebhookSecret(data);
            clerk = await LocalClerk.StartAsync(data, taken, endpoint, secret, rows: null, cancellationToken);
            await settings.AddAsync(
                [
                    .. address.Settings,
                    new(WebhookSecrets.Setting, secret),
                    new(UpSettings.EndpointSetting, endpoint.AbsoluteUri),
                ],
                cancellationToken
            );
            return new ClerkSession(clerk, taken);
        }
        catch
        {
            await (clerk?.DisposeAsync() ?? ValueTask.CompletedTask);
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server. Undelivered messages are delivered after the next start on the same folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Clerk.DisposeAsync();
        _port.Dispose();
    }
}
