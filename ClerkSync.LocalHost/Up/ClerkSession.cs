using ClerkSync.Core.Webhooks;
using ClerkSync.SimulatedClerk;

namespace ClerkSync.LocalHost.Up;

/// <summary>The simulated Clerk of a data folder, without <c>up</c>.</summary>
public sealed class ClerkSession : IAsyncDisposable
{
    private readonly LocalPort _port;

    private ClerkSession(SimulatedClerkServer clerk, LocalPort port) => (Clerk, _port) = (clerk, port);

    /// <summary>What runs.</summary>
    public SimulatedClerkServer Clerk { get; }

    /// <summary>Starts it, and adds the settings of its clients and its endpoint to those in the data folder.</summary>
    /// <param name="data">The data folder; made when absent.</param>
    /// <param name="port">The port on 127.0.0.1. Null means 7072, or another one when that is taken.</param>
    /// <param name="endpoint">Where its webhooks go. The endpoint need not run yet.</param>
    /// <param name="progress">Gets a sentence when it takes another port.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="UpException">
    /// <c>up</c> runs on the data folder, an earlier <c>up</c> was given a real Clerk, the port is taken, or another process uses
    /// its folder.
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

    /// <summary>Stops it. Messages that were not delivered are delivered after the next start on the same folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Clerk.DisposeAsync();
        _port.Dispose();
    }
}
