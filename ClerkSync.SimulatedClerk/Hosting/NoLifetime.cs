using Microsoft.Extensions.Hosting;

namespace ClerkSync.SimulatedClerk.Hosting;

/// <summary>Leaves signals to whoever started the host; the default lifetime would take them.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
